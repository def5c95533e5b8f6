"""The arithmetic of sign-in: how long a session lives, how long a wait is, how strong a passphrase must be."""
