"""Who may do what: the one place where policy is written and asked."""
