"""The workbench: a file of figures is brought, its labels are matched once, and it goes its way to publication."""
