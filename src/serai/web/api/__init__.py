"""The interface for machines: /api/v1."""
