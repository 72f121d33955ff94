"""Doors of the newsroom: parse, ask one selector or service, render."""
