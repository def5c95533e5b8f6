"""Units, agencies and agreements; holidays and working days."""
