"""How many submissions a second the public face takes: the last POST, against a bare form, and all five pages."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask.sessions import SecureCookieSessionInterface

from app.database import new_id
from app.intake.bundles import Pinned
from app.intake.carrying import Carrier
from app.intake.steps import TELLING
from bench.bare_form import STORE, THANKS, make_store
from bench.reporting import Claim, run
from bench.visitors import ask, expect, hidden_fields, seconds_for, walk
from crypto.receipts import new_receipt
from tests.intake.site import EVERYTHING, SECRET_KEY, Site, found_site, reopen_site

WORKERS = 2
OURS, BARE = 8611, 8612
# Both sides are sent to in turns of so many, so that both meet the same machine.
TURN, BARE_TURN = 100, 300
ADDRESSES = ("/tell-us/who", "/tell-us/where-and-when", "/tell-us/reaching-you", "/tell-us/check")
ANSWERS = ("Who is it about?", "Where and when?", "How may we reach you?", "Check what you want to send")
RECEIVED = "We have what you told us"


def measure(quick: bool) -> Sequence[Claim]:
    """Return the rates of the last POST, alone and against a bare form, and of the complete form."""
    turns, journeys = (3, 50) if quick else (12, 400)
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as made:
        folder = Path(made).resolve()
        with open_site(folder) as site, served(settings(folder, site.house.deployment)):
            ours, bare = in_turns(site, turns)
            # Each worker reads its pages from the disk when they are first asked for.
            seconds_for(4 * WORKERS, lambda _number: tell_everything())
            whole = journeys / seconds_for(journeys, lambda _number: tell_everything())
    size = f"{WORKERS} workers, 4 clients"
    against = f"{size}, {ours:,.0f} a second, a bare form with one durable commit {bare:,.0f}"
    return (
        Claim("last POST of a submission, of a bare form's", ours / bare, "ratio", 0.33, against, at_least=True),
        Claim("last POST of a submission, sealed and durable", ours, "a second", 130, size, at_least=True),
        Claim("complete submission, six requests", whole, "a second", 25, size, at_least=True),
    )


def in_turns(site: Site, turns: int) -> tuple[float, float]:
    """Return how many last POSTs a second ours and the bare form take, sent to one after the other, several times."""
    cookie, bodies = last_posts(site, (turns + 1) * TURN)
    bare_reply = ask(BARE, "/")
    bare_body = urlencode(hidden_fields(bare_reply) | {"account": "x" * 2_000}).encode()

    def send(number: int) -> None:
        expect(ask(OURS, "/tell-us/sent", cookie, bodies[number]), RECEIVED)

    def send_bare(_number: int) -> None:
        expect(ask(BARE, "/", bare_reply.cookie, bare_body), THANKS)

    seconds_for(TURN, send)
    seconds_for(BARE_TURN, send_bare)
    ours = bare = 0.0
    for turn in range(1, turns + 1):
        ours += seconds_for(TURN, lambda number, start=turn * TURN: send(start + number))  # type: ignore[misc]
        bare += seconds_for(BARE_TURN, send_bare)
    return turns * TURN / ours, turns * BARE_TURN / bare


def last_posts(site: Site, count: int) -> tuple[str, list[bytes]]:
    """Return one session's cookie and so many bodies of last POSTs, each of a submission of its own."""
    reply = walk(OURS, pages())
    fields = hidden_fields(reply)
    signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
    if signer is None:
        raise LookupError("the public site has no secret key")
    session = signer.loads(reply.cookie.split("=", 1)[1])["csrf_token"]
    carrier = Carrier(SECRET_KEY, site.house.deployment.ref, session, TELLING.endpoint)
    now = datetime.now(UTC)
    checked = carrier.open(fields["carried"], now)
    others = (replace(checked, words=new_receipt(), submission_ref=new_id()) for _ in range(count))
    return reply.cookie, [urlencode(fields | {"carried": carrier.seal(one, now)}).encode() for one in others]


def pages() -> list[tuple[str, Mapping[str, object], str]]:
    """Return the four pages that ask something: where each is sent, what is typed, and what answers."""
    return [
        (address, EVERYTHING[step.slug], words)
        for address, step, words in zip(ADDRESSES, TELLING.asking, ANSWERS, strict=True)
    ]


def tell_everything() -> None:
    """Fill in all five pages and send them."""
    walk(OURS, [*pages(), ("/tell-us/sent", {}, RECEIVED)])


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Found a deployment on the disk and publish its keys."""
    template = folder / "template"
    template.mkdir()
    site = reopen_site(template, folder / "unit", found_site(template))
    yield site
    for engine in site.unit.house.stores.each().values():
        engine.dispose()


def settings(folder: Path, deployment: Pinned) -> dict[str, str]:
    """Return what the two server processes are started with: the public face's settings, and the bare form's store."""
    return {
        "FACE": "public",
        "SECRET_KEY": SECRET_KEY,
        "DEPLOYMENT": deployment.ref,
        "ROOT_KEY": deployment.root.encode().hex(),
        "GATEWAY_URL": f"sqlite:///{folder / 'unit' / 'gateway.db'}",
        STORE: str(folder / "bare.db"),
    }


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[None]:
    """Serve the public face and the bare form, each with two workers, until the block ends."""
    make_store(environment[STORE])
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", where],
            env=os.environ | environment,
            stderr=subprocess.DEVNULL,
        )
        for port, where in ((OURS, "bench.public_site:site()"), (BARE, "bench.bare_form:app"))
    ]
    try:
        wait_for(OURS, "/tell-us")
        wait_for(BARE, "/")
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def wait_for(port: int, path: str) -> None:
    """Wait until a server answers, for half a minute at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            if ask(port, path).status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError("a server did not start")


if __name__ == "__main__":
    sys.exit(run(measure))
