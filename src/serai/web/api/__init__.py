"""The API: the same questions as the pages, answered to machines as JSON under ``/api/v1/``."""
