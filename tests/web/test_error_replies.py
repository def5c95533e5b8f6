"""Error pages: what happened, what to do next, a reference, and nothing else."""

import pytest
from flask.testing import FlaskClient

from app import errors
from app.access.actor import nobody
from app.web.rendering import page
from crypto.errors import Tampered
from tests.pages import proofread, token_in
from tests.web.sample import RAISES, SECRET, Visit, make_app, someone


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("missing", 404, "Page not found"),
        ("refused", 403, "Ask your manager to renew your vetting."),
        ("conflict", 409, "Somebody else took this allegation."),
        ("locked", 423, "Unlock your keys and come back here"),
        ("invalid", 400, "Say what was said."),
        ("down", 503, "Nothing was done, and nothing was half done."),
        ("held", 423, "Nothing was opened, shown or changed."),
        ("unsure", 503, "Nothing was opened, shown or sent."),
        ("bug", 500, "It is our fault and not yours."),
    ],
)
def test_each_error_says_what_happened_and_what_to_do(client: FlaskClient, kind: str, status: int, words: str) -> None:
    for face in ("/sample", "/partner", "/tell-us"):
        response = client.get(f"{face}/raise/{kind}")
        text = proofread(response.text).text
        assert response.status_code == status
        assert words in text
        assert "Go to the start page" in text
        assert SECRET not in response.text
        assert "Traceback" not in response.text


# Trouble is told at the command line and ends what was started there: no request meets it.
EVERY_ERROR = [
    one
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, Exception) and one is not errors.Trouble
]


@pytest.mark.parametrize("kind", [*EVERY_ERROR, Tampered], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("face", ["/sample", "/partner", "/tell-us"])
def test_every_error_of_ours_has_a_page_of_its_own_on_every_face(
    client: FlaskClient, kind: type[Exception], face: str
) -> None:
    [name] = [name for name, error in RAISES.items() if type(error) is kind]
    response = client.get(f"{face}/raise/{name}")
    shown = proofread(response.text)
    assert response.status_code not in {200, 500}
    assert "It is our fault" not in shown.text
    assert "Something went wrong" not in shown.text
    assert SECRET not in response.text
    if kind is not errors.NotFound:
        reference = shown.one("span", class_="sk-code").text
        assert reference is not None
        assert len(reference) == 32


@pytest.mark.parametrize("kind", ["held", "unsure"])
def test_what_did_not_open_says_whom_to_tell_and_never_what_failed(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    staff, partner = (proofread(client.get(f"{face}/raise/{kind}").text).text for face in ("/sample", "/partner"))
    assert "Tell a custodian of the source unit" in staff
    assert "custodian" not in partner
    for word in ("key", "signature", "integrity", "decrypt", "cipher", "tamper", "seal", "digest", "frozen"):
        assert word not in (staff + partner).casefold()
    assert len(caplog.messages) == 2
    assert SECRET not in caplog.text


def test_an_error_quotes_a_reference_that_the_log_has_too(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    shown = proofread(client.get("/sample/raise/bug").text)
    reference = shown.one("span", class_="sk-code").text
    assert reference is not None
    assert len(reference) == 32
    assert caplog.messages == [f"builtins.ValueError in sample.raises, request {reference}"]
    assert SECRET not in caplog.text


def test_an_error_after_the_view_is_logged_without_values_too(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(visit)

    @app.after_request
    def fail(_response: object) -> object:
        raise ValueError(SECRET)

    response = app.test_client().get("/sample/list")
    assert response.status_code == 500
    assert SECRET not in caplog.text + response.text
    assert "/sample/list" not in caplog.text


def test_refused_and_not_there_are_the_same_bytes(client: FlaskClient) -> None:
    client.get("/sample/list")
    replies = [client.get(a) for a in ("/sample/raise/missing", "/sample/nothing/here", "/sample/raise/missing?x=1")]
    assert len({reply.data for reply in replies}) == 1
    assert len({tuple(sorted(reply.headers)) for reply in replies}) == 1
    assert {reply.status_code for reply in replies} == {404}


def test_not_there_is_the_same_bytes_for_everybody(client: FlaskClient, visit: Visit) -> None:
    first = client.get("/sample/raise/missing").data
    visit.actor = someone(name="Somebody Else", person_ref="person-2")
    assert client.get("/sample/raise/missing").data == first
    visit.actor = nobody()
    assert client.get("/sample/raise/missing").data == first


def test_a_locked_page_leads_to_unlocking_and_back(client: FlaskClient) -> None:
    shown = proofread(client.get("/sample/raise/locked?tab=2&x=%26").text)
    links = [e.get("href") for e in shown.one("main").iter("a")]
    assert links == ["/unlock?next=/sample/raise/locked%3Ftab%3D2%26x%3D%2526", "/"]


def test_too_many_of_anything_else_still_gets_a_page(client: FlaskClient) -> None:
    app = client.application
    app.view_functions["sample.away"] = lambda: app.aborter(418)
    response = client.get("/sample/away")
    assert response.status_code == 418
    proofread(response.text)


def test_a_template_that_fails_still_leaves_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("app.web.errors._render", fail)
    response = client.get("/sample/raise/refused")
    assert response.status_code == 403
    assert "Something went wrong" in response.text
    assert SECRET not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_whose_layout_cannot_be_told_gives_least_away(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("app.web.errors.current_face", fail)
    response = client.get("/sample/raise/bug")
    assert response.status_code == 500
    assert "Sourcekeeper" not in response.text


def test_an_error_page_asks_no_store_who_is_there(client: FlaskClient, visit: Visit) -> None:
    visit.actor = None  # type: ignore[assignment]
    for kind, status in (("down", 503), ("bug", 500), ("missing", 404), ("refused", 403)):
        response = client.get(f"/sample/raise/{kind}")
        assert response.status_code == status
        assert "Something went wrong</title>" not in response.text


def test_a_name_misspelt_in_a_template_is_an_error_and_not_an_empty_place(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.application.view_functions["sample.away"] = lambda: page("sample/misspelt.html")
    assert client.get("/sample/away").status_code == 500
    assert caplog.messages[0].startswith("jinja2.exceptions.UndefinedError")


def test_an_unavailable_store_says_when_to_try_again(client: FlaskClient) -> None:
    assert client.get("/sample/raise/down").headers["Retry-After"] == "60"


def test_an_act_that_came_too_late_leads_back_to_how_things_stand(client: FlaskClient) -> None:
    data = {"csrf_token": token_in(client.get("/sample/list"))}
    response = client.post("/sample/raise/conflict", data=data)
    assert response.status_code == 409
    links = [e.get("href") for e in proofread(response.text).one("main").iter("a")]
    assert links == ["/sample/raise/conflict", "/"]
