"""Submissions: what agencies send of their tables, and its way to publication."""
