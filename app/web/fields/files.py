"""A field that takes a file: read into memory, where the request keeps it, and kept nowhere."""

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import request

from app.web import widgets
from app.web.fields.presented import Presented


class FileField(Presented, wtforms.Field):
    """One file; its data is its bytes, or ``None`` where none was chosen. Neither its name nor its kind is believed."""

    draws = widgets.file
    says_optional = False

    def process_data(self, value: Any) -> None:
        """Take nothing to show: a browser fills in no file."""
        del value
        self.data = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the file that was sent with the form."""
        del valuelist
        sent = request.files.get(self.name)
        self.data = sent.read() if sent is not None and sent.filename else None
