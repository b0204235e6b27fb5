"""The user's words on an emergency are kept whole or not at all, for a while, and only until they were
sent."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest

from selfhelp.app import data_export, personal_data
from selfhelp.app.composition import App
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.tickets.form import emergency_drafts as module
from selfhelp.tickets.form.emergency_drafts import EmergencyDraft, EmergencyDrafts


@pytest.fixture
def kept(tmp_path: Path) -> EmergencyDrafts:
    return EmergencyDrafts(tmp_path / "urgent", 30)


def words(kept: EmergencyDrafts) -> dict[str, str]:
    return {kind: urgent.words for kind, urgent in kept.read().items()}


def test_each_emergency_draft_is_restored_and_private(kept: EmergencyDrafts) -> None:
    kept.store(
        {
            "mail": EmergencyDraft("odd\nmail 🐟", touched="yes"),
            "device": EmergencyDraft("my phone"),
            "work": EmergencyDraft("  "),
        }
    )
    assert words(kept) == {"mail": "odd\nmail 🐟", "device": "my phone"}
    assert {kind: urgent.touched for kind, urgent in kept.read().items()} == {"mail": "yes", "device": ""}
    assert stat.S_IMODE((kept.folder / module.FILE).stat().st_mode) == 0o600
    kept.store({"mail": EmergencyDraft("")})
    assert words(kept) == {}
    assert list(kept.folder.iterdir()) == []


def test_a_draft_of_an_earlier_version_has_no_answer(kept: EmergencyDrafts) -> None:
    kept.store({"mail": EmergencyDraft("odd", touched="yes")})
    file = kept.folder / module.FILE
    file.write_text(file.read_text().replace(', "touched": "yes"', ""))
    assert kept.read()["mail"].words == "odd"
    assert kept.read()["mail"].touched == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "\x00\xff",
        '{"schema": 2}',
        '{"schema": 1, "saved": "soon", "kinds": {}}',
        '{"schema": 1, "saved": "2026-01-01T00:00:00+00:00", "kinds": {"mail": 5}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_nothing(kept: EmergencyDrafts, text: str) -> None:
    kept.folder.mkdir()
    (kept.folder / module.FILE).write_text(text, "latin-1")
    assert words(kept) == {}


def test_they_are_kept_as_long_as_a_ticket_may_wait(tmp_path: Path) -> None:
    clock = [time.time()]
    kept = EmergencyDrafts(tmp_path / "urgent", 30, lambda: clock[0])
    kept.store({"work": EmergencyDraft("black")})
    clock[0] += 29 * module.DAY
    kept.delete_expired_drafts()
    assert words(kept) == {"work": "black"}
    clock[0] += 2 * module.DAY
    assert words(kept) == {}
    kept.delete_expired_drafts()
    assert list(kept.folder.iterdir()) == []


def test_a_full_disk_leaves_what_was_there(kept: EmergencyDrafts, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.store({"work": EmergencyDraft("black")})

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.durable_files, "write_private_file", full)
    with pytest.raises(StorageError):
        kept.store({"work": EmergencyDraft("more")})
    assert words(kept) == {"work": "black"}


def test_very_long_words_come_back_whole(kept: EmergencyDrafts) -> None:
    text = "🖨" * 20_000
    kept.store({kind: EmergencyDraft(text) for kind in ("work", "mail", "device")})
    assert words(kept) == dict.fromkeys(("work", "mail", "device"), text)


def test_what_was_sent_before_a_crash_does_not_come_back(places: AppPaths, tmp_path: Path) -> None:
    app = App(LocalMachine(Platform.LINUX), places)
    case = app.create_case("It stays black")
    app.emergency_drafts.store({"work": EmergencyDraft(case.words, case.ref), "mail": EmergencyDraft("odd")})
    assert set(app.emergency_drafts.list_unsent_drafts(app.get_outbox)) == {"work", "mail"}
    case.message.requester = "a@example.com"
    case.save_to_outbox(case.build_letter())
    assert set(app.emergency_drafts.list_unsent_drafts(app.get_outbox)) == {"mail"}
    data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    copy = json.loads((tmp_path / "copy" / "data" / "urgent" / module.FILE).read_text())
    assert copy["kinds"]["mail"]["words"] == "odd"
    personal_data.delete_personal_data(places, app.get_outbox, app.close_open_files, app.secrets)
    assert not app.emergency_drafts.folder.exists()
