"""People at work: roles, sign-in, vetting and leaving."""
