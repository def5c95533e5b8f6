"""From what somebody told of themselves, or custody keeps of them, to the words to look for in a text."""

import re
from collections.abc import Mapping
from datetime import date

from app.withholding.details import SourceDetails

# What looks like a number or an address to reach somebody by, in a box for free text.
NUMBERS = re.compile(r"\+?[0-9][0-9 ()./-]{5,20}[0-9]")
ADDRESSES = re.compile(r"\S+@\S+")


def details_of(own: Mapping[str, object]) -> SourceDetails:
    """
    Return what to look for: each answer about the source as what it is, and whatever free text holds of the kind.

    :param own: any of ``name``, ``other_names`` (parted by commas), ``born_on`` (ISO 8601), ``phone``, ``email``,
        ``address``, ``work``, ``handle`` and ``reach``, as typed. What else it holds is passed over.
    """
    reach = _text(own, "reach")
    return SourceDetails(
        names=(*_given(own, "name"), *(one for one in _text(own, "other_names").split(",") if one.strip())),
        phones=(*_given(own, "phone"), *NUMBERS.findall(reach)),
        emails=(*_given(own, "email"), *ADDRESSES.findall(reach)),
        addresses=_given(own, "address"),
        employers=_given(own, "work"),
        identifiers=_given(own, "handle"),
        born_on=_day(_text(own, "born_on")),
    )


def _text(own: Mapping[str, object], name: str) -> str:
    return str(own.get(name) or "")


def _given(own: Mapping[str, object], name: str) -> tuple[str, ...]:
    return (_text(own, name),) if _text(own, name) else ()


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
