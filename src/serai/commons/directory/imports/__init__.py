"""Contacts from a spreadsheet: read, matched to fields, planned, written; and written out again."""
