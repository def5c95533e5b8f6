"""Who belongs here and what they hold: invited, confirmed by a second person, moved, renewed, and seen off."""
