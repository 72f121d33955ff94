"""How days and moments are written where Django's own way of a language would be misread."""
