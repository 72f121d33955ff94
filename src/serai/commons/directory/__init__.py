"""Directory: see README.md."""
