"""What the README claims, measured: one module for each claim, each run as ``python -m bench.<name>``."""
