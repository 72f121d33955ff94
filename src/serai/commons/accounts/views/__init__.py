"""Pages about accounts that are Serai's own."""
