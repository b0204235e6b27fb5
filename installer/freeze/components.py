"""Lists what a frozen folder consists of: an SBOM (CycloneDX 1.6) and the licences of every part.

python installer/freeze/components.py FOLDER      to be run with the Python that froze it

Writes ``sbom.cdx.json`` and ``THIRD_PARTY_LICENSES`` into FOLDER/_internal. Fails where a file belongs to no
part that is known: what no one can name is not shipped.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SPACE = uuid.UUID("0d2b0c0e-3c58-5d0c-9b67-4a3f5a1f3f10")
COMMON = Path("/usr/share/common-licenses")
OURS = re.compile(
    r"^(selfhelp|helper|bare)(w)?(\.exe)?$|^_internal/(selfhelp/|modules\.pyz|sbom\.cdx\.json|THIRD_PARTY_LICENSES)"
)
PYTHONS = re.compile(
    r"(?i)^_internal/(python3\.?\d+/|base_library\.zip|(lib)?python3[^/]*$|[^/]+\.pyd$|vcruntime[^/]*\.dll$|"
    r"(libcrypto|libssl|libffi|sqlite3)[^/]*\.dll$)"
)
QT = re.compile(r"^_internal/(libQt6|libpyside6|libicu|PySide6/)")
SHIBOKEN = re.compile(r"^_internal/(libshiboken6|shiboken6/)")


@dataclass(frozen=True)
class Component:
    """One part: who made it, which version, under which licence.

    Attributes:
        name: as its maker writes it.
        version: which one.
        purl: its name for programs (ECMA-427).
        licence: an SPDX expression, or its name in words.
        spdx: whether it is an expression.
        texts: of the licences.
    """

    name: str
    version: str
    purl: str
    licence: str
    spdx: bool = field(default=False, compare=False)
    texts: Sequence[str] = field(default=(), compare=False)


@cache
def of_wheel(name: str) -> Component:
    """Return an installed package."""
    about = metadata.distribution(name)
    expression = about.metadata.get("License-Expression") or ""
    licence = expression or about.metadata.get("License") or ""
    if not licence or len(licence) > 60:
        classifiers = about.metadata.get_all("Classifier") or []
        found = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License ::")]
        licence = " / ".join(found) or "see THIRD_PARTY_LICENSES"
    version = about.version
    plain = re.sub(r"[-_.]+", "-", name).lower()  # the only spelling that scanners for vulnerabilities know
    purl = f"pkg:pypi/{plain}@{version}"
    return Component(name, version, purl, licence, licence == expression, tuple(_texts(about)))


def _texts(about: metadata.Distribution) -> Iterator[str]:
    for file in about.files or ():
        if ".dist-info" in str(file) and re.search(r"(?i)(licen[cs]e|copying|notice|authors)", file.name):
            yield Path(str(about.locate_file(file))).read_text("utf-8", "replace")
    if about.metadata["Name"].lower().startswith(("pyside6", "shiboken6")):  # their wheels bring no text
        for name in ("LGPL-3", "GPL-3"):
            if (COMMON / name).is_file():
                yield (COMMON / name).read_text("utf-8")


@cache
def of_debian(library: str) -> Component | None:
    """Return the Debian package that a library of the building machine came from."""
    for folder in ("/lib", "/usr/lib", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"):
        done = subprocess.run(
            ["dpkg-query", "-S", f"{folder}/{library}"], check=False, capture_output=True, text=True
        )
        if done.returncode == 0:
            package = done.stdout.split(":")[0]
            shown = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True
            ).stdout
            text = Path(f"/usr/share/doc/{package}/copyright").read_text("utf-8", "replace")
            purl = f"pkg:deb/debian/{package}@{shown.replace('+', '%2B').replace(':', '%3A')}"
            return Component(package, shown, purl, "see THIRD_PARTY_LICENSES", texts=(text,))
    return None


@cache
def of_python() -> Component:
    """Return the interpreter with its standard library and what its maker ships beside it."""
    version = sys.version.split()[0]
    places = [Path(sys.base_prefix) / "LICENSE.txt", Path(os.__file__).parent / "LICENSE.txt"]
    places += [Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright")]
    texts = [p.read_text("utf-8", "replace") for p in places if p.is_file()][:1]
    return Component("python", version, f"pkg:generic/python@{version}", "PSF-2.0", True, tuple(texts))


def owner(place: str, tops: dict[str, list[str]]) -> Component | None:
    """Return the part that a file of the folder belongs to; None for our own."""
    if OURS.match(place):
        return None
    if PYTHONS.match(place) and not place.endswith(".pyd"):
        return of_python()
    if QT.match(place):
        return of_wheel("PySide6_Essentials")
    if SHIBOKEN.match(place):
        return of_wheel("shiboken6")
    first = (
        place.removeprefix("_internal/").split("/")[0].removesuffix(".libs")
    )  # what a wheel brings beside it
    if first in {name.replace("-", "_") for names in tops.values() for name in names}:
        return of_wheel(first)
    top = re.sub(r"[-.].*", "", first)
    if top in tops or ".dist-info" in first:
        return of_wheel(tops[top][0] if top in tops else first.split("-")[0])
    if place.endswith(".pyd"):
        return of_python()
    found = of_debian(Path(place).name) if sys.platform == "linux" else None
    if found is None:
        raise SystemExit(f"components: nobody knows where {place} comes from")
    return found


def modules(folder: Path) -> Iterator[str]:
    """Name the packages whose modules lie in the archives of the programs."""
    from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

    shared = folder / "_internal" / "modules.pyz"
    if shared.is_file():
        yield from {entry.split(".")[0] for entry in ZlibArchiveReader(str(shared)).toc}
    for program in ("selfhelp", "selfhelp.exe", "helper", "helper.exe", "bare", "bare.exe"):
        if (folder / program).is_file() and not shared.is_file():
            archive = CArchiveReader(str(folder / program))
            for name in archive.toc:
                if name.endswith(".pyz"):
                    yield from {entry.split(".")[0] for entry in archive.open_embedded_archive(name).toc}


def components(folder: Path) -> Sequence[Component]:
    """Return every part, by name."""
    tops = {top: sorted(names) for top, names in metadata.packages_distributions().items()}
    found = {of_python(), of_wheel("pyinstaller")}  # its small start program is in every program of ours
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            part = owner(file.relative_to(folder).as_posix(), tops)
            found |= {part} if part else set()
    for top in modules(folder):
        if top in tops and top != "selfhelp":
            found.add(of_wheel(tops[top][0]))
    return sorted(found, key=lambda part: (part.name.lower(), part.version))


def sbom(parts: Sequence[Component]) -> bytes:
    """Return the CycloneDX document (ECMA-424); the same parts give the same bytes."""
    version = PROJECT["version"]
    serial = uuid.uuid5(SPACE, "\n".join(part.purl for part in parts))
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"pkg:generic/selfhelp@{version}",
                "name": "selfhelp",
                "version": version,
                "licenses": [{"license": {"id": PROJECT["license"]}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": part.purl,
                "name": part.name,
                "version": part.version,
                "purl": part.purl,
                "licenses": [
                    {"expression": part.licence} if part.spdx else {"license": {"name": part.licence}}
                ],
            }
            for part in parts
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def licences(parts: Sequence[Component]) -> bytes:
    """Return every part with the text of its licence; the same text stands once."""
    lines = [
        "selfhelp uses the work of others, with thanks. Qt is under the LGPL 3: its libraries are files of"
    ]
    lines += ["their own in PySide6 and can be replaced by others that fit.", ""]
    said: dict[str, str] = {}
    for part in parts:
        lines += ["=" * 78, f"{part.name} {part.version}: {part.licence}", ""]
        for text in part.texts:
            if text in said:
                lines += [f"(the text stands at {said[text]})", ""]
            else:
                said[text] = part.name
                lines += [text.rstrip(), ""]
    return "\n".join(lines).encode()


def main(folder: Path) -> None:
    """Write both files."""
    parts = components(folder)
    (folder / "_internal" / "sbom.cdx.json").write_bytes(sbom(parts))
    (folder / "_internal" / "THIRD_PARTY_LICENSES").write_bytes(licences(parts))
    print(f"components: {len(parts)} parts")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
