"""Made-up people, and how they come back: with typing errors, a new house, names in another order."""

import random
import string
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

FIRST = (
    "Agnes",
    "Amir",
    "Anna",
    "Asha",
    "Bela",
    "Bram",
    "Cerys",
    "Clara",
    "Daud",
    "David",
    "Dilip",
    "Elena",
    "Emeka",
    "Farah",
    "Grace",
    "Hana",
    "Hugo",
    "Ines",
    "Ioana",
    "Ivan",
    "Jakub",
    "James",
    "Jin",
    "John",
    "Karol",
    "Kofi",
    "Laila",
    "Liam",
    "Lucy",
    "Maria",
    "Mark",
    "Marta",
    "Mei",
    "Mohammed",
    "Nadia",
    "Nell",
    "Oksana",
    "Olga",
    "Omar",
    "Owen",
    "Paul",
    "Pia",
    "Rafal",
    "Rosa",
    "Ruta",
    "Samir",
    "Sara",
    "Selma",
    "Sofia",
    "Tariq",
    "Tess",
    "Thomas",
    "Uma",
    "Vera",
    "Viktor",
    "Wilf",
    "Yusuf",
    "Zofia",
)
LAST = (
    "Ahmed",
    "Ali",
    "Baker",
    "Begum",
    "Birch",
    "Brown",
    "Carter",
    "Chen",
    "Clarke",
    "Cohen",
    "Costa",
    "Davies",
    "Evans",
    "Farrow",
    "Fenn",
    "Foster",
    "Garcia",
    "Green",
    "Hall",
    "Hassan",
    "Holt",
    "Hughes",
    "Hussain",
    "Jones",
    "Kaur",
    "Khan",
    "Kovacs",
    "Kowalski",
    "Lane",
    "Lewis",
    "Li",
    "Lowe",
    "Marsh",
    "Martin",
    "Mensah",
    "Miller",
    "Moore",
    "Moss",
    "Murphy",
    "Nguyen",
    "Novak",
    "Okafor",
    "Patel",
    "Petrov",
    "Popescu",
    "Quill",
    "Reid",
    "Rossi",
    "Sahin",
    "Shah",
    "Silva",
    "Singh",
    "Smith",
    "Stone",
    "Taylor",
    "Walker",
    "Wang",
    "White",
    "Wilson",
    "Wood",
    "Wright",
    "Yilmaz",
    "Young",
)
STREETS = ("Mill Lane", "High Street", "Quay Road", "Station Road", "Park Avenue", "Church Street", "Tannery Row")
ENDINGS = ("ford", "well", "by", "sen", "ova", "ski", "ton", "man", "ley")
OLDEST, DAYS = date(1945, 1, 1), 365 * 62


@dataclass(frozen=True, slots=True)
class Someone:
    """A made-up person, as a register has them; what is empty was not given."""

    name: str = field(repr=False)
    born_on: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    address: str = field(repr=False)

    def details(self) -> dict[str, object]:
        """Return them as ``terms_of`` and ``likeness`` read them."""
        return {name: getattr(self, name) for name in ("name", "born_on", "phone", "email", "address")}


class People:
    """Makes people up, from one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._number = 0

    def someone(self) -> Someone:
        """Return a person, who gives some of their details and not others."""
        chance = self._chance
        self._number += 1
        first, last = f"{chance.choice(FIRST)}{self._middle()}", self._surname()
        mail = f"{first.split()[0]}.{last}{self._number}@post.example".lower()
        return Someone(
            name=f"{first} {last}",
            born_on=self._maybe(self._day(), 0.75),
            phone=self._maybe(self._phone(), 0.85),
            email=self._maybe(mail, 0.5),
            address=self._maybe(self._house(), 0.6),
        )

    def again(self, one: Someone) -> Someone:
        """Return the same person as they come back: at least one thing besides the name has stayed."""
        chance = self._chance
        back = one
        if chance.random() < 0.35:
            back = replace(back, name=self._mistyped(back.name))
        if chance.random() < 0.2:
            back = replace(back, name=" ".join(reversed(back.name.split())))
        if back.born_on and chance.random() < 0.1:
            back = replace(back, born_on=f"{back.born_on[:8]}{int(back.born_on[8:]) % 27 + 1:02}")
        changes = [name for name in ("address", "phone", "email") if getattr(back, name)]
        chance.shuffle(changes)
        others = {"address": self._house(), "phone": self._phone(), "email": ""}
        keep = 0 if back.born_on else 1
        for name in changes[keep:]:
            if chance.random() < 0.3:
                back = replace(back, **{name: others[name]})
        return back

    def housemate(self, one: Someone) -> Someone:
        """Return somebody else of the same household: the surname and the telephone are shared."""
        first = self._chance.choice([name for name in FIRST if name != one.name.split()[0]])
        other = self.someone()
        return replace(other, name=f"{first} {one.name.split()[-1]}", phone=one.phone, address=one.address)

    def _surname(self) -> str:
        """Return a surname: common ones often, and some that hardly anybody has."""
        chance = self._chance
        if chance.random() < 0.3:
            return chance.choice(LAST)
        return chance.choice(LAST)[:-1] + chance.choice(
            ("ford", "well", "by", "sen", "ova", "ski", "ton", "man", "ley")
        )

    def _middle(self) -> str:
        return f" {self._chance.choice(FIRST)}" if self._chance.random() < 0.2 else ""

    def _day(self) -> str:
        return (OLDEST + timedelta(days=self._chance.randrange(DAYS))).isoformat()

    def _phone(self) -> str:
        return f"07{self._chance.randrange(10**9):09}"

    def _house(self) -> str:
        chance = self._chance
        code = f"{chance.choice('BLMSN')}{chance.choice('ABDEHLNPS')}{chance.randint(1, 60)} {chance.randint(1, 9)}"
        letters = "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{chance.randint(1, 150)} {chance.choice(STREETS)}, {code}{letters}"

    def _maybe(self, value: str, share: float) -> str:
        return value if self._chance.random() < share else ""

    def _mistyped(self, name: str) -> str:
        """Return a name with one letter wrong, missing, doubled or changed places with the next."""
        chance = self._chance
        at = chance.randrange(1, len(name) - 1)
        if name[at] == " " or name[at + 1] == " ":
            return name
        kinds = (
            name[:at] + chance.choice(string.ascii_lowercase) + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
        return chance.choice(kinds)
