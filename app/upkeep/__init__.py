"""Looking after the stores: bring them up to date, compare them with each other, copy them away and get them back."""
