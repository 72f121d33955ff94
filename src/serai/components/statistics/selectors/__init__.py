"""Questions that the room answers, each filtered by what the asker may see."""
