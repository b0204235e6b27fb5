"""Completes and checks the files of a release: changelog section, SBOM, and checksums.

python tools/release_files.py changelog [FOLDER]   writes the dated section of this version to CHANGES.md
python tools/release_files.py finish FOLDER        also writes SHA256SUMS, and checks all files

``SHA256SUMS`` has the format of ``sha256sum -c``; SBOMs are CycloneDX (ECMA-424).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"
CHANGES = "CHANGES.md"
PARTS = ".cdx.json"
_HEADING = re.compile(r"^## \[([^\]]+)\] – (\S+)$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotReadyError(Exception):
    """A file of the release is missing or incomplete; the message is for the maintainer."""


def version_of(root: Path = ROOT) -> str:
    """Return the version to be released."""
    return str(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def changes(changelog: str, version: str) -> str:
    """Return the changelog's section for a version, with its heading.

    Raises:
        NotReadyError: the section of this version is missing, undated or empty.
    """
    for found in _HEADING.finditer(changelog):
        if found[1] != version:
            continue
        if not _DAY.fullmatch(found[2]):
            raise NotReadyError(
                f"CHANGELOG.md: [{version}] is “{found[2]}”; write the day of the release there."
            )
        following = _HEADING.search(changelog, found.end())
        section = changelog[found.start() : following.start() if following else None].rstrip() + "\n"
        if not re.search(r"^- ", section, re.MULTILINE):
            raise NotReadyError(f"CHANGELOG.md: the section of {version} lists no change.")
        return section
    raise NotReadyError(f"CHANGELOG.md has no section of {version}.")


def write_changes(folder: Path | None, root: Path = ROOT) -> None:
    """Write the changelog's section into a folder; without a folder, only check the section.

    Raises:
        NotReadyError: the section is missing or incomplete.
    """
    section = changes((root / "CHANGELOG.md").read_text("utf-8"), version_of(root))
    if folder is not None:
        (folder / CHANGES).write_text(section, "utf-8")


def files_of(folder: Path) -> Sequence[Path]:
    """Return all files that get a checksum, sorted."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)


def sums(folder: Path) -> str:
    """Return the checksums in the format of ``sha256sum``."""
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in files_of(folder)
    )


def complaints(folder: Path, version: str) -> Iterator[str]:
    """Yield the mistakes in the release files: missing, of another version, or invalid."""
    names = {file.name for file in files_of(folder)}
    for wanted in (".whl", ".deb", ".rpm", PARTS):
        found = [name for name in names if name.startswith("selfhelp") and name.endswith(wanted)]
        if not found:
            yield f"there is no selfhelp…{wanted}"
        yield from (f"{name} isn't of version {version}" for name in found if version not in name)
    for file in files_of(folder):
        if file.name.endswith(PARTS):
            yield from (f"{file.name}: {said}" for said in complaints_of_parts(file.read_bytes(), version))


def complaints_of_parts(content: bytes, version: str) -> Iterator[str]:
    """Yield the mistakes in an SBOM: another version, no parts, a duplicate, a missing licence."""
    document = json.loads(content)
    about, parts = document["metadata"]["component"], document["components"]
    if (document["bomFormat"], about["name"], about["version"]) != ("CycloneDX", "selfhelp", version):
        yield f"it isn't the list of selfhelp {version}"
    references = [part["bom-ref"] for part in parts]
    if not references or len(set(references)) != len(references):
        yield "it lists no parts, or one of them twice"
    yield from (f"{part['name']}: no licence" for part in parts if not part["licenses"])


def finish(folder: Path, root: Path = ROOT) -> Sequence[str]:
    """Write the changelog section and the checksums; return the release's mistakes.

    Raises:
        NotReadyError: the changelog has no dated section of this version.
    """
    version = version_of(root)
    write_changes(folder, root)
    (folder / SUMS).write_text(sums(folder), "utf-8")
    return list(complaints(folder, version))


def main(arguments: Sequence[str]) -> int:
    """Run the requested command and print the mistakes; return the exit status."""
    verb, *rest = arguments
    found: Sequence[str] = ()
    try:
        if verb == "changelog":
            write_changes(Path(rest[0]) if rest else None)
        else:
            found = finish(Path(rest[0]))
    except NotReadyError as error:
        found = [str(error)]
    print(*(f"release: {line}" for line in found), sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] != ["changelog"] and (sys.argv[1:2] != ["finish"] or len(sys.argv) != 3):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
