"""Finding and cutting words that would tell who a source is."""
