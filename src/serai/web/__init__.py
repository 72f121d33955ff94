"""The shared look, and the pages about the partnership. Knows no room."""
