"""The life of a source on the register: where it stands, what the law has kept of it, and when it is let go."""
