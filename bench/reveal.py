"""How long it takes to open a compartment: from the request to the page, the record and its checkpoint included."""

import sys
from collections.abc import Sequence

from bench.reporting import Claim, percentile, run
from bench.served_unit import served_unit, timed
from tests.contacts.test_calling import granted
from tests.pages import Page

OPENED, OPENED_QUICK = 300, 60


def measure(quick: bool) -> Sequence[Claim]:
    """Return the 95th percentile of an officer's opening of how to reach a source, keys unlocked."""
    with served_unit() as unit:
        officer, grant_ref = granted(unit)
        token = Page(officer.get(f"/contacts/{grant_ref}").text).all("input", name="csrf_token")[0].get("value")

        def open_it() -> None:
            reply = officer.client.post(f"/contacts/{grant_ref}/number", data={"csrf_token": token})
            if reply.status_code != 200 or "07700" not in reply.text:
                raise RuntimeError("it did not open")

        taken = timed(open_it, OPENED_QUICK if quick else OPENED)
    against = "without Argon2id, which unlocking took before"
    return (
        Claim("opening a compartment, median", percentile(taken, 0.5), "ms", 30, against),
        Claim("opening a compartment, 95 of 100", percentile(taken, 0.95), "ms", 30, against),
    )


if __name__ == "__main__":
    sys.exit(run(measure))
