"""Where a server process finds the application."""

from app import create_app
from app.starting import saying_why

with saying_why():
    app = create_app()
