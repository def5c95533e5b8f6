"""A made-up file of sources: rows that are right, and one thing wrong with each of some."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from app.bringing.columns import COLUMNS

HEADINGS = [column.heading for column in COLUMNS]
RIGHT = {
    "risk": "low",
    "safe days": "Mon Tue",
    "safe from": "18:00",
    "safe until": "20:00",
    "how they know": "Canary-How from the loft",
}
FIRST = (
    "Ansa",
    "Bryn",
    "Cwmni",
    "Dilys",
    "Efa",
    "Ffion",
    "Gwen",
    "Hywel",
    "Ifan",
    "Jac",
    "Kofi",
    "Lowri",
    "Mabli",
    "Nia",
)
LAST = ("Abad", "Bevan", "Crwth", "Dafydd", "Ellis", "Ferrar", "Garth", "Hopkin", "Ivory", "Jonas", "Kemp", "Lloyd")


def person(number: int, **more: str) -> dict[str, str]:
    """Return a right row of somebody who is nobody else: name, birth date, telephone and e-mail are their own."""
    name = f"{FIRST[number % len(FIRST)]} Canary{LAST[number // len(FIRST) % len(LAST)]}"
    own = {
        "name": name,
        "date of birth": f"{1950 + number % 47}-{1 + number % 12:02}-{1 + number % 28:02}",
        "telephones": f"+4477009{number:05}",
        "e-mails": f"p{number}@canary{number}.example",
        "address": f"{number + 1} Canary Row, ZZ{number % 9 + 1} {number // 9 % 9}AB",
    }
    return RIGHT | own | more


# Column, what stands in it, and the beginning of what is said of it.
WRONG: tuple[tuple[str, str, str], ...] = (
    ("date of birth", "1984-02-31", "There is no such day"),
    ("date of birth", "31st of May", "This is no day"),
    ("date of birth", "2150-01-01", "Nobody who can tell us"),
    ("telephones", "ring the shop", "This is no telephone number"),
    ("telephones", "12", "This is no telephone number"),
    ("e-mails", "somebody at home", "This is no e-mail address"),
    ("risk", "", "Enter the first estimate"),
    ("risk", "enormous", "Enter one of: low"),
    ("name", "=cmd|' /C calc'!A0", "It begins with ="),
    ("name", "@SUM(A1)", "It begins with @"),
    ("name", "", "Nobody is named"),
    ("name", "Bell\x07", "There is a character in it"),
    ("name", "x" * 201, "Use 200 characters"),
    ("safe days", "Mon Blursday", "One of these is no day"),
    ("safe from", "teatime", "This is no time of day"),
    ("safe from", "21:00", "The safe hours must end"),
    ("cover story", "We are the Home Office", "Take out"),
    ("sensitive", "perhaps", "Enter yes or no"),
    ("plan ends on", "2031-01-01", "Choose a day from today"),
    ("reach by", "pigeon", "Enter one of: telephone"),
)


def file_of(rows: Iterable[Mapping[str, str]], headings: Iterable[str] = HEADINGS) -> bytes:
    """Return a file of these rows, as a spreadsheet saves it."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, list(headings), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def form_of(fields: Mapping[str, str], file: bytes) -> tuple[bytes, str]:
    """Return a form with a file, as a browser sends it, and what kind of body it is."""
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return "".join([*parts, head]).encode() + file + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge"
