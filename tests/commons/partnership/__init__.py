"""Tests of the partnership; ``folders`` holds what they share."""
