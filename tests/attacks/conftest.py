"""What attackers are given to attack."""

from tests.accounts.conftest import founded_office, office

__all__ = ["founded_office", "office"]
