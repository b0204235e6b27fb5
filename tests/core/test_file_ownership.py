"""A policy that others than the administrator could have written is believed by nobody, and that is told."""

# mypy: disable-error-code="call-arg"

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core import file_ownership
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.helper import file_trust
from selfhelp.helper.policy import read_helper_policy
from selfhelp.policy import files, managed_settings

OTHERS = 54_321


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the machine's policy, with nothing above it: pytest's own lies in /tmp."""
    machine = tmp_path / "machine"
    (machine / "policy.d").mkdir(parents=True)
    above = set(tmp_path.parents) | {tmp_path}
    monkeypatch.setattr(Path, "parents", property(lambda path: [p for p in _parents(path) if p not in above]))
    monkeypatch.setattr(file_trust, "list_path_and_parents", lambda path: (path, *path.parents))
    (machine / "policy.toml").write_text("[helper]\nenabled = true\n[evidence]\nscreenshots = true\n")
    return machine


def _parents(path: Path) -> list[Path]:
    found = []
    while path.parent != path:
        path = path.parent
        found.append(path)
    return found


def loaded(folder: Path) -> files.LoadedPolicy:
    places = AppPaths(*(folder / name for name in ("config", "data", "cache", "log", "run")), folder)
    return files.load_policy(places, managed_settings.read_managed_settings(Platform.LINUX))


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's files are the administrator's")


@pytest.mark.lab
@needs_root
def test_the_administrators_file_applies(folder: Path) -> None:
    assert loaded(folder).problems == []
    assert loaded(folder).policy.evidence.screenshots
    assert read_helper_policy(folder, 0).enabled


@pytest.mark.lab
@needs_root
@pytest.mark.parametrize(
    ("what", "rights", "owner"),
    [
        ("policy.toml", 0o646, 0),
        ("policy.toml", 0o664, 0),
        ("policy.toml", 0o644, OTHERS),
        ("policy.d/10.toml", 0o666, 0),
        ("policy.d/10.toml", 0o644, OTHERS),
        (".", 0o777, 0),
        (".", 0o775, 0),
        (".", 0o755, OTHERS),
    ],
)
def test_app_and_helper_refuse_what_others_could_have_written(
    folder: Path, what: str, rights: int, owner: int
) -> None:
    part = folder / what
    if not part.exists():
        part.write_text("[desk]\n")
    part.chmod(rights)
    os.chown(part, owner, OTHERS)
    told = loaded(folder)
    assert any("Users other than root" in str(p.message) for p in told.problems)
    assert any(str(part) in str(p.message) for p in told.problems)
    assert not told.policy.evidence.screenshots
    assert not told.policy.helper.enabled
    assert not read_helper_policy(folder, 0).enabled


@pytest.mark.lab
@needs_root
def test_a_link_in_the_place_of_the_file_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "policy.toml").rename(tmp_path / "elsewhere.toml")
    (folder / "policy.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert "is a link" in str(loaded(folder).problems[0].message)
    assert not read_helper_policy(folder, 0).enabled


def test_macos_asks_the_same() -> None:
    told = managed_settings.read_managed_settings(Platform.MACOS)
    assert told.doubt is managed_settings.describe_untrusted_settings_owner
    assert replace(told, doubt=files.accept_any_file).doubt(Path("/")) is None


def test_what_cannot_be_seen_is_not_believed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        file_ownership.find_insecure_reason(tmp_path / "none")
    assert managed_settings.describe_untrusted_settings_owner(tmp_path / "none") is not None
