"""How long ``verify.py`` takes for a million entries, and how much memory it holds."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from audit.checkpoint import MOST_ENTRIES_WITHOUT, key_lines, sign
from audit.tree import append, leaf_hash, root_of
from bench.made_up_log import ORIGIN, at, leaves
from bench.reporting import Claim, run
from crypto.signing import LogKey


def measure(quick: bool) -> Sequence[Claim]:
    """Return the seconds and the most memory that checking an exported log takes."""
    count = 200_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        write_log(Path(directory), count)
        seconds, most_bytes = watch_verifier(Path(directory))
    size = f"{count:,} entries, a checkpoint every {MOST_ENTRIES_WITHOUT}"
    return (
        Claim("verify an exported log", seconds, "s", 10 * count / 1_000_000, size),
        Claim("memory while verifying", most_bytes / 1_000_000, "MB", 200, size),
    )


def write_log(directory: Path, count: int) -> None:
    """Write an exported log of ``count`` made-up entries, signed every 64, as the store exports it."""
    key = LogKey.generate()
    frontier: list[bytes] = []
    (directory / "keys.txt").write_text(key_lines(key.public, ORIGIN))
    with (
        (directory / "entries.jsonl").open("wb") as lines,
        (directory / "hashes.bin").open("wb") as hashes,
        (directory / "checkpoints.jsonl").open("w") as notes,
    ):
        for seq, leaf in enumerate(leaves(count)):
            frontier, made = append(frontier, seq, leaf_hash(leaf))
            lines.write(leaf + b"\n")
            hashes.write(b"".join(made))
            size = seq + 1
            if size % MOST_ENTRIES_WITHOUT == 0 or size == count:
                signed = sign(key, ORIGIN, size, root_of(frontier), at(seq))
                notes.write(json.dumps({"note": signed.note}, ensure_ascii=False) + "\n")


def watch_verifier(directory: Path) -> tuple[float, int]:
    """Run ``verify.py`` as a stranger would; return the seconds it took and the most memory in bytes."""
    script = Path(__file__).parent.parent / "audit" / "verify.py"
    began, most = time.perf_counter(), 0
    with subprocess.Popen([sys.executable, script, directory], stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            most = max(most, resident_bytes(running.pid))
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        said = running.stdout.read() if running.stdout else ""
    if running.returncode != 0:
        raise RuntimeError(f"the verifier found something wrong with a sound log:\n{said}")
    return seconds, most


def resident_bytes(pid: int) -> int:
    """Return the memory that a process and all its children hold."""
    total = 0
    for process in [pid, *_children(pid)]:
        try:
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        total += pages * 4096
    return total


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *_children(int(child))]
    except OSError:
        return found
    return found


if __name__ == "__main__":
    sys.exit(run(measure))
