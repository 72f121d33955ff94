"""Views of the page frame: parse, ask one selector, render."""
