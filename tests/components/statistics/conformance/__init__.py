"""The service for machines against the specification of SDMX REST, and against the programs that others made."""
