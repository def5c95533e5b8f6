"""Custody: the only door to a name. Opens one compartment for one permit, and there is no way to ask for more."""
