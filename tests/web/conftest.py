"""A visit to the sample application, by a signed-in auditor unless a test says otherwise."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.sample import Visit, make_app, someone


@pytest.fixture
def visit() -> Visit:
    """Return a signed-in auditor's visit."""
    return Visit(actor=someone())


@pytest.fixture
def app(visit: Visit) -> Flask:
    """Return the sample application."""
    return make_app(visit)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """Return a browser without scripts."""
    with app.test_client() as browser:
        yield browser
