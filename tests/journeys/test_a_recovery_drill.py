"""At a real terminal: two hold a recovery drill, a share is mistyped once, nothing is shown, the record knows it."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.factories import Unit
from tests.founding.test_recovery_drill import words_of
from tests.journeys.browsing import chromium, served, somebody
from tests.journeys.terminal import Terminal, command

pytestmark = pytest.mark.browser

HOLDERS = ("hana", "olga")


def mistyped(share: str) -> str:
    """Return a share with its seventh word another one of the list, as the paper counts."""
    words = share.split()
    words[6] = "academic" if words[6] != "academic" else "acid"
    return " ".join(words)


def hold(terminal: Terminal, unit: Unit) -> None:
    """Two say who they are, and three type their shares, one of them wrong at first."""
    shares = unit.ceremony.shares["custodians"]
    for which, who in zip(("first", "second"), HOLDERS, strict=True):
        name, passphrase = words_of(unit, who)
        terminal.types(name, after=f"Sign-in name of the {which} who holds this drill: ")
        terminal.types(passphrase, after=f"Passphrase of {name}: ")
    terminal.types(shares[0], after="Share 1 of 3")
    terminal.types(mistyped(shares[3]), after="Share 2 of 3")
    terminal.sees("Word 7 is another one than on the paper. Type this one again; the others stand.")
    terminal.types(shares[3], after="Share 2 of 3")
    terminal.types(shares[4], after="Share 3 of 3")
    terminal.sees("Proved.")


def exposes_nothing(unit: Unit, screen: str) -> None:
    """Neither the terminal nor a file beside the stores shows a passphrase or four words of any share in a row."""
    everything = screen.encode() + b"".join(path.read_bytes() for path in unit.folder.rglob("*") if path.is_file())
    for shares in unit.ceremony.shares.values():
        for share in (*shares, *map(mistyped, shares)):
            words = share.split()
            # The first two words say which set it is and are the same on every paper of a group.
            rows = [" ".join(words[at : at + 4]) for at in range(2, len(words) - 3)]
            assert not [row for row in rows if row.encode() in everything]
    for who in HOLDERS:
        assert words_of(unit, who)[1].encode() not in everything


def test_two_prove_three_shares_and_nothing_is_exposed(whole_unit: Unit, tmp_path: Path) -> None:
    unit, certificate = whole_unit, tmp_path / "drill-custodians.txt"
    with command("vault", "drill", str(certificate), "--group", "custodians", settings=unit.settings) as terminal:
        hold(terminal, unit)
        assert terminal.ends() == 0
    text = certificate.read_text()
    assert certificate.stat().st_mode & 0o777 == 0o600
    assert "Shares brought: 1, 4, 5 (of 5; any 3 are enough)." in text
    exposes_nothing(unit, terminal.screen + text)
    drill = next(line.split()[1] for line in text.splitlines() if line.startswith("drill "))
    # The command went by the clock of this machine, and so does whoever looks afterwards.
    unit.clock.now = datetime.now(UTC) + timedelta(minutes=1)
    with chromium() as browser, served(unit) as address, somebody(browser, unit, address) as auditor:
        auditor.sign_in("olga")
        auditor.open(f"/oversight?ref={drill}")
        auditor.shoot("drill-1-record")
        assert "recovery:drill" in auditor.text
        auditor.click(auditor.page.locator("a[href*='/oversight/entries/']").first)
        auditor.shoot("drill-2-entry")
        assert sha256(certificate.read_bytes()).hexdigest() in auditor.text
