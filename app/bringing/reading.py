"""A file as it comes, read into rows of cells; or refused as a whole, with what is wrong with it and how to mend it."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from app.bringing.columns import COLUMNS, Column
from app.markings.spelling import words

MOST_ROWS: Final = 10_000
MOST_CHARACTERS: Final = 20_000  # of one cell; what is longer is a quotation mark that was never closed
_SEPARATORS: Final = ",;\t"
_OTHER_KINDS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_SPELT: Final = re.compile(r"[\W_]+")
SAVE_AGAIN: Final = "Save it from your spreadsheet as “CSV UTF-8” and choose that file."


class Unreadable(Exception):
    """A file cannot be read at all; the message says why and how to mend it. Nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in a file: its columns in their order, and rows by the number of the line they begin in."""

    columns: tuple[Column | None, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)


def read_table(data: bytes) -> Table:
    """
    Return what stands in a file of comma-separated values in UTF-8, with or without a byte-order mark.

    Semicolons and tabs part cells as well, where no comma stands between the headings. Empty lines are passed over.

    :raises Unreadable: it is no such file, has no such headings, or more rows than can be brought in at once.
    """
    numbered = _lines(_text(data))
    try:
        first = next(numbered, None)
        if first is None:
            raise Unreadable(f"The file is empty. {SAVE_AGAIN}")
        headings = [cell.strip() for cell in first[1]]
        while headings and not headings[-1]:
            headings.pop()
        columns = _columns(headings)
        rows = list(_rows(numbered, len(columns)))
    except csv.Error:
        raise Unreadable(
            "A quotation mark is opened and never closed, or a cell is longer than anything we keep. "
            f'Look for a single " in the file. {SAVE_AGAIN}'
        ) from None
    if not rows:
        raise Unreadable("There is no row below the headings. Fill in one row for each source.")
    return Table(columns, tuple(headings), tuple(rows))


def _text(data: bytes) -> str:
    """Return the text of a file."""
    if data.startswith(_OTHER_KINDS):
        raise Unreadable(f"This is a workbook, an archive or a document and not a CSV file. {SAVE_AGAIN}")
    if data.startswith(_UTF_16):
        raise Unreadable(f"This file is not in UTF-8. {SAVE_AGAIN}")
    if b"\0" in data:
        raise Unreadable(f"This is not a text file: there are zero bytes in it. {SAVE_AGAIN}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"This file is not in UTF-8: line {line} has a letter in another encoding. {SAVE_AGAIN}"
        ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not empty with the number of the line it begins in."""
    heads = text.lstrip("\n\r").partition("\n")[0]
    separator = max(_SEPARATORS, key=heads.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if any(len(cell) > MOST_CHARACTERS for cell in cells):
                raise csv.Error
            yield begins, cells
        begins = reader.line_num + 1


def _rows(numbered: Iterable[tuple[int, list[str]]], count: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield rows; cells beyond the headings stay when they say something, for the row to be refused by them."""
    for found, (line, cells) in enumerate(numbered, 1):
        if found > MOST_ROWS:
            raise Unreadable(
                f"There are more than {MOST_ROWS:,} rows. Split the file and bring in the parts one after the other: "
                "who stands in two of them is registered once."
            )
        while len(cells) > count and not cells[-1].strip():
            cells.pop()
        yield line, tuple(cells)


def _columns(headings: Sequence[str]) -> tuple[Column | None, ...]:
    """Return which column stands under each heading; ``None`` under one that is empty."""
    known = {_spelt(column.heading): column for column in COLUMNS}
    found = tuple(known.get(_spelt(heading)) if heading else None for heading in headings)
    unknown = [heading for heading, column in zip(headings, found, strict=True) if heading and column is None]
    missing = [column.heading for column in COLUMNS if column.needed and column not in found]
    if missing:
        raise Unreadable(
            f"The heading {_quoted(missing)} is missing. The first line of the file must hold the headings, as in the "
            "template."
        )
    if unknown:
        raise Unreadable(
            f"The heading {_quoted(unknown)} is none of ours. Take the column out, or give it a heading of the "
            "template: nothing is left out without a word."
        )
    twice = sorted({one.heading for one in found if one is not None and found.count(one) > 1})
    if twice:
        raise Unreadable(f"The heading {_quoted(twice)} stands there twice. Keep one of the columns.")
    return found


def _spelt(heading: str) -> str:
    """Return a heading without capitals, accents, spaces and signs."""
    return _SPELT.sub("", words(heading))


def _quoted(headings: Sequence[str]) -> str:
    """Return headings for a message, the first few of them, each cut where it is long."""
    return ", ".join(f"“{heading[:40]}”" for heading in headings[:3])
