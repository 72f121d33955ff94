"""What is due from a person, across all rooms."""
