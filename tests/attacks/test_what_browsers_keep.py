"""What a reply leaves in a browser, in its history and on the way: nothing kept, nothing told, no cookie for others."""

from typing import Any
from urllib.parse import unquote

import pytest

from app.web.faces import Face
from tests.attacks.busy_unit import BusyUnit
from tests.attacks.oracle import assert_no_canary
from tests.attacks.test_every_door import ROLES, doors, knock, own_face

EVIL = "evil.example"


def replies(busy: BusyUnit, who: str) -> list[Any]:
    """Return the replies of every page of somebody's face: pages, redirects and errors."""
    found = [knock(busy, who, method, address) for _, method, address in doors(busy, own_face(busy, who))]
    assert {200, 403, 404} <= {reply.status_code for reply in found}
    return found


@pytest.mark.parametrize("who", ["hana", "mia"])
def test_nothing_is_kept_and_no_address_is_passed_on(busy: BusyUnit, who: str) -> None:
    for reply in replies(busy, who):
        assert reply.headers["Cache-Control"] == "no-store", reply.request.path
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert not {"ETag", "Last-Modified", "Expires"} & set(reply.headers.keys())
        assert_no_canary(reply.headers.get("Location", "").encode())


@pytest.mark.parametrize("who", [who for who in ROLES if who not in {"hana", "cleo"}])
def test_no_redirect_tells_the_reference_of_a_source(busy: BusyUnit, who: str) -> None:
    posted = ({}, {"next": f"/sources/{busy.source_ref}"})
    for data in posted:
        for address in (f"/sources/{busy.source_ref}/open", f"/contacts/ask/{busy.allegation_ref}", "/lock"):
            reply = busy.send(who, address, data)
            assert busy.source_ref not in unquote(reply.headers.get("Location", "")) or who == "pia"


def test_every_cookie_is_for_this_host_over_https_and_for_no_script(busy: BusyUnit) -> None:
    set_so_far = []
    for who in ("hana", "pia"):
        busy.unit.clock.tick(hours=1)
        visitor = busy.unit.app.test_client()
        root = "/partner" if who == "pia" else ""
        busy.browser(who)
        for reply in (visitor.get(f"{root}/sign-in"), busy.browser(who).get(busy.home(who))):
            set_so_far += reply.headers.getlist("Set-Cookie")
    set_so_far += busy.send("hana", "/unlock", {"passphrase": busy.unit.people["hana"].passphrase}).headers.getlist(
        "Set-Cookie"
    )
    set_so_far += busy.unit.app.test_client().get("/tell-us/what-happened").headers.getlist("Set-Cookie")
    assert len(set_so_far) > 3
    for cookie in set_so_far:
        parts = set(cookie.split("; ")[1:])
        assert cookie.startswith("__Host-"), cookie
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= parts, cookie
        assert not any(part.startswith("Domain") for part in parts)
        assert_no_canary(cookie.encode())


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": f"/{EVIL}"},
        {"X-Forwarded-For": "127.0.0.1", "Forwarded": f"host={EVIL}"},
        {"X-Original-URL": "/people", "X-Rewrite-URL": "/people", "X-HTTP-Method-Override": "DELETE"},
    ],
)
def test_what_a_proxy_could_have_said_is_not_believed(busy: BusyUnit, headers: dict[str, str]) -> None:
    for _, method, address in doors(busy, Face.STAFF):
        if method == "GET":
            reply = busy.unit.app.test_client().get(address, headers=headers)
            plain = busy.unit.app.test_client().get(address)
            assert reply.status_code == plain.status_code, address
            assert reply.headers.get("Location") == plain.headers.get("Location")
            assert EVIL not in reply.text


def test_a_host_that_is_not_ours_stands_in_no_reply(busy: BusyUnit) -> None:
    for address in ("/sign-in", "/board", "/nowhere", "/tell-us", "/receipt", "/partner/board"):
        reply = busy.unit.app.test_client().get(address, headers={"Host": EVIL})
        assert EVIL not in reply.text
        assert EVIL not in str(reply.headers)
