"""What changed between two revisions of a table, and which revision counted on a day."""
