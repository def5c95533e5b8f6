"""Reaching a source: plans, attempts and what follows from them."""
