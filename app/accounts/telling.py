"""What accounts tell the features above them, by name."""

# Somebody's keys or standing changed: whatever was sealed to them, or asked for in their name, is over.
KEYS_GONE = "person:keys-gone"
