"""Tools for pack authors: validate, test and sign a pack's folder."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, ProbeError, UsageError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.model import CheckState
from selfhelp.core.paths import find_resource
from selfhelp.core.text import N_
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.packs import archive, manifest, signature
from selfhelp.packs.errors import PackError
from selfhelp.packs.manifest import Pack
from selfhelp.packs.pack_fix import PackFix, build_pack_fix

TRANSCRIPTS = "transcripts/"


@dataclass(frozen=True, slots=True)
class TranscriptTest:
    """The result of testing a pack with a transcript: expected and actual state, and error details."""

    name: str
    expected: str
    actual: str
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether the actual state is the expected one."""
        return self.expected == self.actual


def _read_pack_files(path: Path) -> Mapping[str, bytes]:
    """Return the files of a pack, or of a folder to be packed, as bytes by name.

    Raises:
        PackError: it is neither, or contains something that isn't allowed.
    """
    try:
        if path.is_dir():
            return _read_folder(path)
        return signature.verify_signature(path.read_bytes()).files
    except OSError as error:
        raise PackError(N_("The pack can't be read."), detail=str(error)) from error


def _read_folder(folder: Path) -> Mapping[str, bytes]:
    """Return a folder's files; names and sizes are checked before reading."""
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    names = [path.relative_to(folder).as_posix() for path in paths]
    if len(paths) > archive.MEMBERS or sum(path.stat().st_size for path in paths) > archive.LARGEST:
        raise PackError(N_("The pack is too large."))
    for path, name in zip(paths, names, strict=True):
        if path.is_symlink() or not path.is_file() or not archive.is_member_name(name):
            raise PackError(N_("{file} isn't allowed in a pack.", file=name[:200]))
    return {name: path.read_bytes() for name, path in zip(names, paths, strict=True)}


def load_and_check_pack(path: Path) -> Pack:
    """Return a pack under development after checking it like an installed one, except its signature.

    Raises:
        PackError: it is invalid.
    """
    pack = manifest.parse_pack(_read_pack_files(path))
    build_pack_fix(pack, SOURCE_LANGUAGE)
    return pack


def run_pack_tests(path: Path) -> Sequence[TranscriptTest]:
    """Return the results of running a pack's check on each of its transcripts.

    Raises:
        PackError: the pack is invalid, or lacks a transcript of a healthy or a broken computer.
    """
    fix = build_pack_fix(load_and_check_pack(path), SOURCE_LANGUAGE)
    files = {k: v for k, v in sorted(_read_pack_files(path).items()) if k.startswith(TRANSCRIPTS)}
    results = [_run_transcript_test(fix, name, data) for name, data in files.items()]
    missing = {CheckState.HEALTHY, CheckState.FOUND} - {result.expected for result in results}
    if missing:
        raise PackError(
            N_("The pack has no transcript with the expected state {state}.", state=sorted(missing)[0])
        )
    return results


def _run_transcript_test(fix: PackFix, name: str, data: bytes) -> TranscriptTest:
    try:
        transcript = _load_transcript(data)
    except UsageError as error:
        return TranscriptTest(name, "?", "no transcript", error.detail)
    machine = ReplayMachine(transcript)
    try:
        said = CheckState.HEALTHY if fix.diagnose(machine) is None else CheckState.FOUND
        machine.check_complete()
    except NotOfferedError:
        said = CheckState.NOT_OFFERED
    except ProbeError as error:
        return TranscriptTest(name, transcript.expect, CheckState.INCONCLUSIVE, error.detail)
    except NotRecordedError as error:
        return TranscriptTest(name, transcript.expect, "not recorded", str(error)[:1000])
    return TranscriptTest(name, transcript.expect, said)


def _load_transcript(data: bytes) -> Transcript:
    """Return a transcript of a pack, read through a temporary file."""
    with tempfile.TemporaryDirectory(prefix="selfhelp-") as folder:
        path = Path(folder, "transcript.toml")
        path.write_bytes(data)
        return Transcript.load(path)


def sign_folder(folder: Path, key: Path) -> bytes:
    """Return the signed pack of a folder, if its content is valid.

    Raises:
        PackError: the folder or the key is invalid.
    """
    load_and_check_pack(folder)
    try:
        pem = key.read_bytes()
    except OSError as error:
        raise PackError(signature.NO_KEY, detail=str(error)) from error
    return signature.sign_files(
        _read_pack_files(folder), signature.parse_private_key(pem), datetime.now(UTC).date()
    )


def create_example_pack(folder: Path) -> Sequence[Path]:
    """Write the example pack into a new folder, and return its files.

    Raises:
        PackError: the folder exists, or can't be written.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True)
        for name, text in read_example_files().items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise PackError(
            N_("The folder can't be created. It may already exist."), detail=str(error)
        ) from error
    return written


def read_example_files() -> Mapping[str, str]:
    """Return the files of the packaged example as texts by name."""
    root = find_resource("packs/example")
    names = ["pack.toml"]
    for inner in ("scripts", "transcripts"):
        names += sorted(f"{inner}/{file.name}" for file in root.joinpath(inner).iterdir())
    return {name: root.joinpath(*name.split("/")).read_text(encoding="utf-8") for name in names}
