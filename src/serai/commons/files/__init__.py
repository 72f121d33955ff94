"""Files: see README.md."""
