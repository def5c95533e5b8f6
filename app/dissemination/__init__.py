"""Reports, the conditions they carry, and what is cut out of them."""
