"""Checks commit messages: length and form of the subject, and the wording.

python tools/commits.py                  all commits after the one that introduced this check
python tools/commits.py --message FILE   one message, as passed by the hook `commit-msg`
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 72
"""Maximum length of a subject in characters, so that `git log` fits a terminal of 80 columns."""

END = "\x1e"


def complaints(message: str) -> Iterator[str]:
    """Yield the mistakes in a message, without the comment lines that git removes."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject, *rest = lines or [""]
    if not subject.strip():
        yield "the subject is empty; say in one line what changed"
    if len(subject) > LONGEST:
        yield f"the subject has {len(subject)} characters, at most {LONGEST}; move the rest into the body"
    if subject.endswith("."):
        yield "the subject ends with a full stop; leave it out"
    if rest and rest[0].strip():
        yield "the second line is not empty; git takes it as part of the subject"


def messages(folder: Path) -> Sequence[tuple[str, str]]:
    """Return the commits after the one that introduced this file, newest first: short hash and message.

    A folder without a history, such as an unpacked archive, has none.
    """
    here = Path(__file__).resolve().relative_to(ROOT).as_posix()
    first = _git(folder, "log", "--diff-filter=A", "--format=%H", "--", here).split()
    if not first:
        return ()
    said = _git(folder, "log", "--no-merges", f"--format=%h%n%B{END}", f"{first[-1]}..HEAD")
    parts = [part.strip("\n") for part in said.split(END)]
    return [(name, text) for name, _, text in (part.partition("\n") for part in parts if part)]


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout if done.returncode == 0 else ""


def main(arguments: Sequence[str], folder: Path = ROOT) -> int:
    """Print the mistakes in commit messages; return 1 if there are any, otherwise 0."""
    if arguments[:1] == ["--message"]:
        found = [("this commit", Path(arguments[1]).read_text(encoding="utf-8"))]
    else:
        found = list(messages(folder))
    wrong = [(name, text, what) for name, text in found for what in complaints(text)]
    for name, text, what in wrong:
        print(f"{name} “{text.partition(chr(10))[0][:50]}…”: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
