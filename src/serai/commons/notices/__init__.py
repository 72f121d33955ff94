"""Notices: see README.md."""
