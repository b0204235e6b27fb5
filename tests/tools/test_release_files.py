"""The files of a release: a dated section of the changelog, checksums that others check, complete lists."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import release_files as release

VERSION = release.version_of()
CHANGELOG = "# Changelog\n\n## [0.2.0] – 2026-12-24\n\n- Two.\n\n## [0.1.0] – 2026-12-01\n\n- One.\n"


def parts(**changed: object) -> bytes:
    part = {"bom-ref": "pkg:pypi/x@1", "name": "x", "licenses": [{"license": {"id": "MIT"}}]}
    about = {"component": {"name": "selfhelp", "version": VERSION}}
    return json.dumps({"bomFormat": "CycloneDX", "metadata": about, "components": [part]} | changed).encode()


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A folder with all that a release has; the names are those of the real programs."""
    folder = tmp_path / "dist"
    (folder / "wheelhouse").mkdir(parents=True)
    for name in (f"selfhelp-{VERSION}-py3-none-any.whl", f"selfhelp_{VERSION}_amd64.deb", "wheelhouse/a.whl"):
        (folder / name).write_bytes(name.encode())
    (folder / f"selfhelp-{VERSION}-1.x86_64.rpm").write_bytes(b"rpm")
    (folder / f"selfhelp-{VERSION}-linux.cdx.json").write_bytes(parts())
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.replace("[0.1.0]", f"[{VERSION}]"), "utf-8")
    (tmp_path / "pyproject.toml").write_text(f'[project]\nversion = "{VERSION}"\n', "utf-8")
    return folder


def test_only_the_section_of_the_version_is_told() -> None:
    assert release.changes(CHANGELOG, "0.1.0") == "## [0.1.0] – 2026-12-01\n\n- One.\n"
    assert release.changes(CHANGELOG, "0.2.0") == "## [0.2.0] – 2026-12-24\n\n- Two.\n"


@pytest.mark.parametrize(
    ("changelog", "reason"),
    [
        ("# Changelog\n", "no section"),
        ("## [0.1.0] – unreleased\n\n- One.\n", "write the day"),
        ("## [0.1.0] – 2026-12-01\n\n### Added\n", "lists no change"),
    ],
)
def test_a_version_without_a_dated_list_of_changes_is_not_released(changelog: str, reason: str) -> None:
    with pytest.raises(release.NotReadyError, match=reason):
        release.changes(changelog, "0.1.0")


def test_the_changelog_of_this_tree_has_a_section_that_will_do() -> None:
    text = (release.ROOT / "CHANGELOG.md").read_text("utf-8").replace("– unreleased", "– 2026-12-01", 1)
    assert len(release.changes(text, VERSION)) > 500


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_the_checksums_are_what_sha256sum_checks_and_a_changed_byte_is_found(dist: Path) -> None:
    assert release.finish(dist, dist.parent) == []
    check = ["sha256sum", "--check", "--strict", "--quiet", release.SUMS]
    assert subprocess.run(check, cwd=dist, check=False).returncode == 0
    listed = (dist / release.SUMS).read_text("utf-8").splitlines()
    assert len(listed) == len(release.files_of(dist)) == 6
    (dist / "wheelhouse" / "a.whl").write_bytes(b"changed")
    assert subprocess.run(check, cwd=dist, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("ending", [".whl", ".deb", ".rpm", ".cdx.json"])
def test_what_is_missing_is_named(dist: Path, ending: str) -> None:
    for file in dist.glob(f"selfhelp*{ending}"):
        file.unlink()
    assert release.finish(dist, dist.parent) == [f"there is no selfhelp…{ending}"]


def test_a_package_of_another_version_is_named(dist: Path) -> None:
    (dist / "selfhelp_9.9.9_amd64.deb").write_bytes(b"old")
    assert release.finish(dist, dist.parent) == [f"selfhelp_9.9.9_amd64.deb isn't of version {VERSION}"]


@pytest.mark.parametrize(
    "changed",
    [
        {"metadata": {"component": {"name": "selfhelp", "version": "9.9.9"}}},
        {"components": []},
        {"components": 2 * json.loads(parts())["components"]},
        {"components": [json.loads(parts())["components"][0] | {"licenses": []}]},
    ],
)
def test_a_list_of_parts_that_is_wrong_is_named(dist: Path, changed: dict[str, object]) -> None:
    (dist / f"selfhelp-{VERSION}-linux.cdx.json").write_bytes(parts(**changed))
    assert len(release.finish(dist, dist.parent)) == 1
