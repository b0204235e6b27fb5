"""Builds files that aren't in git: the search index, learned weights and the compiled translations.

python tools/compiled.py           build files that are missing, or were built from other sources
python tools/compiled.py check     build nothing; fail if a file would have to be built
python tools/compiled.py try CODE  also build an incomplete language, to view it until the next build

All users of these files run it first: `make` (tools/setup.sh), the tests (tests/conftest.py), the wheel and
every installation with pip (tools/hatch_build.py), and the frozen program (installer/freeze/selfhelp.spec).
If all files are current, it only reads and hashes them, with the standard library. Parts are built beside
each other in ten seconds, and need PyStemmer, a dependency of the app. The result depends only on the sources
and the version of PyStemmer (docs/decisions/044-built-files.md).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TRANSLATIONS, WEIGHTS = "the translations", "the weights of the search"
TAGGER = "the weights of redaction"
STAMP = ".built.json"
"""File in the root folder with the hashes of each part's sources and results; it is never shipped."""

STEMMER = re.compile(r"^pystemmer==\S+", re.MULTILINE)

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """A group of files that are built together.

    Attributes:
        name: its name in messages.
        sources: patterns of its source files, below the root.
        build: returns the built files by path below the root.
        stemmer: whether the version of PyStemmer in the lock file matters.
    """

    name: str
    sources: tuple[str, ...]
    build: Callable[[], Files]
    stemmer: bool = False


def _index() -> Files:
    from tools import index

    return {"resources/words/index.json": index.written(index.entries()).encode()}


def _weights() -> Files:
    from tools import index

    weights = index.weights_file(index.phrases())
    return {"resources/words/weights.jsonl": index.written_weights(weights).encode()}


def _tagger() -> Files:
    from tools import tagger

    return {"resources/words/tagger.bin": tagger.learned_weights()}


def _translations() -> Files:
    from selfhelp.core.languages import LEAST_SHARE
    from tools import messages

    files = {}
    for file in sorted(ROOT.glob("resources/locale/*/LC_MESSAGES/selfhelp.po")):
        try:
            text = file.read_text("utf-8")
            content, share = messages.compiled(text), messages.translated_share(text)
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error
        if share < LEAST_SHARE:  # without a compiled catalogue it is not offered
            file.with_suffix(".mo").unlink(missing_ok=True)
            print(f"not offered: {file.parts[-3]}, {share:.0%} translated", file=sys.stderr)
            continue
        files[file.with_suffix(".mo").relative_to(ROOT).as_posix()] = content
    return files


PARTS = (
    Part(
        "the list of what can be found",
        (
            "selfhelp/fixes/**/*.py",
            "selfhelp/checks/*.py",
            "selfhelp/ticket_topics/**/*.py",
            "selfhelp/troubleshooters/**/*.py",
            "resources/topics/*.toml",
            "resources/troubleshooters/*.toml",
            "resources/locale/*/symptoms/*.toml",
            "selfhelp/core/paths.py",
            "selfhelp/core/text.py",
            "tools/index.py",
        ),
        _index,
    ),
    Part(
        WEIGHTS,
        (
            "resources/locale/*/language.json",
            "resources/locale/*/symptoms/*.toml",
            "resources/locale/*/asides.toml",
            "resources/locale/*/same.txt",
            "resources/locale/*/small.txt",
            "resources/words/same.txt",
            "resources/words/small.txt",
            "selfhelp/catalog/query_parser.py",
            "selfhelp/catalog/ranking.py",
            "selfhelp/core/languages.py",
            "tools/index.py",
            "tools/learning.py",
        ),
        _weights,
        stemmer=True,
    ),
    Part(
        TAGGER,
        (
            "tests/data/complaints*.tsv",
            "tests/data/redaction/*.jsonl",
            "tests/data/redaction/**/*.txt",
            "resources/words/*.txt",
            "selfhelp/report/redact/by_learning/*.py",
            "selfhelp/report/redact/vocabulary/*.py",
            "tools/tagger.py",
        ),
        _tagger,
    ),
    Part(
        TRANSLATIONS,
        ("resources/locale/*/LC_MESSAGES/selfhelp.po", "selfhelp/core/languages.py", "tools/messages.py"),
        _translations,
    ),
)


def fingerprint(part: Part, root: Path = ROOT) -> str:
    """Return a hash of all sources of a part, with Windows line breaks normalised."""
    total = hashlib.sha256()
    for name in sorted({file.relative_to(root).as_posix() for p in part.sources for file in root.glob(p)}):
        total.update(name.encode() + b"\0" + (root / name).read_bytes().replace(b"\r\n", b"\n") + b"\0")
    if part.stemmer:
        locked = STEMMER.search((root / "requirements.lock").read_text("utf-8"))
        total.update(locked[0].encode() if locked else b"")
    return total.hexdigest()


def stale(root: Path = ROOT) -> list[Part]:
    """Return the parts with files that are missing, changed, or built from other sources."""
    noted = _noted(root)
    return [part for part in PARTS if not _current(part, noted.get(part.name), root)]


def _current(part: Part, noted: object, root: Path) -> bool:
    match noted:
        case {"sources": str(sources), "files": dict(files)}:
            return sources == fingerprint(part, root) and all(
                _hash(root / name) == kept for name, kept in files.items()
            )
        case _:
            return False


def _noted(root: Path) -> dict[str, Any]:
    try:
        noted = json.loads((root / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def build(part: Part, root: Path = ROOT) -> None:
    """Build a part, and store the hashes of its sources and files.

    Raises:
        ImportError: PyStemmer is missing.
        ValueError: a source cannot be read.
        OSError: a source cannot be read, or a file cannot be written.
    """
    sources = fingerprint(part, root)
    _keep(part, sources, part.build(), root)


def _keep(part: Part, sources: str, files: Files, root: Path) -> None:
    for name, content in files.items():
        _write(root / name, content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    noted = _noted(root) | {part.name: {"sources": sources, "files": hashes}}
    _write(root / STAMP, json.dumps(noted, indent=1).encode() + b"\n")


def _write(file: Path, content: bytes) -> None:
    """Replace a file atomically, because another process may read or build it at the same time."""
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def ensure(but: Collection[str] = ()) -> str:
    """Build the parts that aren't current, but not these; return an error message with advice, or ""."""
    parts = [part for part in stale() if part.name not in but]
    for part in parts:
        print(f"building {part.name}", file=sys.stderr)
    if len(parts) < 2:
        return "".join(_build_or_advise(part, partial(build, part)) for part in parts)
    sources = [fingerprint(part) for part in parts]
    with ProcessPoolExecutor(initializer=gc.disable) as pool:  # two of them take ten seconds each
        made = [pool.submit(part.build) for part in parts]
        said = [
            _build_or_advise(part, partial(_await, part, then, files))
            for part, then, files in zip(parts, sources, made, strict=True)
        ]
    return "\n".join(filter(None, said))


def _await(part: Part, sources: str, made: Future[Files]) -> None:
    _keep(part, sources, made.result(), ROOT)


def _build_or_advise(part: Part, build_part: Callable[[], None]) -> str:
    try:
        build_part()
    except (ImportError, OSError, ValueError) as error:
        return f"Could not build {part.name}: {error}. {_advice(error)}"
    return ""


def _advice(error: Exception) -> str:
    match error:
        case ImportError():
            return "Run tools/setup.sh check, or install requirements.lock; then run tools/compiled.py again."
        case OSError():
            return f"Run tools/compiled.py as the owner of {ROOT}."
        case _:
            return "Correct the file, then run tools/compiled.py again."


def offer_unfinished(code: str) -> str:
    """Compile one incomplete language until the next build; return an error message, or ""."""
    from tools import messages

    file = ROOT / "resources" / "locale" / code / "LC_MESSAGES" / "selfhelp.po"
    try:
        _write(file.with_suffix(".mo"), messages.compiled(file.read_text("utf-8")))
        noted = _noted(ROOT)
        noted.pop(TRANSLATIONS, None)  # the next build takes it away again
        _write(ROOT / STAMP, json.dumps(noted, indent=1).encode() + b"\n")
    except (OSError, ValueError) as error:
        return f"Could not compile {file}: {error}"
    return ""


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check"]:
            wrong = "\n".join(f"not current: {part.name} (tools/compiled.py builds it)" for part in stale())
        case ["try", code]:
            wrong = ensure() or offer_unfinished(code)
        case _:
            wrong = ensure()
    if wrong:
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    gc.disable()  # millions of objects without a cycle, in a short run: a tenth of the time
    sys.exit(main(sys.argv[1:]))
