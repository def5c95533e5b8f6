"""An office to try it in."""

from tests.accounts.conftest import founded_office, office

__all__ = ["founded_office", "office"]
