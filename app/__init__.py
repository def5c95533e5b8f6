"""The application: everything that is plugged in is visible in ``app.assembly``; this package holds its parts."""
