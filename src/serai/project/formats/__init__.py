"""How days and hours are written where Django's own way would be misread: 11/12 is a day in November only to some."""
