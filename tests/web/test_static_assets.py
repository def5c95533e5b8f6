"""What is served beside the pages: only what may be, under names that change with what is in it."""

import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

STATIC = Path(__file__).parents[2] / "app" / "static"
SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))


def test_no_font_crown_or_crest_of_others_is_served() -> None:
    assert {path.suffix for path in STATIC.rglob("*") if path.is_file()} <= {".css", ".js", ".svg", ".txt"}
    for sheet in SHEETS:
        text = sheet.read_text(encoding="utf-8").lower()
        assert not re.search(r"@font-face|gds transport|url\(|@import|crown(?! copyright)|crest", text), sheet.name


def test_every_vendored_file_carries_its_notice_and_has_its_licence() -> None:
    vendored = [path for path in (STATIC / "vendor").iterdir() if path.suffix in {".css", ".js"}]
    assert len(vendored) == 3
    named = (STATIC.parents[1] / "docs" / "third-party.md").read_text(encoding="utf-8")
    for path in vendored:
        head = path.read_text(encoding="utf-8")[:400]
        licence = re.search(r"see ([\w-]+LICENCE\.txt)", head)
        assert licence is not None, path.name
        assert "MIT" in (path.parent / licence[1]).read_text(encoding="utf-8")
        assert path.name in named


def test_every_style_is_in_braces_that_close() -> None:
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        assert text.count("{") == text.count("}"), sheet.name


def test_no_script_writes_markup_or_reaches_outside() -> None:
    ours = (STATIC / "sourcekeeper.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|postMessage|eval\(|fetch\(|https?://", ours)
    for script in SCRIPTS:
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8")


def test_the_script_loads_the_design_system_by_its_digest() -> None:
    ours = (STATIC / "sourcekeeper.js").read_text(encoding="utf-8")
    loaded = re.findall(r'from "\./(.+?)\?v=(\w+)"', ours)
    assert len(loaded) == 1
    name, version = loaded[0]
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16] == version


def test_an_address_changes_with_the_file(app: Flask) -> None:
    assets = app.extensions["assets"]
    digest = hashlib.sha256((STATIC / "sourcekeeper.css").read_bytes()).hexdigest()[:16]
    assert assets.url("sourcekeeper.css") == f"/static/sourcekeeper.css?v={digest}"
    with pytest.raises(KeyError):
        assets.url("missing.css")


def test_nothing_outside_the_folder_is_served(app: Flask) -> None:
    client = app.test_client()
    for path in ("/static/../web/forms.py", "/static/%2e%2e/web/forms.py", "/static/vendor", "/static/"):
        assert client.get(path).status_code == 404
