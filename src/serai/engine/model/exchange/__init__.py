"""What machines ask for: the query language of SDMX REST 2.2 as plain records. Nothing is read here."""
