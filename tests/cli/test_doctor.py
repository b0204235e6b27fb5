"""The administrator's first look: the helper, and the packs that are refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfhelp import policy, policy_files
from selfhelp.app import App
from selfhelp.cli.doctor import Health, examine
from selfhelp.machine import elevate
from selfhelp.machine.local import LocalMachine
from selfhelp.model import Platform
from selfhelp.packs import shelf
from selfhelp.places import Places
from selfhelp.text import ENGLISH, N_


def lines(app: App, id_: str) -> Sequence[tuple[Health, str]]:
    return [(line.state, ENGLISH.show(line.text)) for line in examine(app) if line.id == id_]


def with_policy(tmp_path: Path, **tables: object) -> App:
    places = Places(*(tmp_path / name for name in FOLDERS))
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    told = dataclasses.replace(policy.Policy(), **tables)  # type: ignore[arg-type]
    app.loaded = policy_files.Loaded(told, (), ())
    return app


FOLDERS = tuple(field.name for field in dataclasses.fields(Places))


@pytest.mark.parametrize(
    ("installed", "state", "word"),
    [
        (elevate.Installed.MISSING, Health.NOT_APPLICABLE, "not installed"),
        (elevate.Installed.UNTRUSTED, Health.WARNING, "so it is not used"),
        (elevate.Installed.TRUSTED, Health.OK, "installed and trusted"),
    ],
)
def test_the_helper(
    installed: elevate.Installed, state: Health, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elevate, "installed", lambda _: installed)
    ((found, text),) = lines(with_policy(tmp_path), "helper")
    assert found is state
    assert word in text


def test_a_helper_that_the_policy_switches_off_is_said_to_be_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elevate, "installed", lambda _: elevate.Installed.TRUSTED)
    app = with_policy(tmp_path, helper=dataclasses.replace(policy.Policy().helper, enabled=False))
    ((state, text),) = lines(app, "helper")
    assert (state, "policy" in text) == (Health.NOT_APPLICABLE, True)


def test_every_refused_pack_has_a_line_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = [
        shelf.Found(Path("/packs/old.pack"), problem=N_("The pack expired on {day}.", day="2026-01-01")),
        shelf.Found(Path("/packs/<b>{x}.pack"), problem=N_("The pack cannot be read.")),
    ]
    monkeypatch.setattr(shelf, "look", lambda *_: refused)
    app = with_policy(tmp_path, packs=policy.Packs(keys=("00" * 32,)))
    assert lines(app, "packs") == [(Health.OK, "0 packs are used.")]
    assert lines(app, "pack") == [
        (Health.WARNING, "old.pack: The pack expired on 2026-01-01."),
        (Health.WARNING, "<b>{x}.pack: The pack cannot be read."),
    ]


def test_without_a_trusted_key_no_pack_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "look", lambda *_: pytest.fail("packs were read"))
    app = with_policy(tmp_path)
    ((state, _),) = lines(app, "packs")
    assert (state, lines(app, "pack")) == (Health.NOT_APPLICABLE, [])


def test_what_is_installed_is_told_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = tmp_path / "helper"
    monkeypatch.setattr(elevate, "INSTALLED", {Platform.LINUX: helper})
    assert elevate.installed(Platform.LINUX) is elevate.Installed.MISSING
    helper.write_text("")
    assert elevate.installed(Platform.LINUX) is elevate.Installed.UNTRUSTED, "everybody may write to /tmp"
    monkeypatch.setattr(elevate, "trusted", lambda _: None)
    assert elevate.installed(Platform.LINUX) is elevate.Installed.TRUSTED
