"""The seven gates, the checks, the outcome."""
