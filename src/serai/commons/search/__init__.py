"""Search: see README.md."""
