"""Writes docs/proofs.md from tests/proofs: the recorded real computers, and their differences.

python tools/proof_pages.py update|check
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/proofs.md"
HEAD = """# Recorded computers

This page lists for developers and administrators the computers whose recordings are used as tests.
`make adopt` creates the page; don't edit it. The [handout for pilot users](pilot-proof.md) explains how
to record a computer.

* *Checks*: the numbers of checks that were healthy, had a finding, couldn't be completed, or aren't
  available.
* *Recordings*: the number of recorded parts that are used as tests.
* *Differs*: answers with a different structure than the vendor's documentation describes.
* Wine isn't Windows. Its recordings are used as tests, but never as evidence in the
  [catalogue](catalogue.md).

"""
COLUMNS = ("System", "Build", "Computer", "App", "Day", "Checks", "Sections read", "Recordings")
_MARKUP = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#"})

Proof = Mapping[str, Any]


def page(proofs: Sequence[Proof]) -> str:
    """Return the text of the page."""
    if not proofs:
        return f"{HEAD}No computer was recorded yet.\n"
    rows = [f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS), *map(_row, proofs)]
    return HEAD + "\n".join(rows) + "\n" + "".join(map(_details, proofs))


def plain(text: object) -> str:
    """Return external text on one line, without markup."""
    return " ".join(str(text).split()).translate(_MARKUP)


def _row(proof: Proof) -> str:
    about, parts = proof["environment"], proof["parts"]
    states = Counter(part["state"] for part in parts if part["kind"] == "check")
    checks = " / ".join(str(states[state]) for state in ("healthy", "found", "inconclusive", "not-offered"))
    sections = [part for part in parts if part["kind"] == "section"]
    read = f"{sum(part['state'] == 'healthy' for part in sections)} of {len(sections)}"
    kind = ", ".join(filter(None, (about["architecture"], _computer(about))))
    app = f"{about['app']}, {'package' if about['packaged'] else 'from source'}"
    made = sum("file" in part for part in parts)
    cells = (about["system"], about["build"], kind, app, proof["created"][:10], checks, read, made)
    return f"| {' | '.join(map(plain, cells))} |"


def _computer(about: Mapping[str, Any]) -> str:
    """Return a description of the hardware; Wine simulates a computer and can't detect a virtual one."""
    return "imitated" if about["wine"] else str(about["virtual"] or "real hardware")


def _details(proof: Proof) -> str:
    return "".join(f"{line}\n" for line in _lines(proof))


def _lines(proof: Proof) -> Iterator[str]:
    about = proof["environment"]
    yield ""
    yield f"## {plain(about['system'])}, {proof['created'][:10]}"
    yield ""
    session = ", ".join(filter(None, (about["desktop"], about["display_server"], about["locale"])))
    early = f" Stopped early: {proof['stopped']}." if proof["stopped"] else ""
    yield f"Session: {plain(session) or 'no desktop'}.{early}"
    yield ""
    for fact in proof["facts"]:
        yield f"* {fact['id']}: {plain(fact['value'] if fact['value'] is not None else fact['reason'])}"
    for told in proof["people"]:
        yield f"* {plain(told['question'])} {told['answer']}"
    yield from _blind(proof["parts"])
    if proof["differences"]:
        yield "\nDiffers from the documentation:\n"
        yield from (f"* {plain(line)}" for line in proof["differences"])


def _blind(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield table rows for inconclusive checks and sections, with the reason."""
    blind = [part for part in parts if part["state"] == "inconclusive"]
    if blind:
        yield "\n| Couldn't be checked | ID | Reason |\n|---|---|---|"
    for part in blind:
        yield f"| {part['kind']} | `{part['id']}` | {plain(part.get('reason', ''))} |"


def read_proofs(root: Path) -> Sequence[Proof]:
    """Return the summaries of all computers, newest first."""
    found = [
        json.loads(path.read_text("utf-8")) for path in sorted((root / "tests" / "proofs").glob("*.json"))
    ]
    return sorted(found, key=lambda proof: str(proof["created"]), reverse=True)


def update(root: Path = ROOT) -> None:
    """Write the page."""
    (root / PAGE).write_text(page(read_proofs(root)), encoding="utf-8")


def main(verb: str) -> int:
    """Write the page, or print that it is stale; return the exit status."""
    if verb == "update":
        update()
        return 0
    if (ROOT / PAGE).read_text("utf-8") == page(read_proofs(ROOT)):
        return 0
    print(f"{PAGE} is stale: python tools/proof_pages.py update")
    return 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1]))
