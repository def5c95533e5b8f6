"""When it is safe to reach a source, for boards."""
