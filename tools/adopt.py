"""Imports proofs of real computers: creates recordings for the tests, and updates the pages about them.

python tools/adopt.py FILE…     checks each file of `selfhelp prove`, imports the parts that can be replayed,
                                and updates the catalogue and the page about recorded computers

A file comes from outside: no part of it becomes a path, a command or markup. Each part is replayed with the
current date and with later dates. Parts with another result aren't imported, and the output has the reason.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import jsonschema  # noqa: E402

from selfhelp.catalog.catalog import Catalog  # noqa: E402
from selfhelp.core.model import CheckState, Platform  # noqa: E402
from selfhelp.machine.transcript import RECORDED, Transcript  # noqa: E402
from selfhelp.policy.policy import Policy  # noqa: E402
from selfhelp.proof.document import parse_entries  # noqa: E402
from selfhelp.proof.proof_redaction import find_replay_failure  # noqa: E402
from selfhelp.proof.recording import Subject, create_check_subject, create_section_subject  # noqa: E402
from selfhelp.report.redact import Redactor  # noqa: E402
from tools import catalogue, proof_differences, proof_pages  # noqa: E402
from tools.shifted_clock import years_later  # noqa: E402

LARGEST_FILE = 30_000_000
LARGEST_RECORDING = 100_000
"""Maximum sizes, in bytes, of a proof and of one recording stored in the repository."""

YEARS = (0, 1, 6)
"""Years added to the clock to verify a recording, because its result must not depend on the date."""

Document = Mapping[str, Any]


class RefusedError(Exception):
    """A proof can't be imported; the message gives the reason."""


@dataclass(frozen=True)
class Adopted:
    """The result of importing one part: the recording's file, or the reason why there is none."""

    kind: str
    id: str
    state: str
    ms: int
    reason: str
    file: str = ""
    refused: str = ""


def read_proof(path: Path) -> Document:
    """Return the content of a proof's file.

    Raises:
        RefusedError: it is too large, isn't JSON, or doesn't match ``resources/schemas/proof.json``.
    """
    if not path.is_file():
        raise RefusedError(f"{path} isn't a file.")
    if path.stat().st_size > LARGEST_FILE:
        raise RefusedError(f"{path} is larger than {LARGEST_FILE} bytes.")
    try:
        document: Document = json.loads(path.read_bytes().decode("utf-8"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise RefusedError(f"{path} isn't JSON: {str(error)[:200]}") from error
    schema = json.loads((ROOT / "resources" / "schemas" / "proof.json").read_text("utf-8"))
    try:
        jsonschema.validate(document, schema)
    except (jsonschema.ValidationError, RecursionError) as error:
        place = "/".join(map(str, getattr(error, "absolute_path", ())))
        said = str(getattr(error, "message", error))[:200]
        raise RefusedError(f"{path} isn't a proof: {place or 'the file'}: {said}") from error
    return document


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def subjects(platform: Platform) -> Mapping[tuple[str, str], Subject]:
    """Return all checks and sections by kind and ID, as used by the tests."""
    checks = {("check", check.id): create_check_subject(check) for check in catalogue.everything()}
    collectors = Catalog(Policy(), platform).collectors
    return {**checks, **{("section", id_): create_section_subject(c) for id_, c in collectors.items()}}


def adopt(document: Document, root: Path = ROOT) -> Sequence[Adopted]:
    """Write the recordings and the summary of a proof; return the result for each part.

    Raises:
        RefusedError: this proof was already imported.
    """
    platform = Platform(document["environment"]["platform"])
    name = f"{slug(document)}-{document['created'][:10].replace('-', '')}"
    summary = root / "tests" / "proofs" / f"{name}.json"
    if summary.exists():
        raise RefusedError(
            f"{summary.relative_to(root)} is there already: this computer was adopted that day."
        )
    known = subjects(platform)
    results = [_adopt_part(kind, part, known, document, root) for kind, part in _parts(document)]
    summary.parent.mkdir(parents=True, exist_ok=True)
    told = _summary(document, results, proof_differences.differences(document, root))
    summary.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return results


def slug(document: Document) -> str:
    """Return the system's name for use in file names: lowercase letters, digits and hyphens."""
    system = str(document["environment"]["system"]).replace("GNU/Linux", "")
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\(.*?\)", "", system).casefold()).strip("-")[:40] or "computer"


def _parts(document: Document) -> Iterator[tuple[str, Document]]:
    yield from (("check", part) for part in document["checks"])
    yield from (("section", part) for part in document["sections"])


def _adopt_part(
    kind: str, part: Document, known: Mapping[tuple[str, str], Subject], document: Document, root: Path
) -> Adopted:
    told = (kind, part["id"], part["state"], part["ms"], part["reason"])
    subject = known.get((kind, part["id"]))
    refused = _refusal(part, kind, subject, document)
    if refused or subject is None:
        return Adopted(*told, refused=refused)
    transcript = _transcript(part, document)
    folder, name = _place(kind, part, document)
    file = root / folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    transcript.save(file)
    file.chmod(0o644)
    if file.stat().st_size > LARGEST_RECORDING:
        file.unlink()
        return Adopted(*told, refused=f"its recording is larger than {LARGEST_RECORDING} bytes")
    return Adopted(*told, file=f"{folder}/{name}")


def _place(kind: str, part: Document, document: Document) -> tuple[str, str]:
    """Return the folder and file name of a recording."""
    day = document["created"][:10].replace("-", "")
    if kind == "check":
        return f"tests/transcripts/{part['id']}", f"{slug(document)}--proof-{part['state']}-{day}.toml"
    return "tests/report/collectors/recorded/proofs", f"{slug(document)}--{part['id']}-{day}.toml"


def _refusal(part: Document, kind: str, subject: Subject | None, document: Document) -> str:
    """Return the reason why a part isn't imported, or "" if it is."""
    if subject is None:
        return "this version has no such check or section"
    wanted = ("healthy", "found") if kind == "check" else ("healthy",)
    if part["state"] not in wanted:
        return "only what was seen becomes a recording"
    if part["left_out"] or not part["asked"]:
        return part["left_out"] or "it holds no answers"
    if _holds_secret(part):
        return "an answer looks like a secret"
    platform = Platform(document["environment"]["platform"])
    for years in YEARS:
        with years_later(years):
            failure = find_replay_failure(
                parse_entries(part["asked"]), subject, platform, CheckState(part["state"])
            )
        if failure:
            return f"{failure} ({years} years later)" if years else failure
    return ""


def _holds_secret(part: Document) -> bool:
    """Return whether redaction would still remove a secret; if so, the file was edited."""
    redactor = Redactor({})
    return any(redactor.remove_secrets(text) != text for text in _texts(part["asked"]))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield name
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case str():
            yield value


def _transcript(part: Document, document: Document) -> Transcript:
    environment = document["environment"]
    built = f" ({environment['build']})" if environment["build"] else ""
    return Transcript(
        Platform(environment["platform"]),
        f"{environment['system']}{built}",
        f"proof of {document['created'][:10]}, selfhelp {environment['app']}",
        CheckState(part["state"]),
        RECORDED,
        entries=parse_entries(part["asked"]),
    )


def _summary(document: Document, results: Sequence[Adopted], differs: Sequence[str]) -> Document:
    """Return the summary of a proof that is stored next to its recordings."""
    kept = {name: document[name] for name in ("created", "stopped", "environment", "facts", "people")}
    parts = [{name: value for name, value in vars(result).items() if value != ""} for result in results]
    return {**kept, "parts": parts, "differences": list(differs)}


def main(paths: Sequence[str]) -> int:
    """Import each file; return 1 if a file was refused, otherwise 0."""
    status = 0
    for path in paths:
        try:
            results = adopt(read_proof(Path(path)))
        except RefusedError as error:
            print(f"refused: {error}")
            status = 1
            continue
        taken = [result for result in results if result.file]
        print(f"{path}: {len(taken)} of {len(results)} parts became recordings")
        for result in results:
            if not result.file and result.state in ("healthy", "found"):
                print(f"  not {result.kind} {result.id}: {result.refused}")
    proof_pages.update(ROOT)
    catalogue.main("update")
    return status


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: make adopt FILE=proof.json")
    sys.exit(main(sys.argv[1:]))
