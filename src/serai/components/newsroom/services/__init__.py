"""Verbs of the newsroom, one file per noun."""
