"""Who has which duty, from when until when."""
