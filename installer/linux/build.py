"""Builds the DEB (and the RPM) from the frozen folder: the same tree, described twice.

python installer/linux/build.py FROZEN OUT [--rpm]

Needs dpkg-deb, and for the RPM rpmbuild. The same sources and the same frozen folder give the same bytes
(SOURCE_DATE_EPOCH is the time of the last commit, or 2026-01-01 where there's no repository).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import redhat

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.core.languages import list_supported_languages, load_language  # noqa: E402

HERE = ROOT / "installer" / "linux"
PRODUCT = tomllib.loads((ROOT / "installer" / "product.toml").read_text("utf-8"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
TARGET = "usr/lib/selfhelp"
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
"""The target of a link to another file, without its anchor."""

# Not in the folder, because they must fit the system: see DROP in installer/freeze/selfhelp.spec.
LIBRARIES = (
    "libstdc++6, libgcc-s1, libegl1, libgl1, libglib2.0-0t64 | libglib2.0-0, libdbus-1-3, libfontconfig1, "
    "libfreetype6, libx11-6, libx11-xcb1, libxcb1, libxcb-cursor0, libxcb-icccm4, libxcb-image0, "
    "libxcb-keysyms1, libxcb-randr0, libxcb-render0, libxcb-render-util0, libxcb-shape0, libxcb-shm0, "
    "libxcb-sync1, libxcb-util1, libxcb-xfixes0, libxcb-xkb1, libxkbcommon0, libxkbcommon-x11-0, "
    "libwayland-client0, libwayland-cursor0, libwayland-egl1, libgssapi-krb5-2, fontconfig, zlib1g, "
    "libbz2-1.0, libatomic1, libuuid1, libsqlite3-0 (>= 3.40)"
)
HELPER_NEEDS = "python3 (>= 3.11)"  # the administrator's helper is an archive for the system's own Python


def put(target: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file of the package."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    target.chmod(mode)


def menu_entry() -> str:
    """Return the menu entry, with each key in every language that translates it."""
    lines = []
    for line in (HERE / "selfhelp.desktop").read_text("utf-8").splitlines():
        name = line.partition("=")[0]
        translated = ((code, load_language(code).desktop.get(name)) for code in list_supported_languages())
        lines += [line, *(f"{name}[{code}]={text}" for code, text in translated if text)]
    return "\n".join(lines) + "\n"


def tree(root: Path, frozen: Path) -> None:
    """Lay out everything that both packages install."""
    shutil.copytree(frozen, root / TARGET, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/selfhelp").symlink_to("../lib/selfhelp/selfhelp")
    put(root / "usr/share/applications/selfhelp.desktop", menu_entry().encode())
    autostart = (HERE / "selfhelp-autostart.desktop").read_bytes()
    put(root / "etc/xdg/autostart/selfhelp.desktop", autostart)
    icons = root / "usr/share/icons/hicolor"
    put(icons / "scalable/apps/selfhelp.svg", (ROOT / "resources/icons/selfhelp.svg").read_bytes())
    for size in (22, 32, 48, 128):
        picture = (ROOT / f"resources/icons/selfhelp-{size}.png").read_bytes()
        put(icons / f"{size}x{size}/apps/selfhelp.png", picture)
    helper(root)
    documents(root / "usr/share/doc/selfhelp")
    put(root / "usr/share/lintian/overrides/selfhelp", (HERE / "lintian-overrides").read_bytes())
    manual = (HERE / "selfhelp.1").read_text("utf-8").replace("@VERSION@", VERSION)
    put(root / "usr/share/man/man1/selfhelp.1.gz", packed(manual.encode()))
    for path in sorted(root.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.name == "helper" or path == root / TARGET / "selfhelp"
            path.chmod(0o755 if executable else 0o644)


def helper(root: Path) -> None:
    """Add the administrator's helper and polkit's list of what it may be asked."""
    script = HERE / "install-helper.sh"
    subprocess.run(
        ["sh", str(script)],
        check=True,
        env={**os.environ, "DESTDIR": str(root), "PYTHON": sys.executable},
    )


def documents(folder: Path) -> None:
    """Add what administrators and lawyers read."""
    put(folder / "copyright", (HERE / "copyright").read_bytes())
    put(folder / "examples/policy.toml", (HERE / "policy.toml.example").read_bytes())
    put(folder / "changelog.gz", packed(changelog()))
    inside = pages()
    for page in inside:
        put(folder / page.relative_to(DOCS), page_text(page, inside).encode())


def pages() -> Sequence[Path]:
    """Return the page for administrators and every page that it leads to, itself or through others."""
    found = {DOCS / "admin.md"}
    waiting = list(found)
    while waiting:
        page = waiting.pop()
        for link in LINK.findall(page.read_text("utf-8")):
            linked = (page.parent / link).resolve()
            if linked.suffix == ".md" and linked.is_relative_to(DOCS) and linked not in found:
                found.add(linked)
                waiting.append(linked)
    return sorted(found)


def page_text(page: Path, inside: Sequence[Path]) -> str:
    """Return a page whose links to what is not in the package lead to the project's own pages."""

    def led(found: re.Match[str]) -> str:
        linked = (page.parent / found[1]).resolve()
        if linked in inside:
            return found[0]
        kind = "tree" if linked.is_dir() else "blob"
        return f"]({PRODUCT['homepage']}/{kind}/main/{linked.relative_to(ROOT).as_posix()}"

    return LINK.sub(led, page.read_text("utf-8"))


def changelog() -> bytes:
    """Return Debian's own list of changes, which names the version and where the real one is."""
    when = format_datetime(datetime.fromtimestamp(int(moment()), UTC))
    entry = f"""selfhelp ({VERSION}) stable; urgency=medium

  * See {PRODUCT["homepage"]}/blob/main/CHANGELOG.md

 -- {PRODUCT["contact"]}  {when}
"""
    return entry.encode()


def packed(content: bytes) -> bytes:
    """Compress without a time and a name in it."""
    return gzip.compress(content, 9, mtime=0)


def newest_glibc(folder: Path) -> str:
    """Return the newest version of glibc's symbols that the binaries ask for."""
    found = {b"2.17"}
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            if content[:4] == b"\x7fELF":
                found |= set(re.findall(rb"GLIBC_(2\.\d+)\b", content))
    return max(found, key=lambda v: int(v.split(b".")[1])).decode()


def script(root: Path, name: str, body: str) -> None:
    """Add a maintainer script of the DEB."""
    shared = (HERE / "trays.sh").read_text("utf-8")
    put(root / "DEBIAN" / name, f"#!/bin/sh\nset -e\n{shared}\n{body}\nexit 0\n".encode(), 0o755)


def deb(frozen: Path, out: Path) -> Path:
    """Build the DEB and return it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "deb"
        tree(root, frozen)
        kilobytes = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_dir()) // 1024
        needs = f"libc6 (>= {newest_glibc(root / TARGET)}), {HELPER_NEEDS}, {LIBRARIES}"
        control = f"""Package: selfhelp
Version: {VERSION}
Section: utils
Priority: optional
Architecture: amd64
Installed-Size: {kilobytes}
Maintainer: {PRODUCT["contact"]}
Homepage: {PRODUCT["homepage"]}
Depends: {needs}
Recommends: pkexec | policykit-1, gnome-keyring | kwalletmanager, xdg-desktop-portal
Description: {PRODUCT["summary"]}
 Something does not work: selfhelp asks what is wrong, looks, says in plain
 words what it found and would do, asks, does it, and looks again. What it
 changed can be undone. What is still broken becomes one ticket at the help
 desk, with evidence.
"""
        put(root / "DEBIAN/control", control.encode())
        put(root / "DEBIAN/conffiles", b"/etc/xdg/autostart/selfhelp.desktop\n")
        script(root, "prerm", 'case "$1" in upgrade | remove | deconfigure) end_trays "$1" ;; esac')
        script(root, "postinst", 'case "$1" in configure | abort-upgrade) start_trays ;; esac')
        script(root, "postrm", (HERE / "postrm").read_text("utf-8"))
        sums = [
            f"{hashlib.md5(p.read_bytes(), usedforsecurity=False).hexdigest()}  {p.relative_to(root)}\n"
            for p in sorted(root.rglob("*"))
            if p.is_file() and not p.is_symlink() and "DEBIAN" not in p.parts
        ]
        put(root / "DEBIAN/md5sums", "".join(sums).encode())
        out.mkdir(parents=True, exist_ok=True)
        file = out / f"selfhelp_{VERSION}_amd64.deb"
        level = os.environ.get("SELFHELP_XZ_LEVEL", "6")
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--build", str(root), str(file)]
        subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": moment()})
        return file


def moment() -> str:
    """Return the time that goes into the package, in seconds since 1970."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "1767225600"


def rpm(frozen: Path, out: Path) -> Path:
    """Build the RPM from the same tree and return it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "rpm"
        tree(root, frozen)
        return redhat.rpm(root, root / TARGET, out, PRODUCT | {"version": VERSION, "moment": moment()})


if __name__ == "__main__":
    os.umask(0o022)  # readable for the builder: dpkg-deb refuses a closed folder
    print(deb(Path(sys.argv[1]), Path(sys.argv[2])))
    if "--rpm" in sys.argv[3:]:
        print(rpm(Path(sys.argv[1]), Path(sys.argv[2])))
