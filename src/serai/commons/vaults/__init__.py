"""Vaults: see README.md."""
