"""Audit: see README.md."""
