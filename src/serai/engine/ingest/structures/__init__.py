"""Structure messages of SDMX taken in and given out: pysdmx reads and writes, we keep languages and parents."""
