"""The risk that a source runs: scores, bands and reviews."""
