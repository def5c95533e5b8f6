"""The pages on which a unit is set up: organisations, agreements, units, settings, holidays, changes and duties."""
