"""Updates docs/catalogue.md and resources/tried.json: the systems on which each fix or check was verified.

python tools/catalogue.py update    after a change of a fix, a check or a transcript
python tools/catalogue.py check     fails if a file is stale

A row counts as tried if a broken and a healthy computer were recorded, or if the lab (tests/lab) creates the
fault on a real Linux and lists it in its table.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.catalog.catalog import Catalog  # noqa: E402
from selfhelp.core.model import CheckState, Platform  # noqa: E402
from selfhelp.core.text import ENGLISH  # noqa: E402
from selfhelp.fixes import Check  # noqa: E402
from selfhelp.machine.transcript import RECORDED, Transcript  # noqa: E402
from selfhelp.policy.policy import Policy  # noqa: E402

PAGE = ROOT / "docs" / "catalogue.md"
TRIED = ROOT / "resources" / "tried.json"
LAB = re.compile(r'table\.row\(\s*f?"([^"]*)".*?found="([a-z0-9-]+)"', re.DOTALL)
PRETENDED, SIMULATED = "pretended", "simulated"
"""Word for a nonexistent device in the lab's table, and the word for it on the page."""
WORDS = {
    "lab": "verified with a real fault on a real Linux; an independent tool proves the fix",
    SIMULATED: "like lab, with a simulated device",
    "recorded": "verified against recordings of a broken and a healthy computer",
    "recorded on …": "the check was verified against a recording of such a computer; the steps of a fix are "
    "from documentation",
    "documentation": "written from vendor documentation, **unverified**",
    "–": "not applicable, or not available",
}
HEAD = (
    "# Catalogue of fixes and checks\n\nWhat is fixed or checked on which system, and how that was verified. "
    "Written by `make catalogue`; do not edit.\n\n"
    + "".join(f"* *{word}*: {meaning}.\n" for word, meaning in WORDS.items())
    + "\n| ID | What it does | Linux | Windows | macOS |\n|---|---|---|---|---|\n"
)


def everything() -> list[Check]:
    """Return all fixes in the catalogue's order, then all checks sorted by ID."""
    from selfhelp import checks
    from selfhelp.catalog.discovery import iter_classes

    fixes = Catalog(Policy(), Platform.LINUX).all_fixes
    found = [cls() for cls in iter_classes(checks, Check)]  # type: ignore[type-abstract]
    return [*fixes.values(), *sorted(found, key=lambda check: check.id)]


def in_the_lab() -> dict[str, str]:
    """Return a word for each ID in the lab's table: whether the fault was real or simulated."""
    files = (ROOT / "tests" / "lab").glob("test_*.py")
    rows = [row for file in files for row in LAB.findall(file.read_text("utf-8"))]
    proofs = {id_: SIMULATED for _, id_ in rows}
    return {**proofs, **{id_: "lab" for fault, id_ in rows if PRETENDED not in fault}}


def recorded(check: Check) -> set[Platform]:
    """Return the platforms with recordings of both a broken and a healthy computer."""
    files = (ROOT / "tests" / "transcripts" / check.id).glob("*.toml")
    loaded = [t for t in map(Transcript.load, files) if t.source == RECORDED and not is_wine(t.system)]
    seen = {(t.platform, t.expect) for t in loaded}
    return {p for p in Platform if {(p, CheckState.FOUND), (p, CheckState.HEALTHY)} <= seen}


def recorded_systems(check: Check, platform: Platform) -> list[str]:
    """Return the short names of the systems on which a check was recorded, without Wine."""
    files = (ROOT / "tests" / "transcripts" / check.id).glob("*.toml")
    found = {t.system for t in map(Transcript.load, files) if t.source == RECORDED and t.platform is platform}
    names = (re.sub(r" \(.*\)| GNU/Linux", "", system) for system in found if not is_wine(system))
    return sorted(set(names))


def is_wine(system: str) -> bool:
    """Return whether a recording is from Wine, by the system name that `selfhelp prove` stores."""
    return system.startswith("Wine ")


def proof(check: Check, platform: Platform, lab: dict[str, str]) -> str:
    """Return the verification of a check on a platform, in the words of the page."""
    if platform not in check.platforms:
        return "–"
    if platform is Platform.LINUX and check.id in lab:
        return lab[check.id]
    if platform in recorded(check):
        return "recorded"
    systems = recorded_systems(check, platform)
    return f"recorded on {', '.join(systems)}" if systems else "documentation"


def wanted() -> dict[Path, str]:
    """Return the expected content of both files, by path."""
    lab = in_the_lab()
    order = (Platform.LINUX, Platform.WINDOWS, Platform.MACOS)
    rows, tried = [], {}
    for check in everything():
        proofs = {p: proof(check, p, lab) for p in order}
        rows.append(
            f"| `{check.id}` | {ENGLISH.translate(check.title)} | {' | '.join(proofs[p] for p in order)} |\n"
        )
        tried[check.id] = sorted(p for p in order if proofs[p] in ("lab", SIMULATED, "recorded"))
    return {PAGE: HEAD + "".join(rows), TRIED: json.dumps(tried, indent=1) + "\n"}


def main(verb: str) -> int:
    """Write the files, or print the stale ones; return the exit status."""
    stale = [p for p, text in wanted().items() if not p.is_file() or p.read_text("utf-8") != text]
    if verb == "update":
        for path in stale:
            path.write_text(wanted()[path], encoding="utf-8")
        return 0
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale: make catalogue")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
