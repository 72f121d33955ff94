"""The inventory of registers: who holds which migration data, on what legal basis, with which gaps and plans."""
