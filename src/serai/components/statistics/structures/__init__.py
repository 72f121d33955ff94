"""The registry of structures: code lists, concepts, data structures and whatever else SDMX has, loaded and shown."""
