"""How each kind of field is drawn, read and refused."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.web import rendering
from app.web.days import Wrong, read_date, read_time
from tests.pages import Page, proofread, text_of, token_in
from tests.web.sample import EveryField

GOOD = {
    "name": "  Amina\tDiallo ",
    "email": "a@example.org",
    "telephone": "0300 123",
    "code": "123456",
    "passphrase": " as typed ",
    "count": "1,2",
    "note": "one\r\ntwo",
    "plain": "",
    "outcome": "answered",
    "reasons": ["a", "c"],
    "agency": "avon",
    "called_on-day": "5",
    "called_on-month": "nov",
    "called_on-year": "2026",
    "called_at": "2.05pm",
    "read": "y",
    "carried": "x",
    "act": "send",
}


def send(client: FlaskClient, **changes: Any) -> Page:
    """Send the form with some answers changed; ``None`` leaves one out."""
    data = {"csrf_token": token_in(client.get("/sample/form"))} | GOOD | changes
    return proofread(client.post("/sample/form", data={k: v for k, v in data.items() if v is not None}).text)


def error_of(page: Page, field: str) -> str:
    """Return the message beside a field, having checked that the summary leads to it and the field names it."""
    message = text_of(page.by_id(f"{field}-error"))
    assert message.startswith("Error: ")
    summary = [text_of(link) for link in page.all("a") if (link.get("href") or "").startswith(f"#{field}")]
    assert summary == [message.removeprefix("Error: ")]
    assert [e for e in page.elements() if f"{field}-error" in (e.get("aria-describedby") or "").split()]
    return summary[0]


def received(page: Page) -> dict[str, str]:
    """Return what the view was given."""
    return dict(zip((text_of(e) for e in page.all("dt")), (text_of(e) for e in page.all("dd")), strict=True))


def test_good_answers_arrive_in_their_own_types(client: FlaskClient) -> None:
    got = received(send(client))
    assert got["name"] == "'Amina Diallo'"
    assert got["passphrase"] == "' as typed '"
    assert got["count"] == "12"
    assert got["note"] == r"'one\ntwo'"
    assert got["reasons"] == "['a', 'c']"
    assert got["called_on"] == "datetime.date(2026, 11, 5)"
    assert got["called_at"] == "datetime.time(14, 5)"
    assert got["read"] == "True"
    assert got["act"] == "'send'"
    assert got["other_note"] == "''"


def test_every_answer_is_shown_again_when_one_is_wrong(client: FlaskClient) -> None:
    page = send(client, name="", note="first line\n  second <line>\n\nlast")
    assert page.value("email") == "a@example.org"
    assert page.value("note") == "first line\n  second <line>\n\nlast"
    assert page.value("called_on-month") == "nov"
    assert page.value("called_at") == "2.05pm"
    assert page.value("count") == "1,2"
    assert page.one("option", value="avon").get("selected") is not None
    assert [e.get("value") for e in page.all("input") if e.get("checked") is not None] == ["answered", "a", "c", "y"]


def test_a_passphrase_is_never_shown_again(client: FlaskClient) -> None:
    page = send(client, name="", passphrase="correct horse")
    assert page.value("passphrase") in {None, ""}
    assert "correct horse" not in page.html


def test_text_inside_a_choice_keeps_its_lines_and_a_leading_line_end(client: FlaskClient) -> None:
    typed = "\n one\n   two\nthree"
    page = send(client, name="", outcome="other", other_note=typed)
    # The strict reader drops the first line end of a text area as a browser does.
    assert page.value("other_note") == typed


def test_an_answer_to_a_question_that_was_not_asked_is_dropped(client: FlaskClient) -> None:
    assert received(send(client, other_note="left over"))["other_note"] == "''"


def test_a_question_that_a_choice_opened_must_be_answered(client: FlaskClient) -> None:
    assert error_of(send(client, outcome="other"), "other_note") == "Say what happened"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": " "}, "name", "Enter the full name"),
        ({"name": "x" * 41}, "name", "Use 40 characters or fewer. You have used 41."),
        ({"email": "x" * 201}, "email", "Use 200 characters or fewer. You have used 201."),
        ({"code": "1234567"}, "code", "Use 6 characters or fewer. You have used 7."),
        ({"passphrase": "x" * 1025}, "passphrase", "Use 1,024 characters or fewer. You have used 1,025."),
        ({"note": "é" * 61}, "note", "Use 60 characters or fewer. You have used 61."),
        ({"count": "twelve"}, "count", "Enter a whole number, such as 12"),
        ({"count": "0"}, "count", "Enter a number from 1 to 500."),
        ({"count": "٣"}, "count", "Enter a whole number, such as 12"),
        ({"outcome": None}, "outcome", "Choose what happened"),
        ({"outcome": "forged"}, "outcome", "Choose what happened"),
        ({"reasons": ["a", "z"]}, "reasons", "Choose one of the answers shown"),
        ({"agency": "elsewhere"}, "agency", "Choose one of the answers shown"),
        ({"called_at": "25:00"}, "called_at", "Enter a time such as 14:05"),
        ({"read": None}, "read", "Confirm that you have read the conditions"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: FlaskClient, changes: dict[str, Any], field: str, message: str
) -> None:
    page = send(client, **changes)
    assert error_of(page, field) == message
    assert len(page.all("p", class_="govuk-error-message")) == 1


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "first"),
    [
        ("", "", "", "Enter the date of the call", "day"),
        ("5", "", "", "Date must include a month and a year", "month"),
        ("", "11", "", "Date must include a day and a year", "day"),
        ("", "", "2026", "Date must include a day and a month", "day"),
        ("5", "11", "", "Date must include a year", "year"),
        ("5", "", "2026", "Date must include a month", "month"),
        ("", "11", "2026", "Date must include a day", "day"),
        ("31", "2", "2026", "Date must be a real date", "day"),
        ("29", "2", "2027", "Date must be a real date", "day"),
        ("0", "2", "2027", "Date must be a real date", "day"),
        ("x", "2", "2027", "Date must be a real date", "day"),
        ("5", "13", "2026", "Month must be a number from 1 to 12", "month"),
        ("5", "11", "26", "Year must include 4 numbers, for example 2026", "year"),
        ("5", "11", "99999", "Year must include 4 numbers, for example 2026", "year"),
        ("-5", "11", "2026", "Date must be a real date", "day"),
    ],
)
def test_a_date_says_which_box_is_wrong(
    client: FlaskClient, day: str, month: str, year: str, message: str, first: str
) -> None:
    page = send(client, **{"called_on-day": day, "called_on-month": month, "called_on-year": year})
    assert text_of(page.by_id("called_on-error")) == f"Error: {message}"
    assert page.one("a", href=f"#called_on-{first}").text == message
    assert "govuk-input--error" in page.by_id(f"called_on-{first}").get("class", "")


def test_no_box_of_a_date_need_be_sent(client: FlaskClient) -> None:
    page = send(client, **{"called_on-day": None, "called_on-month": None, "called_on-year": None})
    assert text_of(page.by_id("called_on-error")) == "Error: Enter the date of the call"


def test_a_fourth_value_for_a_date_is_refused(client: FlaskClient) -> None:
    data = {"csrf_token": token_in(client.get("/sample/form"))} | GOOD | {"called_on-day": ["5", "6"]}
    assert client.post("/sample/form", data=data).status_code == 400


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [("14:05", 14, 5), ("1405", 14, 5), ("2.05 PM", 14, 5), ("2pm", 14, 0), ("12am", 0, 0), ("0:00", 0, 0)],
)
def test_a_time_may_be_written_in_several_ways(typed: str, hour: int, minute: int) -> None:
    read = read_time(typed)
    assert read is not None
    assert (read.hour, read.minute) == (hour, minute)


@pytest.mark.parametrize("typed", ["14", "24:00", "13pm", "0am", "1:60", "noon", "12:00:00", "pm", ":", "14:05:"])
def test_what_is_no_time_is_refused(client: FlaskClient, typed: str) -> None:
    with client.application.test_request_context(), pytest.raises(ValueError, match="14:05"):
        read_time(typed)


def test_a_month_may_be_named(client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert str(read_date({"day": "1", "month": " September ", "year": "2026"})) == "2026-09-01"
        assert isinstance(read_date({"day": "1", "month": "Brumaire", "year": "2026"}), Wrong)


def test_a_label_says_when_an_answer_may_be_left_out(client: FlaskClient) -> None:
    page = proofread(client.get("/sample/form").text)
    labels = {e.get("for"): text_of(e) for e in page.all("label")}
    assert labels["name"] == "Full name"
    assert labels["email"] == "E-mail address (optional)"
    assert text_of(proofread(client.get("/sample/list").text).one("label", for_="word")) == "Word"


def test_hint_and_error_are_both_read_out_with_their_field(client: FlaskClient) -> None:
    page = send(client, name="")
    assert page.by_id("name").get("aria-describedby") == "name-hint name-error"
    page = send(client, agency="elsewhere")
    assert page.by_id("agency").get("aria-describedby") == "agency-error"


def test_sensitive_fields_are_not_spell_checked_and_say_what_they_hold(client: FlaskClient) -> None:
    page = proofread(client.get("/sample/form").text)
    for name, purpose in (("email", "email"), ("telephone", "tel"), ("code", "one-time-code")):
        assert page.by_id(name).get("spellcheck") == "false"
        assert page.by_id(name).get("autocomplete") == purpose
    assert page.by_id("passphrase").get("spellcheck") == "false"
    assert page.by_id("passphrase").get("autocomplete") == "current-password"


def test_choices_stand_in_their_groups(client: FlaskClient) -> None:
    page = proofread(client.get("/sample/form").text)
    groups = {e.get("label"): [text_of(o) for o in e] for e in page.all("optgroup")}
    assert groups == {"National": ["Labour"], "Local <police>": ["Avon"]}


def test_control_characters_are_taken_out(client: FlaskClient) -> None:
    got = received(send(client, name="A\x00m\u202eina\x1b[31m", note="a\x00b\x07c"))
    assert got["name"] == "'Amina[31m'"
    assert got["note"] == "'abc'"


@pytest.mark.parametrize("typed", ["1\x002:x", "7\uffff\ufdd0x", "8\U0001ffffx\x1b"])
def test_what_no_page_can_hold_is_in_no_box_that_comes_back(client: FlaskClient, typed: str) -> None:
    page = send(client, **dict.fromkeys(("count", "called_at", "called_on-day", "carried", "name", "note"), typed))
    assert "There is a problem" in page.text
    assert page.value("count") == page.value("called_at") == page.value("called_on-day")
    assert str(page.value("count")).isprintable()


def test_a_field_that_was_not_sent_is_empty(client: FlaskClient) -> None:
    got = received(send(client, note=None, reasons=None, agency=None, called_at=None, carried=None))
    assert (got["note"], got["reasons"], got["called_at"], got["carried"]) == ("''", "[]", "None", "''")


def test_what_stood_in_a_field_before_is_no_answer(client: FlaskClient) -> None:
    before = {"note": "old", "outcome": "answered", "reasons": ["a"], "called_on": date(2026, 1, 2), "read": True}
    with client.application.test_request_context("/sample/form"):
        shown = EveryField(data=before)
        assert {name: shown[name].data for name in before} == before
    with client.application.test_request_context("/sample/form", method="POST", data={"name": "x"}):
        sent = EveryField(data=before)
        assert [sent[name].data for name in before] == ["", None, [], None, False]


def test_what_the_service_finds_wrong_stands_beside_its_field_or_above_the_form(client: FlaskClient) -> None:
    with client.application.test_request_context("/sample/form"):
        form = EveryField()
        form.add_problems({"note": "That is somebody's name.", "elsewhere": "The register moved on."})
        assert list(form.problems()) == [
            {"text": "The register moved on."},
            {"text": "That is somebody's name.", "href": "#note"},
        ]
        assert "That is somebody&#39;s name." in form.note()
        response = rendering.page("sample/form.html", form=form)
    assert response.status_code == 400
    assert proofread(response.get_data(as_text=True)).title.startswith("Error: ")


def test_what_the_form_carries_hidden_may_not_be_too_long(client: FlaskClient) -> None:
    page = send(client, carried="x" * 101)
    assert "Use 100 characters or fewer" in page.text


def test_only_the_buttons_of_the_form_can_be_pressed(client: FlaskClient) -> None:
    assert "Choose one of the answers shown" in send(client, act="burn").text
    assert "Choose one of the answers shown" in send(client, act=None).text


def test_the_public_question_is_the_heading_of_its_page(client: FlaskClient) -> None:
    page = proofread(client.get("/tell-us/sample").text)
    assert page.one("h1").find("label").get("for") == "account"  # type: ignore[union-attr]
