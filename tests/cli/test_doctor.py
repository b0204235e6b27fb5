"""The administrator's first look: the helper, and the packs that are refused."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from selfhelp.app.composition import App
from selfhelp.core.errors import ProbeError, UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import ENGLISH, N_
from selfhelp.doctor import PartStatus
from selfhelp.doctor import policy as doctor_policy
from selfhelp.doctor.examination import PARTS, examine_installation
from selfhelp.machine import elevate
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.packs import discovery
from selfhelp.policy import files, help_desk, policy


def lines(app: App, id_: str) -> Sequence[tuple[PartStatus, str]]:
    return [
        (line.state, ENGLISH.translate(line.text)) for line in examine_installation(app) if line.id == id_
    ]


def with_policy(tmp_path: Path, **tables: object) -> App:
    places = AppPaths(*(tmp_path / name for name in FOLDERS))
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    told = dataclasses.replace(policy.Policy(), **tables)  # type: ignore[arg-type]
    app.loaded_policy = files.LoadedPolicy(told, (), ())
    return app


FOLDERS = tuple(field.name for field in dataclasses.fields(AppPaths))


@pytest.mark.parametrize(
    ("installed", "state", "word"),
    [
        (elevate.HelperState.MISSING, PartStatus.NOT_APPLICABLE, "isn't installed"),
        (elevate.HelperState.UNTRUSTED, PartStatus.WARNING, "so it isn't used"),
        (elevate.HelperState.TRUSTED, PartStatus.OK, "installed and trusted"),
    ],
)
def test_the_helper(
    installed: elevate.HelperState,
    state: PartStatus,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(elevate, "find_helper_state", lambda _: installed)
    ((found, text),) = lines(with_policy(tmp_path), "helper")
    assert found is state
    assert word in text


def test_a_helper_that_the_policy_switches_off_is_said_to_be_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elevate, "find_helper_state", lambda _: elevate.HelperState.TRUSTED)
    app = with_policy(tmp_path, helper=dataclasses.replace(policy.Policy().helper, enabled=False))
    ((state, text),) = lines(app, "helper")
    assert (state, "policy" in text) == (PartStatus.NOT_APPLICABLE, True)


def test_every_refused_pack_has_a_line_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = [
        discovery.DiscoveredPack(
            Path("/packs/old.pack"), problem=N_("The pack expired on {day}.", day="2026-01-01")
        ),
        discovery.DiscoveredPack(Path("/packs/<b>{x}.pack"), problem=N_("The pack can't be read.")),
    ]
    monkeypatch.setattr(discovery, "discover_packs", lambda *_: refused)
    app = with_policy(tmp_path, packs=policy.PacksPolicy(keys=("00" * 32,)))
    assert lines(app, "packs") == [(PartStatus.OK, "0 packs are in use.")]
    assert lines(app, "pack") == [
        (PartStatus.WARNING, "old.pack: The pack expired on 2026-01-01."),
        (PartStatus.WARNING, "<b>{x}.pack: The pack can't be read."),
    ]


def test_without_a_trusted_key_no_pack_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "discover_packs", lambda *_: pytest.fail("packs were read"))
    app = with_policy(tmp_path)
    ((state, _),) = lines(app, "packs")
    assert (state, lines(app, "pack")) == (PartStatus.NOT_APPLICABLE, [])


def test_what_is_installed_is_told_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = tmp_path / "helper"
    monkeypatch.setattr(elevate, "INSTALLED", {Platform.LINUX: helper})
    assert elevate.find_helper_state(Platform.LINUX) is elevate.HelperState.MISSING
    helper.write_text("")
    assert elevate.find_helper_state(Platform.LINUX) is elevate.HelperState.UNTRUSTED, (
        "/tmp is writable for all users"
    )
    monkeypatch.setattr(elevate, "require_trusted_file", lambda _: None)
    assert elevate.find_helper_state(Platform.LINUX) is elevate.HelperState.TRUSTED


def test_every_part_has_one_line_and_a_document_of_its_own_kind(tmp_path: Path) -> None:
    found = examine_installation(with_policy(tmp_path))
    ids = [line.id for line in found]
    assert ids == [id_ for parts in PARTS.values() for id_ in parts]
    assert all(ENGLISH.translate(line.text) for line in found)


def test_what_a_part_cannot_read_is_said_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr("shutil.disk_usage", broken)
    app = with_policy(tmp_path)
    assert lines(app, "room") == [(PartStatus.MISSING, "Couldn't check this: the disk is gone")]
    assert lines(app, "version")


@pytest.mark.parametrize(
    ("free", "state", "words"),
    [
        (10**12, PartStatus.OK, "enough disk space"),
        (50_000_000, PartStatus.WARNING, "may use up to"),
        (1_000, PartStatus.MISSING, "Tickets can't be saved"),
    ],
)
def test_room(
    free: int, state: PartStatus, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    ((found, text),) = lines(with_policy(tmp_path), "room")
    assert (found, words in text) == (state, True)


def test_where_usage_statistics_go(tmp_path: Path) -> None:
    def told(**rules: object) -> tuple[PartStatus, str]:
        (line,) = lines(with_policy(tmp_path, usage_stats=policy.UsageStats(**rules)), "usage-stats")  # type: ignore[arg-type]
        return line

    assert told(mode="off")[0] is PartStatus.NOT_APPLICABLE
    assert told(mode="local") == (PartStatus.OK, "The usage statistics stay on this computer.")
    assert told(mode="https")[0] is PartStatus.MISSING
    app = with_policy(tmp_path, usage_stats=policy.UsageStats(mode="folder", folder=str(tmp_path / "gone")))
    with pytest.raises(UnavailableError):
        app.create_usage_stats_exporter().send()
    ((state, text),) = lines(app, "usage-stats")
    assert (state, "FileNotFoundError" in text) == (PartStatus.WARNING, True)
    (tmp_path / "gone").mkdir()
    app.create_usage_stats_exporter().send()
    ((state, text),) = lines(app, "usage-stats")
    assert (state, "are sent to" in text) == (PartStatus.OK, True)


def test_the_route_names_the_proxy_and_who_said_so(tmp_path: Path) -> None:
    desk = dataclasses.replace(
        policy.Policy().desk, connector="rt", rt=help_desk.RtDeskPolicy(url="https://rt.example.com")
    )
    app = with_policy(tmp_path, desk=desk, network=policy.NetworkPolicy(proxy="proxy.example.com:3128"))
    assert lines(app, "route") == [
        (
            PartStatus.OK,
            "rt.example.com is reached through the proxy proxy.example.com:3128 (source: policy).",
        )
    ]
    ((state, _),) = lines(with_policy(tmp_path), "route")
    assert state is PartStatus.NOT_APPLICABLE


def test_a_clock_that_is_wrong_is_missing_and_one_nobody_compares_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clock(offset: timedelta) -> object:
        return SimpleNamespace(read=lambda _: SimpleNamespace(offset=offset))

    monkeypatch.setattr("selfhelp.doctor.desk.CLOCK", clock(timedelta(minutes=-7)))
    ((state, text),) = lines(with_policy(tmp_path), "clock")
    assert (state, "Signing in will fail" in text) == (PartStatus.MISSING, True)
    monkeypatch.setattr("selfhelp.doctor.desk.CLOCK", clock(timedelta(seconds=3)))
    assert lines(with_policy(tmp_path), "clock") == [(PartStatus.OK, "The clock is correct.")]

    def silent(_: object) -> object:
        raise ProbeError(N_("No time server answers."))

    monkeypatch.setattr("selfhelp.doctor.desk.CLOCK", SimpleNamespace(read=silent))
    assert lines(with_policy(tmp_path), "clock") == [(PartStatus.WARNING, "No time server answers.")]


def test_managed_sources_are_named_and_a_broken_one_is_missing(tmp_path: Path) -> None:
    app = with_policy(tmp_path)
    app.machine = LocalMachine(Platform.WINDOWS)
    given = files.PolicySource(r"HKLM\Software\Policies\selfhelp", {"desk.connector": "rt"}, True)
    app.managed = lambda: files.ManagedSettings(forced=[given])
    assert "Policies\\selfhelp (1)" in ENGLISH.translate(doctor_policy.check_managed(app).text)
    app.managed = lambda: files.ManagedSettings(forced=[dataclasses.replace(given, broken="denied")])
    assert doctor_policy.check_managed(app).state is PartStatus.MISSING
    app.managed = files.ManagedSettings
    assert doctor_policy.check_managed(app).state is PartStatus.OK


def test_the_desk_is_contacted_only_on_request(tmp_path: Path) -> None:
    app = with_policy(tmp_path)
    assert not [line for line in examine_installation(app) if line.id.startswith("desk-")]
    steps = [line for line in examine_installation(app, way=True) if line.id.startswith("desk-")]
    assert steps[0].id == "desk-configured"
    assert {line.state for line in steps} <= set(PartStatus)


def test_a_folder_that_is_a_link_is_told_because_nothing_old_is_deleted_there(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    app = with_policy(tmp_path)
    app.places.data.symlink_to(tmp_path / "elsewhere")
    ((found, text),) = lines(app, "folders")
    assert found is PartStatus.WARNING
    assert text.startswith(f"{app.places.data} is a link")
    assert text.endswith("Old data in that location isn't deleted.")
