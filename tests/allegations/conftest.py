"""A desk in a founded unit."""

import pytest

from tests.allegations.desk import Desk
from tests.factories import Unit


@pytest.fixture
def desk(whole_unit: Unit) -> Desk:
    """Return a desk on stores of its own."""
    return Desk(whole_unit)
