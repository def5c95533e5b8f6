"""People who tell us things, by reference: what waits to be registered, the register, and how each may be reached."""
