"""What happened, told after it is committed."""
