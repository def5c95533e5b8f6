"""Holding the ceremony: two people, step by step, from where it stopped if it stopped, and once."""
