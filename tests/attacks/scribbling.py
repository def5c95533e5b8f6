"""Text that wants to be more than text, typed into every box of a form, and a look at pages for what became of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Comment, Element

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app.web.fields import TextField
from app.web.forms import Form
from app.web.headers import CONTENT_POLICY
from app.web.validators import CONTROL, TURNING
from tests.factories import Visitor
from tests.pages import Page, proofread, text_of

# Every element and attribute of an attacker's carries this word, so that any parser's reading of it is seen.
MARK = "kanari"
# What it comes to is too long to stand by chance in anything random on a page, such as what fills an answer up.
SUM = "{{17**11}}"
SUMMED = "34271896307633"
# A bell, an escape sequence, a character that turns the reading round, one of no width, and half a character.
UNSEEN = "\x00\x07\x1b[31m\u202e\u200b"
POLYGLOTS = (
    f"=\"'`--></textarea></title></style></script></select></option><{MARK} {MARK}=1 onload={MARK}()>"
    f"<img src=x {MARK} onerror={MARK}()><a href=javascript:{MARK}()>{UNSEEN}{SUM}",
    f"=\"'></textarea></title>{UNSEEN}<{MARK} {MARK}=1>{SUM}",
    f"\"'><{MARK} {MARK}=1>",
)
REWORDED = f"<svg/onload={MARK}()>\n</p></div></main>&lt;{MARK}&gt;<iframe srcdoc='<{MARK}>'>\u202e{SUM}<{MARK} {MARK}>"
# What a spreadsheet takes for a formula when a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What is typed as several lines keeps what turns it round: it ends where its own box on the page does.
TYPED = [" ".join(re.sub(CONTROL, "", one).split()) for one in (*POLYGLOTS, REWORDED)]
OWN_LINE = {"textarea", "option", "title", "bdi"}
WITHIN_A_LINE = {"a", "b", "em", "i", "mark", "q", "small", "span", "strong", "time"}
SAFE_SCHEMES = {"", "https", "mailto", "tel"}
LEADS_SOMEWHERE = ("href", "src", "action", "formaction", "data", "poster", "srcset", "ping", "xlink:href")
NONCE = re.compile(r"; script-src 'nonce-([A-Za-z0-9_-]{24})'$")
PART_OF_DATE = re.compile(r"-(day|month|year)$")
TIME_BOX = "govuk-input--width-5"


def polyglot(most: int) -> str:
    """Return the worst text that a box of so many characters takes."""
    return next((one for one in POLYGLOTS if len(one) <= most), POLYGLOTS[-1][:most])


def every_form(kind: type[Form] = Form) -> Iterator[type[Form]]:
    """Yield every form of the application."""
    for one in kind.__subclasses__():
        yield one
        yield from every_form(one)


def named(form: type[Form]) -> str:
    """Return a form's name with its feature's, as several features have a form for a reason."""
    return f"{form.__module__.removeprefix('app.')}.{form.__name__}"


def boxes_to_fill() -> set[tuple[str, str]]:
    """Return every box of every form of the application that takes text."""
    forms = [one for one in every_form() if one.__module__.startswith("app.") and not one.__subclasses__()]
    return {(named(one), name) for one in forms for name in text_boxes(one)}


def text_boxes(form: type[Form]) -> dict[str, int]:
    """Return the boxes of a form that take any text, each with the most characters it takes."""
    unbound = {name: getattr(form, name, None) for name in dir(form)}
    boxes = {name: one for name, one in unbound.items() if isinstance(getattr(one, "field_class", None), type)}
    return {
        name: int(one.kwargs.get("max_length", 200))
        for name, one in boxes.items()
        if issubclass(one.field_class, TextField)
    }


@dataclass
class Heard:
    """Every form that was asked whether it is right: its kind, and the boxes in which it took what was scribbled."""

    taken: set[tuple[str, str]] = field(default_factory=set)
    asked: dict[str, set[str]] = field(default_factory=dict)


@contextmanager
def hearing_forms() -> Iterator[Heard]:
    """Listen to every form meanwhile."""
    heard = Heard()
    validate: Callable[..., bool] = Form.validate

    def listening(self: Form, *args: Any, **more: Any) -> bool:
        sound = validate(self, *args, **more)
        texts = [one for one in self.asked_fields() if isinstance(one, TextField) and MARK in (one.data or "").lower()]
        heard.taken |= {(named(type(self)), one.name) for one in texts if sound and not one.errors}
        return sound

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Form, "validate", listening)
        yield heard


def most_of(name: str) -> int:
    """Return the most characters that a box of this name takes in any form."""
    return min([boxes[name] for one in every_form() if name in (boxes := text_boxes(one))] or [200])


def scribbled(page: Page, action: str = "", /, **chosen: Any) -> dict[str, Any]:
    """Return what a form of a page sends when everything that takes text is scribbled into, but for what is chosen."""
    form = form_of(page, action)
    sent: dict[str, Any] = {}
    for one in form.iter():
        name, kind = one.get("name") or "", one.get("type") or "text"
        if takes_text(one):
            sent[name] = polyglot(most_of(name))
        elif one.tag == "input" and (kind in {"hidden", "text"} or one.get("checked") is not None):
            sent.setdefault(name, []).append(one.get("value") or "")
        elif one.tag == "select":
            sent[name] = [option.get("value") for option in one.iter("option") if option.get("selected") is not None]
    return sent | chosen


def form_of(page: Page, action: str) -> Element:
    """Return the form of a page that leads there; where nothing is named, the one with most to fill in."""
    forms = [one for one in page.all("form", method="post") if action in {"", one.get("action") or ""}]
    assert forms, f"no form for {action}: {page.text}"
    return max(forms, key=lambda form: len([one for one in form.iter() if one.tag in {"input", "textarea"}]))


def boxes_of(form: Element) -> set[str]:
    """Return the names of the boxes of a form that take any text, whatever else is answered."""
    opened = {inner for one in form.iter() if "__conditional" in (one.get("class") or "") for inner in one.iter()}
    return {str(one.get("name")) for one in form.iter() if takes_text(one) and one not in opened}


def takes_text(box: Element) -> bool:
    """Return whether any text may be typed into a box, and not only figures, a day or a time."""
    if box.tag != "input" or (box.get("type") or "text") not in {"text", "email", "tel"}:
        return box.tag == "textarea"
    return (
        box.get("inputmode") != "numeric"
        and not PART_OF_DATE.search(box.get("name") or "")
        and TIME_BOX not in (box.get("class") or "").split()
    )


def scribble(
    visitor: Visitor,
    address: str,
    action: str = "",
    /,
    *,
    on: TestResponse | None = None,
    comes_to: int = 0,
    before: Callable[[Visitor, str, dict[str, Any], set[str]], None] | None = None,
    **chosen: Any,
) -> Any:
    """Open a page, scribble into a form of it, send it, and see what it comes to; returns the reply."""
    shown = on if on is not None else visitor.get(address)
    assert_only_text(shown)
    page = Page(shown.text)
    data = scribbled(page, action) | chosen
    if before:
        before(visitor, action or address, data, boxes_of(form_of(page, action)))
    reply = visitor.client.post(action or address, data=data)
    assert_only_text(reply)
    assert reply.status_code in ({comes_to} if comes_to else {200, 302}), (
        f"{action or address}: {reply.status_code} {Page(reply.text).text}"
    )
    return reply


def assert_only_text(reply: TestResponse) -> None:
    """See that what was typed is text in a reply and nothing else, and that its headers are whole."""
    assert reply.status_code < 500, reply.request.path
    headers = [f"{name}: {value}" for name, value in reply.headers if name != "Location"]
    assert not any(MARK in unquote(one).lower() for one in headers), headers
    assert MARK not in urlsplit(reply.headers.get("Location", "")).netloc
    if reply.mimetype != "text/html":
        assert "sandbox" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert_no_formula(reply, reply.request.path)
        return
    if reply.data and reply.status_code not in {301, 302}:
        assert_page_is_whole(reply)


def assert_page_is_whole(reply: TestResponse) -> None:
    """See that a page has the policy of the house, and nothing in it that an attacker made."""
    where = reply.request.path
    page = proofread(reply.text)
    policy = reply.headers["Content-Security-Policy"]
    nonce = NONCE.search(policy)
    assert NONCE.sub("", policy) == CONTENT_POLICY, where
    scripts = page.all("script")
    assert len(scripts) <= 1, where
    assert all(nonce and one.get("nonce") == nonce[1] for one in scripts), where
    assert SUMMED not in reply.text, where
    assert not CONTROL.search(reply.text), where
    # A page without a fault is read by a forgiving browser as by a strict one: elements and comments.
    for one in page.root.iter():
        assert_not_made_by_anybody(one, where)


def assert_not_made_by_anybody(one: Element, where: str) -> None:
    """See that an element is of our making."""
    if one.tag is Comment:
        assert MARK not in (one.text or ""), where
        return
    assert MARK not in one.tag, where
    assert not [name for name in one.attrib if MARK in name or name.startswith("on")], where
    assert one.tag != "meta" or one.get("http-equiv") is None, where
    assert one.tag not in {"script", "style", "title"} or one.tag == "title" or MARK not in "".join(one.itertext())
    for name in LEADS_SOMEWHERE:
        scheme = urlsplit((one.get(name) or "").strip()).scheme
        assert scheme in SAFE_SCHEMES, f"{where}: {name}={one.get(name)}"


def assert_no_formula(reply: Response, where: str) -> None:
    """See that no cell of a table that was downloaded begins as a formula does."""
    if reply.mimetype in {"text/csv", "text/tab-separated-values"}:
        cells = [
            cell.strip('"') for line in reply.get_data(as_text=True).splitlines() for cell in re.split("[,\t]", line)
        ]
        assert not [cell for cell in cells if cell.startswith(FORMULA)], where


def turned_lines(page: Page) -> list[str]:
    """Return every line of a page in which a turning character stands beside words that are not its writer's."""
    over = {child: one for one in page.elements() for child in one}
    found = []
    for one in page.elements():
        if one.tag in OWN_LINE or not TURNING.search("".join([one.text or "", *(child.tail or "" for child in one)])):
            continue
        while one.tag in WITHIN_A_LINE:
            one = over[one]
        others = text_of(one)
        for typed in TYPED:
            others = others.replace(typed, "")
        found += [text_of(one)] if re.search("[a-z]", others) else []
    return found
