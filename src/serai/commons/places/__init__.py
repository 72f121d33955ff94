"""Places: see README.md."""
