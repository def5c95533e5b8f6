"""A small unit with its public site: the real stores and keys behind, the real pages in front."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.allegations.models import Allegation
from app.database import Stores, open_store
from app.intake import publishing, service
from app.intake.models import Submission
from app.organisations.models import Organisation, Unit
from app.unit_of_work import Clock, House
from app.vault.ceremony import Ceremony
from config import Config
from crypto.signing import VerifyKey
from tests.pages import Page, proofread
from tests.vault.small_unit import SmallUnit, found, open_stores, reopen

SECRET_KEY = "a test key, long enough: 0123456789 abcdef"
UNIT = "u" * 32
HTTPS = "https://localhost"
HEADERS = {"User-Agent": "Canary-Agent-quail", "X-Forwarded-For": "203.0.113.77"}
ADDRESS = {"REMOTE_ADDR": "203.0.113.99"}

ACCOUNT = {"account": "Lorries come to the yard at night and people are locked in the shed."}
EVERYTHING: Mapping[str, Mapping[str, Any]] = {
    "what-happened": {
        "account": (
            "My neighbour keeps people in a shed behind Canary-Place-Farm. I am Morwenna Tregarth-Quayle and he "
            "shouted at me. Ring me on 07700 900 123 or write to m.tregarth@canarymail.example. Morwenna saw it all."
        ),
        "danger": "unknown",
        "kinds": ["MODERN_SLAVERY", "ILLEGAL_WORKING"],
    },
    "who": {
        "who_name": "Canary-Suspect Jones",
        "who_age": "about 50",
        "who_description": "Tall, limps. Told Mrs Tregarth-Quayle that he pays nobody.",
        "who_business": "Canary Produce Ltd",
        "who_vehicle": "white van AB12 CDE",
        "who_phone": "01632 960 001",
        "who_email": "boss@suspect.example",
        "who_others": "His brother.",
    },
    "where-and-when": {
        "where_address": "Behind the church, Canary Lane",
        "where_postcode": "ZZ1 1ZZ",
        "when_text": "Most nights, Morwenna can hear it.",
        "still_happening": "yes",
        "expected_on-day": "30",
        "expected_on-month": "12",
        "expected_on-year": "2026",
        "expected_what": "A coach leaves",
    },
    "reaching-you": {
        "your_name": "Morwenna Tregarth-Quayle",
        "your_phone": "07700 900123",
        "your_email": "m.tregarth@canarymail.example",
        "your_handle": "wenna_canary",
        "your_address": "7 Heronry Close, Canarythorpe, ZZ9 9ZZ",
        "your_work": "Canaryworth Bakery",
        "safe_times": "Canary-Times after six",
        "voicemail": "no",
        "number_shown": "withheld",
        "how_known": "Canary-How I watched from the loft",
        "relationship": "Canary-Relation next door",
        "danger_to_you": "Canary-Danger he has a key",
    },
}
# What must be found nowhere in clear once it was sent: everything about the source.
OWN_CANARIES = (
    "Morwenna", "Tregarth", "Quayle", "900123", "900 123", "canarymail", "wenna_canary", "Heronry", "Canarythorpe",
    "Canaryworth", "Canary-Times", "Canary-How", "Canary-Relation", "Canary-Danger",
)  # fmt: skip
STORY_CANARIES = ("Canary-Place-Farm", "Canary-Suspect", "Canary Produce", "Canary Lane", "pays nobody")


@dataclass
class Site:
    """The unit behind, the public site in front, and a visitor."""

    unit: SmallUnit
    app: Flask
    house: House

    def visitor(self) -> "Visitor":
        return Visitor(self.app.test_client(), self)

    def drain(self) -> int:
        """Let the steward make one round."""
        return service.drain(self.unit.house, UNIT)

    def drain_urgent(self) -> int:
        """Let the steward bring in what is urgent."""
        return service.drain_urgent(self.unit.house, UNIT)

    def sweep(self) -> int:
        """Let the steward mend what was interrupted."""
        return service.sweep(self.unit.house, UNIT)

    def allegations(self) -> int:
        """Return how many allegations the case store has."""
        with Session(self.unit.house.stores.case) as session:
            return session.scalar(select(func.count()).select_from(Allegation)) or 0

    def gateway_rows(self) -> list[Submission]:
        with Session(self.house.stores.gateway) as session:
            return list(session.scalars(select(Submission)))


class Visitor:
    """Somebody with a browser without scripts, who fills in pages and presses their buttons."""

    comes_from = ADDRESS

    def __init__(self, client: FlaskClient, site: Site | None = None) -> None:
        self.client = client
        self.site = site
        self.response: TestResponse | None = None
        self._read: tuple[TestResponse, Page] | None = None

    @property
    def page(self) -> Page:
        """The page in front of them, proof-read once."""
        assert self.response is not None
        if self._read is None or self._read[0] is not self.response:
            self._read = self.response, self.read(self.response.text)
        return self._read[1]

    def read(self, html: str) -> Page:
        """Return a page, having found no fault with it."""
        return proofread(html)

    @property
    def status(self) -> int:
        assert self.response is not None
        return self.response.status_code

    def open(self, address: str) -> Page:
        self.response = self.client.get(address, base_url=HTTPS, headers=HEADERS, environ_base=self.comes_from)
        return self.page

    def send(self, address: str, values: Mapping[str, Any]) -> TestResponse:
        self.response = self.client.post(
            address, data=dict(values), base_url=HTTPS, headers=HEADERS, environ_base=self.comes_from
        )
        return self.response

    def press(self, label: str, typed: Mapping[str, Any] | None = None, **changes: Any) -> Page:
        """Fill in the page and press the button of that name; what was filled in before stays."""
        page = self.page
        values = self.filled(page) | dict(typed or {}) | changes
        self.send(self._address(page, label), values)
        return self.page

    def filled(self, page: Page) -> dict[str, Any]:
        """Return what the page's form would send as it stands."""
        [form] = [form for form in page.all("form") if form.get("method") == "post"]
        values: dict[str, Any] = {}
        for field in form.iter():
            name = field.get("name") or ""
            if field.tag == "textarea" and name:
                # A browser drops the line end that comes first.
                values[name] = "".join(field.itertext()).removeprefix("\n")
            elif field.tag == "input" and field.get("type") in {"radio", "checkbox"}:
                if field.get("checked") is not None:
                    values.setdefault(name, []).append(field.get("value"))
            elif field.tag == "input" and name:
                values[name] = field.get("value") or ""
        return values

    def tell(self, pages: Mapping[str, Mapping[str, Any]] | None = None) -> Page:
        """Fill in every page up to the last, which shows all answers."""
        given = EVERYTHING if pages is None else pages
        self.open("/tell-us/what-happened")
        for slug in ("what-happened", "who", "where-and-when", "reaching-you"):
            self.press("Continue", given.get(slug, {}))
            assert self.status == 200, self.page.text
        return self.page

    def tell_all(self, pages: Mapping[str, Mapping[str, Any]] | None = None) -> str:
        """Tell us everything and send it; returns the eight words."""
        self.tell(pages)
        self.press("Send")
        assert self.status == 200, self.page.text
        return " ".join(words_on(self.page))

    def come_back(self, words: str) -> Page:
        """Type the words of a receipt."""
        self.open("/receipt")
        return self.press("Continue", words=words)

    def _address(self, page: Page, label: str) -> str:
        [form] = [form for form in page.all("form") if form.get("method") == "post"]
        for button in form.iter("button"):
            if button.get("aria-hidden") is None and "".join(button.itertext()).strip().startswith(label):
                here = self.response.request.path if self.response else ""
                return button.get("formaction") or form.get("action") or here
        raise AssertionError(f"no button {label}")


def words_on(page: Page) -> list[str]:
    """Return the eight words of the page that shows them."""
    return [unescape("".join(item.itertext())).strip() for item in page.one("ol").iter("li")]


def cookies_of(response: TestResponse) -> list[str]:
    """Return the names of the cookies that a reply sets."""
    return [re.split("=", value)[0] for value in response.headers.getlist("Set-Cookie")]


def make_public_app(gateway: Path, ref: str, root: VerifyKey, clock: Clock, **settings: Any) -> Flask:
    """Return the public site as its own process has it: with a gateway, the pinned root key and nothing else."""
    known = {"face": "public", "secret_key": SECRET_KEY, "deployment": ref, "root_key": root.encode().hex()}
    app = create_app(Config(**(known | {"gateway_url": f"sqlite:///{gateway}"} | settings)), clock=clock)
    app.config["CALLS_ALLOWED"] = {"public": "100000 per minute"}
    return app


def found_site(folder: Path) -> Ceremony:
    """Make the stores of a unit that the public can reach: its ceremony held, its keys published, one unit entered."""
    ceremony = found(folder)
    stores = open_stores(folder)
    with Session(stores.case) as session:
        session.add(Organisation(ref="o" * 32, name="Home", org_type="HMG", is_partner=False, highest_tier=15,
                                 vetting_floor="CTC"))  # fmt: skip
        session.add(Unit(ref=UNIT, name="North", organisation_ref="o" * 32, division="england-and-wales"))
        session.commit()
    for engine in stores.each().values():
        engine.dispose()
    return ceremony


def reopen_site(template: Path, folder: Path, ceremony: Ceremony) -> Site:
    """Return a site of its own, made of a copy of a founded one."""
    unit = reopen(template, folder, ceremony)
    publishing.publish(unit.house)
    public = House(
        Stores(gateway=open_store(f"sqlite:///{folder / 'gateway.db'}")), lambda: unit.now, ceremony.deployment
    )
    return Site(unit, _app_for(public), public)


def _app_for(house: House) -> Flask:
    """Return the public site over a house. Its pages are read once and shared; a test changes what is behind them."""
    if not _shared:
        _shared.append(make_public_app(Path("unused.db"), house.deployment.ref, house.deployment.root, house.clock))
    [app] = _shared
    app.extensions["sourcekeeper"].house = house
    return app


_shared: list[Flask] = []
