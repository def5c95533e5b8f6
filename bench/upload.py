"""How long a register of 10,000 sources takes to be brought in: sent and sealed, sent again, taken in row by row."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence

from bench.made_up_people import People
from bench.reporting import Claim, run
from bench.served_unit import served_unit
from tests.bringing.made_up_file import RIGHT, file_of
from tests.bringing.office import ADDRESS, FILE, send
from tests.factories import Visitor
from tests.pages import token_in

SEED = 1851
ROWS = 10_000
WRONG_EVERY = 271  # so that 37 of them are wrong
TAKEN, TAKEN_QUICK = 2_000, 100
LONGEST_SECONDS, LONGEST_AGAIN_SECONDS, LEAST_A_MINUTE = 30.0, 15.0, 400.0


def measure(quick: bool) -> Sequence[Claim]:
    """Return how long sending 10,000 rows takes, the first time and again, and how many are taken in in a minute."""
    data = file_of(_rows())
    with served_unit() as unit:
        hana = unit.sign_in("hana", unlock=True)
        first, file_ref = _sent(hana, data)
        again, _ = _sent(hana, data)
        rate = _taken_in(hana, file_ref, TAKEN_QUICK if quick else TAKEN)
    size = f"{ROWS:,} rows, {len(data) / 1e6:.1f} MB, 37 of them wrong"
    known = "every row known again"
    steps = "one browser, whole pages, of 10,000 that wait"
    return (
        Claim("a register sent, each row sealed", first, "s", LONGEST_SECONDS, size),
        Claim("the same file sent again", again, "s", LONGEST_AGAIN_SECONDS, known),
        Claim("rows taken into the register", rate, "a minute", LEAST_A_MINUTE, steps, at_least=True),
    )


def _rows() -> Iterator[Mapping[str, str]]:
    """Yield the rows of a made-up register, some of them wrong."""
    people = People(SEED)
    for number in range(ROWS):
        known = {name: str(value) for name, value in people.someone().details().items()}
        yield RIGHT | {
            "name": known["name"],
            "date of birth": known["born_on"] if number % WRONG_EVERY else "1984-02-31",
            "address": known["address"],
            "telephones": known["phone"],
            "e-mails": known["email"],
            "risk": "low" if number % 10 else "high",
        }


def _sent(visitor: Visitor, data: bytes) -> tuple[float, str]:
    """Send a file; return how long the reply took, in seconds, and which file it became."""
    began = time.perf_counter()
    reply = send(visitor, data)
    taken = time.perf_counter() - began
    if "37 of 10,000" not in reply.text and "37 of 10000" not in reply.text:
        raise RuntimeError(f"the file was not taken: {reply.status_code}")
    return taken, next(iter(FILE.findall(reply.text)), "")


def _taken_in(visitor: Visitor, file_ref: str, count: int) -> float:
    """Press the button until so many rows are dealt with; return how many that is in a minute."""
    address = f"{ADDRESS}/{file_ref}"
    token, began = token_in(visitor.get(address)), time.perf_counter()
    for _ in range(count // 100):
        reply = visitor.client.post(f"{address}/take-in", data={"csrf_token": token})
        if reply.status_code != 302:
            raise RuntimeError(f"nothing was taken in: {reply.status_code}")
        visitor.get(address)
    return count * 60 / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(run(measure))
