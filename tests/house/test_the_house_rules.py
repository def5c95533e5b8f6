"""The rules of the house, read from the code itself."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import predicates
from app.access.policy import RULES, Action
from app.access.predicates import Predicate
from audit.events import Event

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "audit", "crypto")
LONGEST_FILE = 300
TOP_FILES = ("config.py", "configuration.py", "wsgi.py")
LONGER_FILES = {
    # A stranger reads it whole and runs it alone; it may import nothing of ours.
    "audit/verify.py": 430,
    # Each setting beside the rules that refuse it: whoever sets up a unit reads it from top to bottom.
    "configuration.py": 450,
}
LONGEST_FUNCTION = 40
LONGEST_VIEW = 40
AEAD_AND_HPKE = {"AESGCM", "ChaCha20Poly1305", "AESGCMSIV", "Suite", "KEM", "hpke", "aead"}
UNTOLD_NAMES = {"utils", "helpers", "common", "base", "manager"}


def sources(*packages: str) -> list[Path]:
    """Return every Python file of these packages."""
    files = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    assert files
    return files


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    """Return the last part of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_only_the_unit_of_work_and_the_log_commit() -> None:
    allowed = {"app/unit_of_work.py", "audit/store.py"}
    found = {name(path) for path in sources(*PACKAGES) for call in calls(parsed(path)) if called(call) == "commit"}
    assert found <= allowed
    assert "app/unit_of_work.py" in found


def test_only_the_policy_makes_a_permit() -> None:
    found = {name(path) for path in sources(*PACKAGES) for call in calls(parsed(path)) if called(call) == "Permit"}
    assert found == {"app/access/policy.py"}


def test_ciphers_are_used_in_one_package_only() -> None:
    for path in sources("app", "audit"):
        if name(path) == "audit/verify.py":
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography"):
                assert not ({alias.name for alias in node.names} & AEAD_AND_HPKE), name(path)
                assert not set((node.module or "").split(".")) & {"hpke", "aead", "ciphers"}, name(path)


def test_the_verifier_imports_nothing_of_ours() -> None:
    for node in ast.walk(parsed(ROOT / "audit" / "verify.py")):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        assert not {module.split(".")[0] for module in modules} & {"app", "audit", "crypto", "config"}


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), "every module starts with one sentence"


@pytest.mark.parametrize("path", [*sources(*PACKAGES), *(ROOT / one for one in TOP_FILES)], ids=name)
def test_files_and_functions_stay_short(path: Path) -> None:
    if "migrations" in path.parts:
        return  # A revision is written once by a program, from the models, and read as a list.
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGER_FILES.get(name(path), LONGEST_FILE)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            body = (node.end_lineno or 0) - node.body[0].lineno + 1
            if ast.get_docstring(node):
                body -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
            assert body <= LONGEST_FUNCTION, f"{node.name} has {body} lines"


def test_no_file_has_a_name_that_says_nothing() -> None:
    for path in sources(*PACKAGES):
        assert path.stem not in UNTOLD_NAMES, name(path)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_gives_the_name_of_a_module_in_it_to_something_else(package: str) -> None:
    path = ROOT / package / "__init__.py"
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.ImportFrom) or node.module == package:
            continue
        for one in node.names:
            bound = path.parent / (one.asname or one.name)
            assert not bound.is_dir(), f"{package}.{bound.name}"
            assert not bound.with_suffix(".py").exists(), f"{package}.{bound.name}"


def test_no_template_escapes_the_escaping() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b", text), name(path)
        assert "autoescape false" not in text, name(path)
        assert not re.search(r"\sstyle\s*=", text), name(path)
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), name(path)


def test_no_code_makes_markup_or_runs_text() -> None:
    forbidden = {"Markup", "render_template_string", "eval", "exec", "compile", "__import__", "system", "popen"}
    for path in sources(*PACKAGES):
        for call in calls(parsed(path)):
            is_regex = isinstance(call.func, ast.Attribute) and called(call) == "compile"
            assert called(call) not in forbidden or is_regex, f"{name(path)}: {called(call)}"


def test_services_ask_and_record() -> None:
    """Every public act asks policy and writes to the trail, itself or through the rooms of its feature."""
    for feature in sorted(path for path in (ROOT / "app").iterdir() if path.is_dir()):
        acts = [*feature.glob("service.py"), *feature.glob("service/*.py")]
        rooms = _functions_of([*feature.rglob("*.py")])
        for path in acts:
            for function in _functions_of([path]):
                takes_work = function.args.args and function.args.args[0].arg == "uow"
                if function.name.startswith("_") or not takes_work or function.name in NO_ACTS:
                    continue
                said = f"{name(path)}: {function.name}"
                assert _reaches(function, rooms, {"require", "visible", "known"}), f"{said} asks nothing"
                assert _reaches(function, rooms, {"recording", "consulting", "happened"}), f"{said} records nothing"


# Parts that several acts of one service share, each of which asks and records itself.
NO_ACTS = {"begin", "search_keys", "end", "end_all"}


def _functions_of(paths: list[Path]) -> list[ast.FunctionDef]:
    return [node for path in paths for node in parsed(path).body if isinstance(node, ast.FunctionDef)]


def _reaches(function: ast.FunctionDef, rooms: list[ast.FunctionDef], wanted: set[str], depth: int = 0) -> bool:
    """Return whether a function calls one of these, itself or through others of its feature."""
    names = {called(call) for call in calls(function)}
    if names & wanted:
        return True
    others = (other for other in rooms if other.name in names and other is not function)
    return depth < 4 and any(_reaches(other, rooms, wanted, depth + 1) for other in others)


def test_services_know_no_web_framework() -> None:
    rooms = {"service.py", "rules.py", "queries.py", "models.py"}
    for path in sources("app"):
        if path.name in rooms:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"^\s*(from|import) (flask|werkzeug|wtforms|flask_wtf|app\.web)\b", text, re.M), name(
                path
            )


def test_rules_look_at_no_clock() -> None:
    for path in sources("app"):
        if path.name == "rules.py" or "markings" in path.parts or "withholding" in path.parts:
            for call in calls(parsed(path)):
                assert called(call) not in {"now", "utcnow", "today", "monotonic", "perf_counter"}, name(path)


def test_every_action_has_a_way_in_and_every_way_a_rule() -> None:
    assert set(RULES) == set(Action)
    for action, ways in RULES.items():
        assert ways, action
        assert all(ways), f"{action} has a way in without a rule"


def test_every_predicate_is_used_by_a_rule() -> None:
    used = {rule.name for ways in RULES.values() for way in ways for rule in way}
    named = {rule.name for rule in vars(predicates).values() if isinstance(rule, Predicate)}
    assert named <= used


def test_every_event_is_used() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sources("app") if path.name != "events.py")
    unused = [event.name for event in Event if f"Event.{event.name}" not in texts]
    assert not unused


def test_every_post_form_carries_a_token() -> None:
    """A form that posts is opened by the form's own macro, which writes the token, or names it."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for form in re.finditer(r"<form[^>]*method=.?post.*?</form>", text, re.S | re.I):
            assert "csrf_token" in form.group(), name(path)


def test_benchmarks_say_what_they_can_do_with_nothing_configured() -> None:
    told = subprocess.run([sys.executable, "-m", "bench", "--help"], cwd=ROOT, env={}, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "--quick" in told.stdout


def test_no_file_names_the_way_it_was_made() -> None:
    for path in (
        sources(*PACKAGES) + sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "templates").rglob("*.html"))
    ):
        text = path.read_text(encoding="utf-8")
        assert "../shared" not in text, name(path)
        assert not re.search(r"(^|[^a-z.])/(work|root|home)/[a-z]", text), name(path)
