"""Erasing what is known of a source, for good; what must be kept meanwhile; and the certificate of it."""
