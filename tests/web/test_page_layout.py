"""What stands around every page, on each face."""

from datetime import timedelta

from flask.testing import FlaskClient

from app.access.actor import nobody
from tests.pages import proofread, text_of
from tests.web.sample import NOW, Visit, make_app, someone

MARKING = "OFFICIAL-SENSITIVE - RECIPIENTS ONLY"
STAFF_WORDS = ("source", "custod", "intelligence", "officer", "steward", "allegation", "keys", "unlock", "official")


def test_every_sample_page_stands_up_to_proof_reading(client: FlaskClient) -> None:
    for address in ("/sample/form", "/sample/list", "/other/", "/partner/sample", "/tell-us/sample", "/nowhere"):
        proofread(client.get(address).text)


def test_a_staff_page_is_marked_at_the_top_and_the_bottom(client: FlaskClient) -> None:
    for address in ("/sample/list", "/partner/sample", "/sample/raise/refused", "/partner/raise/missing"):
        page = proofread(client.get(address).text)
        marks = [text_of(mark) for mark in page.all("p", class_="sk-marking")]
        assert marks == [MARKING, MARKING], address
        words = page.text
        assert words.startswith(f"Skip to main content {MARKING}")
        assert words.endswith(MARKING)


def test_a_page_can_carry_another_marking(client: FlaskClient) -> None:
    page = proofread(client.get("/partner/sample?marking=OFFICIAL").text)
    assert [text_of(mark) for mark in page.all("p", class_="sk-marking")] == ["OFFICIAL", "OFFICIAL"]


def test_a_public_page_has_no_staff_words(client: FlaskClient) -> None:
    for address in ("/tell-us/sample", "/tell-us/raise/missing", "/tell-us/raise/down"):
        words = proofread(client.get(address).text).text.lower()
        assert not [word for word in STAFF_WORDS if word in words], address
        assert "Ruth Ola" not in words


def test_a_public_page_can_be_left_at_once_without_scripts(client: FlaskClient) -> None:
    for address in ("/tell-us/sample", "/tell-us/raise/missing"):
        link = next(e for e in proofread(client.get(address).text).all("a") if e.get("data-exit") is not None)
        assert link.get("href") == "https://www.bbc.co.uk/weather"
        assert link.get("rel") == "nofollow noreferrer"


def test_a_staff_page_says_who_is_signed_in_and_how_the_keys_stand(client: FlaskClient, visit: Visit) -> None:
    page = proofread(client.get("/sample/list").text)
    assert "Ruth Ola Keys locked Unlock my keys Sign out" in page.text
    visit.keys_open_until = NOW + timedelta(minutes=30)
    page = proofread(client.get("/sample/list").text)
    assert "Keys unlocked until 14:35 GMT Lock my keys" in page.text
    assert {form.get("action") for form in page.all("form", method="post")} == {"/lock", "/sign-out"}


def test_nobody_signed_in_is_shown_no_menu_and_no_way_to_sign_out(client: FlaskClient, visit: Visit) -> None:
    visit.actor = nobody()
    page = proofread(client.get("/sample/list").text)
    assert page.all("nav", aria_label="Menu") == []
    assert "Sign out" not in page.text


def test_the_menu_shows_what_the_person_could_use_and_where_they_are(client: FlaskClient, visit: Visit) -> None:
    page = proofread(client.get("/sample/list").text)
    assert text_of(page.one("nav", aria_label="Menu")) == "Menu Sample"
    assert page.one("a", aria_current="true").get("href") == "/sample/list"
    visit.actor = someone(roles=frozenset({"SYS_ADMIN"}))
    assert text_of(proofread(client.get("/other/").text).one("nav", aria_label="Menu")) == "Menu Sample People"


def test_every_staff_page_has_the_reference_box_and_the_public_has_none(client: FlaskClient) -> None:
    box = proofread(client.get("/sample/list").text).one("form", action="/go")
    assert (box.get("method"), text_of(box)) == ("get", "Go to reference Go")
    assert proofread(client.get("/tell-us/sample").text).all("form", action="/go") == []
    assert proofread(client.get("/partner/sample").text).all("form", action="/go") == []


def test_the_footer_leads_to_the_ordinary_pages_of_the_same_face(client: FlaskClient) -> None:
    for address, root in (("/sample/list", ""), ("/partner/sample", "/partner"), ("/tell-us/sample", "/tell-us")):
        links = [e.get("href") for e in proofread(client.get(address).text).all("a", class_="govuk-footer__link")]
        assert links == [f"{root}/{name}" for name in ("help", "privacy", "cookies", "accessibility", "news")]


def test_only_a_demonstration_says_that_it_is_one(client: FlaskClient) -> None:
    assert "made up" in proofread(client.get("/sample/list").text).text
    real = make_app(Visit(actor=someone()), face="staff", demonstration=False).test_client()
    assert "made up" not in proofread(real.get("/sample/list").text).text


def test_the_title_names_the_page_and_the_product(client: FlaskClient) -> None:
    assert proofread(client.get("/sample/list").text).title == "Sample list - Sourcekeeper"
    assert proofread(client.get("/tell-us/sample").text).title == "What happened? - Tell us in confidence"
    assert proofread(client.post("/sample/form").text).title.startswith("Error: ")


def test_text_is_escaped_and_line_ends_are_kept(client: FlaskClient) -> None:
    html = client.get("/sample/list").text
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "Line one\nline &lt;two&gt;" in html


def test_an_empty_list_says_why_and_what_to_do(client: FlaskClient) -> None:
    page = proofread(client.get("/other/").text)
    assert "Nobody has asked for anything this week. See everything asked before" in page.text


def test_a_chart_says_no_small_number_and_has_its_table(client: FlaskClient) -> None:
    page = proofread(client.get("/sample/list").text)
    rows = [text_of(row) for row in page.all("tr")]
    assert "North 40" in rows
    assert "South fewer than 5" in rows
    assert len([bar for bar in page.elements() if bar.get("class") == "sk-chart__bar"]) == 2


def test_each_process_can_serve_its_own_face_alone() -> None:
    for face, address in (("public", "/tell-us/sample"), ("staff", "/sample/list"), ("partner", "/partner/sample")):
        client = make_app(Visit(actor=someone()), face=face, demonstration=False).test_client()
        assert client.get(address).status_code == 200
        missing = client.get("/nowhere")
        assert missing.status_code == 404
        assert (face == "public") == ("Tell us in confidence" in proofread(missing.text).title)
