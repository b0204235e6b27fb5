"""Builds the macOS package from the frozen app and the frozen helper; needs cksum, and no Mac.

python installer/macos/build.py APP HELPER OUT
python installer/macos/build.py --check FILE      reads a package again and compares everything it says

The same sources and the same frozen folders give the same bytes (SOURCE_DATE_EPOCH). The package is
not signed: see sign.sh and notarise.sh.
"""

from __future__ import annotations

import os
import plistlib
import posixpath
import shutil
import stat
import struct
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import archives  # noqa: E402
import bom  # noqa: E402
from information import PRODUCT, VERSION  # noqa: E402

BUNDLE = PRODUCT["bundle"]
HELPER = f"Library/PrivilegedHelperTools/{BUNDLE}.helper"
COMPONENT = "selfhelp.pkg"
SCRIPTS = ("preinstall", "postinstall", "places.sh")
MACHINES = {0x0100000C: "arm64", 0x01000007: "x86_64"}
"""Mach-O's numbers of processors (Apple, <mach/machine.h>)."""


def moment() -> int:
    """Return the time that goes into the package, in seconds since 1970."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))


def tree(root: Path, app: Path, helper: Path) -> None:
    """Lay out what is installed."""
    shutil.copytree(app, root / "Applications" / "selfhelp.app", symlinks=True)
    shutil.copytree(helper, root / HELPER, symlinks=True)
    for name in ("uninstall.sh", "scripts/places.sh"):
        shutil.copy(HERE / name, root / HELPER)
    for folder, name in (("LaunchAgents", BUNDLE), ("LaunchDaemons", f"{BUNDLE}.helper")):
        target = root / "Library" / folder
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "launchd" / f"{name}.plist", target)


def architectures(program: Path) -> Sequence[str]:
    """Return the processors that a program was built for, from its Mach-O header.

    Raises:
        ValueError: it isn't a program of macOS, or of a processor that is not known.
    """
    head = program.read_bytes()[:4096]
    if head[:4] == b"\xcf\xfa\xed\xfe":
        return (MACHINES[struct.unpack_from("<I", head, 4)[0]],)
    if head[:4] == b"\xca\xfe\xba\xbe":
        (count,) = struct.unpack_from(">I", head, 4)
        return [MACHINES[struct.unpack_from(">I", head, 8 + 20 * entry)[0]] for entry in range(count)]
    raise ValueError(f"{program} is no program of macOS")


def described(entries: Sequence[bom.Entry], bundles: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return PackageInfo: where it goes, what it replaces, its scripts. Bundles stay where they are put."""
    root = ET.Element("pkg-info", {
        "format-version": "2", "identifier": BUNDLE, "version": VERSION, "auth": "root",
        "install-location": "/",
        "overwrite-permissions": "true", "relocatable": "false", "postinstall-action": "none",
    })  # fmt: skip
    ET.SubElement(root, "payload", numberOfFiles=str(len(entries)), installKBytes=str(kilobytes(entries)))
    for place, about in bundles.items():
        ET.SubElement(root, "bundle", {
            "path": place, "id": about["CFBundleIdentifier"], "CFBundleVersion": about["CFBundleVersion"],
            "CFBundleShortVersionString": about["CFBundleShortVersionString"],
        })  # fmt: skip
    for name in ("bundle-version", "upgrade-bundle", "strict-identifier"):
        listed = ET.SubElement(root, name)
        for about in bundles.values():
            ET.SubElement(listed, "bundle", id=about["CFBundleIdentifier"])
    for name in ("update-bundle", "atomic-update-bundle", "relocate"):
        ET.SubElement(root, name)
    scripts = ET.SubElement(root, "scripts")
    for name in SCRIPTS[:2]:
        ET.SubElement(scripts, name, file=f"./{name}")
    return _text(root)


def distribution(size: int, machines: Sequence[str]) -> bytes:
    """Return Distribution: for which Macs, without a question (Apple, "Distribution XML Schema")."""
    root = ET.Element("installer-gui-script", minSpecVersion="2")
    ET.SubElement(root, "title").text = PRODUCT["title"]
    ET.SubElement(root, "product", id=f"{BUNDLE}.product", version=VERSION)
    ET.SubElement(root, "options", {
        "customize": "never", "require-scripts": "false", "rootVolumeOnly": "true",
        "hostArchitectures": ",".join(machines),
    })  # fmt: skip
    ET.SubElement(root, "domains", {
        "enable_anywhere": "false", "enable_currentUserHome": "false", "enable_localSystem": "true",
    })  # fmt: skip
    allowed = ET.SubElement(ET.SubElement(root, "volume-check"), "allowed-os-versions")
    ET.SubElement(allowed, "os-version", min=PRODUCT["macos"])
    outline = ET.SubElement(ET.SubElement(root, "choices-outline"), "line", choice="default")
    ET.SubElement(outline, "line", choice=BUNDLE)
    ET.SubElement(root, "choice", id="default")
    choice = ET.SubElement(root, "choice", id=BUNDLE, visible="false")
    ET.SubElement(choice, "pkg-ref", id=BUNDLE)
    package = {"id": BUNDLE, "version": VERSION, "onConclusion": "none", "installKBytes": str(size)}
    ET.SubElement(root, "pkg-ref", package).text = f"#{COMPONENT}"
    return _text(root)


def _text(root: ET.Element) -> bytes:
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root) + b"\n"


def kilobytes(entries: Sequence[bom.Entry]) -> int:
    """Return what the files need on the disk."""
    return (sum(entry.size for entry in entries if entry.file) + 1023) // 1024


def build(app: Path, helper: Path, out: Path) -> Path:
    """Build the package and return it."""
    with tempfile.TemporaryDirectory() as work:
        root, scripts = Path(work, "root"), Path(work, "scripts")
        tree(root, app, helper)
        scripts.mkdir()
        for name in SCRIPTS:
            shutil.copy(HERE / "scripts" / name, scripts)
        about = plistlib.loads((root / "Applications/selfhelp.app/Contents/Info.plist").read_bytes())
        machines = architectures(root / "Applications/selfhelp.app/Contents/MacOS/selfhelp")
        entries, when = bom.walk(root), moment()
        members = {
            "Distribution": distribution(kilobytes(entries), machines),
            f"{COMPONENT}/Bom": bom.write(entries, when),
            f"{COMPONENT}/PackageInfo": described(entries, {"./Applications/selfhelp.app": about}),
            f"{COMPONENT}/Payload": archives.cpio(entries, when),
            f"{COMPONENT}/Scripts": archives.cpio(bom.walk(scripts), when),
        }
        out.mkdir(parents=True, exist_ok=True)
        processor = machines[0] if len(machines) == 1 else "universal2"
        file = out / f"selfhelp-{VERSION}-{processor}.pkg"
        archives.write_xar(file, members, when)
        return file


# -- reading one again ---------------------------------------------------------------------------------


def check(file: Path) -> Sequence[str]:
    """Return what is wrong with a package: the list, the files and the descriptions must agree."""
    members = archives.read_xar(file)
    listed, files = bom.read(members[f"{COMPONENT}/Bom"]), archives.read_cpio(members[f"{COMPONENT}/Payload"])
    info, whole = (ET.fromstring(members[name]) for name in (f"{COMPONENT}/PackageInfo", "Distribution"))
    wrong = [f"{place}: only in the list or only among the files" for place in listed.keys() ^ files.keys()]
    for place in listed.keys() & files.keys():
        wrong += of_path(place, listed[place], files)
    scripts = archives.read_cpio(members[f"{COMPONENT}/Scripts"])
    for script in info.findall("scripts/*"):
        held = scripts.get(script.get("file", ""))
        if held is None or not archives.is_executable(held) or not held.content.startswith(b"#!/bin/sh\n"):
            wrong.append(f"{script.tag}: no script that can be started")
    (reference,) = (ref for ref in whole.findall("pkg-ref") if ref.text)
    if (info.get("identifier"), info.get("version")) != (reference.get("id"), reference.get("version")):
        wrong.append("the two descriptions name different packages")
    if info.find("payload").get("numberOfFiles") != str(len(files)):  # type: ignore[union-attr]
        wrong.append("the number of files is wrong")
    return sorted(wrong)


def of_path(place: str, said: bom.Listed, files: Mapping[str, archives.Member]) -> Sequence[str]:
    """Compare what the list says of a path with the file: kind, rights, owner, size, where a link leads."""
    file = files[place]
    wrong: list[str] = []
    system = bom.SYSTEM.get(place)
    if (said.mode, said.uid, said.gid) != (file.mode, file.uid, file.gid):
        wrong.append(f"{place}: rights or owner")
    if system is not None:
        return (
            [] if (file.mode, file.uid, file.gid) == (system.mode, 0, system.gid) else [f"{place}: system's"]
        )
    if (file.uid, file.gid) != (0, 0):
        wrong.append(f"{place}: not root's")
    if file.mode & 0o6022 and not stat.S_ISLNK(file.mode):
        wrong.append(f"{place}: others may write, or it changes who runs it")
    if not stat.S_ISDIR(file.mode) and said.size != len(file.content):
        wrong.append(f"{place}: size")
    if stat.S_ISLNK(file.mode):
        target = file.content.decode()
        leads = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        if target.startswith("/") or f"./{leads}" not in files:
            wrong.append(f"{place}: leads out of the package, or nowhere")
    elif stat.S_ISREG(file.mode) and said.checksum != bom.cksum(file.content):
        wrong.append(f"{place}: checksum")
    return wrong


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        complaints = check(Path(sys.argv[2]))
        sys.exit("\n".join(complaints) if complaints else 0)
    print(build(*map(Path, sys.argv[1:4])))
