"""Work that is due later, kept in the caller's own transaction and done by one worker at a time."""
