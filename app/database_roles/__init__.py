"""Who may do what in PostgreSQL: a role for each face and for the steward, and the SQL that gives each its least."""
