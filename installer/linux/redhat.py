"""Describes the tree of the DEB as an RPM: what it needs, its files, its scripts; rpmbuild packs it.

What it needs is asked for as the libraries themselves (``libEGL.so.1()(64bit)``), read out of the binaries:
these names are the same on every distribution that has RPMs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = ("usr/lib/selfhelp", "usr/libexec/selfhelp", "usr/share/doc/selfhelp")
"""Folders that belong to the package; all others are the system's."""

DEBIANS = ("usr/share/lintian", "usr/share/doc/selfhelp/changelog.gz", "usr/share/doc/selfhelp/copyright")
"""What only a DEB holds."""

CONFIGURATION = ("etc/xdg/autostart/selfhelp.desktop",)
LIBRARY = re.compile(rb"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
VERSION = re.compile(rb"\bGLIBC_(2\.\d+)\b")


def needs(folder: Path) -> Sequence[str]:
    """Return the libraries that the folder's binaries ask for and that are not in it, and glibc's version."""
    wanted: set[str] = set()
    versions = {b"2.17"}
    here = {file.name for file in folder.rglob("*")}
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_file() or file.read_bytes()[:4] != b"\x7fELF":
            continue
        shown = subprocess.run(["objdump", "-p", str(file)], capture_output=True, check=True).stdout
        wanted |= {name.decode() for name in LIBRARY.findall(shown)}
        versions |= set(VERSION.findall(shown))
    newest = max(versions, key=lambda version: int(version.split(b".")[1])).decode()
    libraries = {f"{name}()(64bit)" for name in wanted - here if not name.startswith(("libc.so", "ld-linux"))}
    return sorted({*libraries, f"libc.so.6(GLIBC_{newest})(64bit)"})


def files(root: Path) -> Sequence[str]:
    """Return the lines of %files."""
    lines = []
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).as_posix()
        if place.startswith(DEBIANS):
            continue
        if path.is_dir() and not path.is_symlink():
            lines += [f'%dir "/{place}"'] if place.startswith(OURS) else []
        elif place in CONFIGURATION:
            lines.append(f'%config(noreplace) "/{place}"')
        else:
            lines.append(f'{"%doc " if place.startswith(OURS[2]) else ""}"/{place}"')
    return lines


def scripts() -> str:
    """Return the scripts: trays end before files are replaced, and start when all is over."""
    trays = (HERE / "trays.sh").read_text("utf-8").replace("%", "%%")
    return f"""
%pre
{trays}
[ "$1" -lt 2 ] || end_trays upgrade
exit 0

%posttrans
{trays}
start_trays
exit 0

%preun
{trays}
[ "$1" -gt 0 ] || end_trays remove
exit 0

%postun
if [ "$1" = 0 ]; then
    rm -rf /run/selfhelp-helper /run/selfhelp-upgrade
    rmdir --ignore-fail-on-non-empty /etc/selfhelp/policy.d /etc/selfhelp 2>/dev/null || :
fi
exit 0
"""


def described(root: Path, about: Mapping[str, str], wanted: Sequence[str]) -> str:
    """Return the description that rpmbuild reads. Nothing in it is searched for, changed or stripped."""
    required = "\n".join(f"Requires: {name}" for name in wanted)
    listed = "\n".join(files(root))
    return f"""%global debug_package %{{nil}}
%global __os_install_post %{{nil}}
%global _build_id_links none
Name: {about["name"]}
Version: {about["version"]}
Release: 1
Summary: {about["summary"]}
License: {about["licence"]}
URL: {about["homepage"]}
Vendor: {about["maker"]}
Packager: {about["contact"]}
AutoReqProv: no
Requires: python3 >= 3.11
Requires: hicolor-icon-theme
{required}
Recommends: polkit, gnome-keyring, xdg-desktop-portal
%description
Something does not work: selfhelp asks what is wrong, looks, says in plain
words what it found and would do, asks, does it, and looks again. What it
changed can be undone. What is still broken becomes one ticket at the help
desk, with evidence.
{scripts()}
%files
%defattr(-,root,root,-)
{listed}
"""


def rpm(root: Path, frozen: Path, out: Path, about: Mapping[str, str]) -> Path:
    """Build the RPM from a tree that is laid out, and return it.

    Args:
        root: what is installed; what only a DEB holds is taken out.
        frozen: the frozen folder in it.
        out: where the package goes.
        about: the names of installer/product.toml, ``version``, and ``moment``: the time that goes into the
            package, in seconds since 1970.
    """
    description = described(root, about, needs(frozen))
    for place in DEBIANS:
        subprocess.run(["rm", "-rf", str(root / place)], check=True)
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder, "selfhelp.spec")
        spec.write_text(description, "utf-8")
        level = "3" if os.environ.get("SELFHELP_XZ_LEVEL") == "1" else "19"
        defined = {
            "_topdir": folder, "_rpmdir": folder, "_buildhost": "localhost",
            "use_source_date_epoch_as_buildtime": "1", "clamp_mtime_to_source_date_epoch": "1",
            "build_mtime_policy": "clamp_to_source_date_epoch",
            "_binary_payload": f"w{level}.zstdio", "_target_os": "linux",
        }  # fmt: skip
        options = [word for name, value in defined.items() for word in ("--define", f"{name} {value}")]
        command = ["rpmbuild", "-bb", "--quiet", "--target", "x86_64-linux", *options]
        subprocess.run(
            [*command, "--buildroot", str(root), str(spec)],
            check=True, env={**os.environ, "SOURCE_DATE_EPOCH": about["moment"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        out.mkdir(parents=True, exist_ok=True)
        made = Path(folder, "x86_64", f"{about['name']}-{about['version']}-1.x86_64.rpm")
        return Path(shutil.move(made, out / made.name))
