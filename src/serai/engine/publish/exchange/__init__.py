"""Published cells for machines: what a query selects of the revisions of a dataflow, written as SDMX."""
