"""Fields for a date, in three boxes, and for a time of day, in one."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import wtforms
from wtforms.utils import unset_value

from app.web import widgets
from app.web.days import PARTS, Wrong, read_date, read_time
from app.web.fields.presented import Presented
from app.web.validators import plain_line

# Characters.
LONGEST_BOX = 12
LONGEST_TIME = 10


class DateField(Presented, wtforms.Field):
    """A date in three boxes; its data is a ``date`` or ``None``."""

    draws = widgets.date_boxes
    data: date | None

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.typed = dict.fromkeys(PARTS, "")
        self.wrong_parts: tuple[str, ...] = ()

    def input_names(self) -> frozenset[str]:
        """Return the names of the three boxes."""
        return frozenset(f"{self.name}-{part}" for part in PARTS)

    def first_id(self) -> str:
        """Return the id of the first box that is wrong."""
        return f"{self.id}-{next((part for part in PARTS if part in self.wrong_parts), PARTS[0])}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes, or take a date to show."""
        super().process(formdata, data, extra_filters)
        self.wrong_parts = ()
        if formdata is None:
            self.typed = _boxes(self.data)
            return
        self.typed = {part: plain_line(formdata.get(f"{self.name}-{part}"))[:LONGEST_BOX] for part in PARTS}
        read = read_date(self.typed)
        self.data = None if isinstance(read, Wrong) else read
        if isinstance(read, Wrong):
            self.process_errors.append(read.message)
            self.wrong_parts = read.parts


class TimeField(Presented, wtforms.Field):
    """A time of day in one box; its data is a ``time`` or ``None``."""

    draws = widgets.time_box
    data: time | None

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.typed = ""

    def process_data(self, value: time | None) -> None:
        """Take a time to show."""
        self.data, self.typed = value, f"{value:%H:%M}" if value else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """
        Read what was typed.

        :raises ValueError: it is not a time of day.
        """
        self.data, self.typed = None, plain_line(valuelist[0] if valuelist else "")[:LONGEST_TIME]
        self.data = read_time(self.typed)


def _boxes(value: date | None) -> dict[str, str]:
    """Return what stands in the boxes for a date."""
    if value is None:
        return dict.fromkeys(PARTS, "")
    return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
