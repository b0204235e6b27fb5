"""The pages in the Debian package: the one for administrators, all that it leads to, and no dead link."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from tests.installer_programs import load
from tests.people import ROOT

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The program that lays out the package."""
    return load(ROOT / "installer" / "linux", "build")


@pytest.fixture(scope="module")
def folder(build: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents as the package has them."""
    folder = tmp_path_factory.mktemp("doc") / "usr/share/doc/selfhelp"
    build.documents(folder)
    return folder


def test_every_page_that_the_administrators_page_links_is_there(folder: Path) -> None:
    linked = LINK.findall((ROOT / "docs" / "admin.md").read_text("utf-8"))
    pages = {link for link in linked if link.endswith(".md") and not link.startswith("../")}
    assert len(pages) > 13
    assert [page for page in sorted(pages) if not (folder / page).is_file()] == []


def test_no_link_of_an_installed_page_leads_nowhere(folder: Path, build: ModuleType) -> None:
    for page in folder.rglob("*.md"):
        text = page.read_text("utf-8")
        dead = [link for link in LINK.findall(text) if not (page.parent / link).is_file()]
        assert dead == [], page
        outside = re.findall(
            rf"\]\({re.escape(build.PRODUCT['homepage'])}/(?:blob|tree)/main/([^)#\s]+)", text
        )
        assert [path for path in outside if not (ROOT / path).exists()] == [], page


def test_the_list_of_the_package_has_them(folder: Path, tmp_path: Path) -> None:
    """As dpkg lists a package of this folder, whatever else it holds."""
    root = folder.parents[3]
    (root / "DEBIAN").mkdir()
    control = "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.com>\nDescription: x\n"
    (root / "DEBIAN" / "control").write_text(control)
    file = tmp_path / "x.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", root, file], check=True, capture_output=True)
    listed = subprocess.run(["dpkg-deb", "-c", file], check=True, capture_output=True, text=True).stdout
    for page in (
        "admin.md",
        "policy.md",
        "helper.md",
        "remote.md",
        "service-desk.md",
        "deploy-windows.md",
        "desks/rt.md",
    ):
        assert f"./usr/share/doc/selfhelp/{page}\n" in listed
