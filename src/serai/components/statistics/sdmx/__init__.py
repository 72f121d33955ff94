"""The service for statistical machines: SDMX REST 2.2 over the published releases."""
