"""What was said, and where it stands."""
