"""Bringing in a register that a unit kept before: a file of sources, sealed row by row, taken in a few at a time."""
