"""Reads a page as a browser would and proof-reads it: well formed, named, labelled, nothing forbidden in it."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

SPACE = "{http://www.w3.org/1999/xhtml}"
NAMED_BY = ("aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls")
TYPED_INTO = {"input", "select", "textarea"}
# Read without parsing the page: most of what a test sends is on the way to what it is about.
INPUT = re.compile(r'<input\b[^>]*\bname="csrf_token"[^>]*>')
TOKEN = re.compile(r'\bvalue="([^"]+)"')
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button"}
SENT_WHEN_CHOSEN = {"radio", "checkbox", "submit", "button"}


class Page:
    """A page that was read, with the few questions that tests ask of it."""

    def __init__(self, html: str, *, root: Element | None = None) -> None:
        self.root: Element = _read_strictly(html) if root is None else root
        self.html = html

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return every element of a tag with these attributes."""
        wanted = {name.replace("_", "-").strip("-"): value for name, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def by_id(self, id_: str) -> Element:
        """Return the element with this id."""
        found = [e for e in self.elements() if e.get("id") == id_]
        assert len(found) == 1, f"{len(found)} with id {id_}"
        return found[0]

    def elements(self) -> list[Element]:
        """Return every element."""
        return [e for e in self.root.iter() if isinstance(e.tag, str)]

    @property
    def title(self) -> str:
        """The title of the page."""
        return text_of(self.one("title"))

    @property
    def text(self) -> str:
        """All the words of the page, with single spaces."""
        return text_of(self.one("body"))

    def value(self, name: str) -> str | None:
        """Return what an input of this name holds."""
        field = next(e for e in self.elements() if e.get("name") == name)
        return "".join(field.itertext()) if field.tag == "textarea" else field.get("value")


@lru_cache(maxsize=8)
def _read_strictly(html: str) -> Any:
    """Return the root of a page in which nothing had to be forgiven; the same page is mostly looked at twice."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


class Glance(HTMLParser):
    """Reads a page that is proof-read elsewhere and only passed on the way, seven times as fast as a browser would."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._html, self._builder = html, TreeBuilder()
        self.feed(html)
        self.close()

    @property
    def page(self) -> Page:
        """The page that was read."""
        return Page(self._html, root=self._builder.close())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.data(data)


def text_of(element: Element) -> str:
    """Return the words in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def proofread(html: str) -> Page:
    """Return the page, having found no fault with it."""
    page = Page(html)
    faults = [*_names(page), *_labels(page), *_outline(page), *_forbidden(page), *_sent_twice(page)]
    assert not faults, "\n".join(faults)
    return page


def token_in(response: Any) -> str:
    """Return the token that a page's form carries."""
    tokens = {one[1] for one in map(TOKEN.search, INPUT.findall(response.text)) if one}
    assert len(tokens) == 1
    return str(tokens.pop())


def _names(page: Page) -> list[str]:
    ids = [e.get("id") for e in page.elements() if e.get("id") is not None]
    faults = [f"id {name} is used twice" for name in set(ids) if ids.count(name) > 1]
    for element in page.elements():
        for attribute in NAMED_BY:
            named = (element.get(attribute) or "").split()
            faults += [f"{attribute} of {element.tag} names {name}" for name in named if name not in ids]
        target = element.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            faults.append(f"a link leads to {target}")
    return faults


def _labels(page: Page) -> list[str]:
    labels = [e.get("for") for e in page.all("label")]
    faults = [f"label for {name}, which is not there" for name in labels if not _has_id(page, name)]
    for field in page.elements():
        if field.tag in TYPED_INTO and field.get("type") not in UNLABELLED and labels.count(field.get("id")) != 1:
            faults.append(f"{field.tag} {field.get('name')} has {labels.count(field.get('id'))} labels")
    faults += ["a fieldset has no legend" for e in page.all("fieldset") if e.find("legend") is None]
    faults += ["a table has no caption" for e in page.all("table") if e.find("caption") is None]
    return faults


def _has_id(page: Page, name: str | None) -> bool:
    return any(e.get("id") == name for e in page.elements())


def _outline(page: Page) -> list[str]:
    faults = [] if len(page.all("h1")) == 1 else [f"{len(page.all('h1'))} first headings"]
    faults += [] if page.one("html").get("lang") else ["no language"]
    levels = [int(e.tag[1]) for e in page.one("main").iter() if e.tag in {"h1", "h2", "h3", "h4"}]
    faults += [
        f"h{after} follows h{before}" for before, after in zip(levels, levels[1:], strict=False) if after > before + 1
    ]
    return faults


def _sent_twice(page: Page) -> list[str]:
    """A browser sends what a form holds twice twice, and then none of it is taken."""
    faults = []
    for form in page.all("form"):
        boxes = [e for e in form.iter() if e.tag in TYPED_INTO and e.get("type") not in SENT_WHEN_CHOSEN]
        names = [e.get("name") for e in boxes if e.get("name")]
        faults += [f"a form sends {name} twice" for name in sorted(set(names)) if names.count(name) > 1]
    return faults


def _forbidden(page: Page) -> list[str]:
    faults = []
    for element in page.elements():
        faults += [
            f"{element.tag} has {name}" for name in list(element.attrib) if name == "style" or name.startswith("on")
        ]
        outside = element.get("src", "") if element.tag != "a" else ""
        if "//" in outside or (element.tag == "link" and "//" in element.get("href", "")):
            faults.append(f"{element.tag} loads from elsewhere")
        if element.tag == "script" and not (element.get("nonce") and element.get("src")):
            faults.append("a script stands in the page")
        if element.tag == "form" and element.get("method") == "post":
            tokens = [e for e in element.iter("input") if (e.get("name") or "").endswith("csrf_token")]
            faults += [] if len(tokens) == 1 else [f"a form has {len(tokens)} tokens"]
    return faults
