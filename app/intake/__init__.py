"""How something we are told reaches us: the public form, its receipt, and the steward who brings it in."""
