"""A draft survives closing, quitting, a kill at any moment and a restart; and it goes when it was sent."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.app import data_export, personal_data
from selfhelp.app.composition import App
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy import policy
from selfhelp.tickets.case import Case
from selfhelp.tickets.form import draft_store as module
from selfhelp.tickets.form.added_file import open_added_file
from selfhelp.tickets.form.draft_store import DraftStore
from selfhelp.tickets.form.triage import Impact, Urgency
from tests.people import ROOT
from tests.tickets.test_case import PNG, tools

JPG = b"\xff\xd8" + b"1" * 80


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "draft", 30)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case(tools(tmp_path), "nothing prints\nsince é 🖨")
    case.message.affected, case.message.can_work = Impact.TEAM, Urgency.NO
    case.message.category, case.message.problem = "printing", "print-stuck-queue"
    case.message.answers["room"] = "2.14"
    case.add_observation("Turned it off and on", "did not help")
    return case


def resumed(tmp_path: Path, drafts: DraftStore) -> Case:
    draft = DraftStore(drafts.folder, 30).read_draft()
    assert draft is not None
    case = Case(tools(tmp_path))
    case.resume_draft(draft)
    return case


def test_a_draft_keeps_the_time_of_its_last_change(tmp_path: Path, case: Case) -> None:
    times = [1_000_000.0]
    drafts = DraftStore(tmp_path / "draft", 30, lambda: times[0])

    def saved() -> float:
        drafts.store_draft(case.make_draft())
        found = drafts.read_summary()
        assert found is not None
        assert found.saved is not None
        return found.saved.timestamp()

    case.add_screenshot(PNG)
    assert saved() == 1_000_000
    times[0] += 3_600
    assert saved() == 1_000_000, "it was only opened"
    case.message.body += " again"
    assert saved() == 1_003_600


def test_the_whole_draft_is_restored(tmp_path: Path, drafts: DraftStore, case: Case) -> None:
    picture, other = case.add_screenshot(PNG), case.add_screenshot(JPG, "error")
    (tmp_path / "log é.txt").write_text("hello")
    case.add_file(tmp_path / "log é.txt")
    case.set_item_included(other, False)
    drafts.store_draft(case.make_draft())
    back = resumed(tmp_path, drafts)
    assert back.message == case.message
    assert back.observations == case.observations
    assert [(i.title, i.on, i.group) for i in back.list_added_items()] == [
        (i.title, i.on, i.group) for i in case.list_added_items()
    ]
    assert back.read_picture(picture) == PNG
    assert back._ref == case._ref, "it is the same ticket, so it can never be sent twice"


def test_it_is_private(drafts: DraftStore, case: Case) -> None:
    case.add_screenshot(PNG)
    drafts.store_draft(case.make_draft())
    assert stat.S_IMODE(drafts.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in drafts.folder.iterdir()} == {0o600}


def test_only_the_edited_image_is_kept(drafts: DraftStore, case: Case) -> None:
    key = case.add_screenshot(PNG)
    drafts.store_draft(case.make_draft())
    edited = PNG + b"blacked out"
    case.replace_picture(key, edited)
    drafts.store_draft(case.make_draft())
    held = [path.read_bytes() for path in drafts.folder.iterdir() if path.suffix == ".png"]
    assert held == [edited]
    case.remove_attachment(key)
    drafts.store_draft(case.make_draft())
    assert [path.name for path in drafts.folder.iterdir()] == ["draft.json"]


def test_an_empty_one_is_none_and_a_forgotten_one_is_gone(
    drafts: DraftStore, case: Case, tmp_path: Path
) -> None:
    case.add_screenshot(PNG)
    drafts.store_draft(case.make_draft())
    drafts.delete_draft()
    assert drafts.read_draft() is None
    assert list(drafts.folder.iterdir()) == []
    drafts.store_draft(case.make_draft())
    drafts.store_draft(Case(tools(tmp_path), " \n").make_draft())
    assert drafts.read_draft() is None
    assert list(drafts.folder.iterdir()) == []


def test_a_file_that_is_gone_is_told_and_the_rest_stays(
    tmp_path: Path, drafts: DraftStore, case: Case
) -> None:
    (tmp_path / "a.txt").write_text("x")
    case.add_attachment(open_added_file(tmp_path / "a.txt"))
    drafts.store_draft(case.make_draft())
    (tmp_path / "a.txt").unlink()
    draft = drafts.read_draft()
    assert draft is not None
    back = Case(tools(tmp_path))
    (said,) = back.resume_draft(draft)
    assert "a.txt" in str(said)
    assert back.message.body == case.message.body


def test_a_draft_knows_how_much_of_a_picture_is_hidden(
    tmp_path: Path, drafts: DraftStore, case: Case
) -> None:
    key = case.add_screenshot(PNG, hidden=2)
    drafts.store_draft(case.make_draft())
    draft = drafts.read_draft()
    assert draft is not None
    back = Case(tools(tmp_path))
    back.resume_draft(draft)
    assert back.count_hidden_areas(key) == 2
    (item,) = back.list_added_items()
    assert str(item.note) == "2 areas redacted."
    back.replace_picture(key, PNG)
    (item,) = back.list_added_items()
    assert str(item.note) == "Nothing redacted – check for names."


def test_images_forbidden_since_are_left_out(tmp_path: Path, drafts: DraftStore, case: Case) -> None:
    case.add_screenshot(PNG)
    drafts.store_draft(case.make_draft())
    draft = drafts.read_draft()
    assert draft is not None
    back = Case(tools(tmp_path, policy.Policy(evidence=policy.EvidencePolicy(screenshots=False))))
    back.resume_draft(draft)
    assert back.list_added_items() == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"[]",
        lambda data: b"null",
        lambda data: data.replace(b'"schema": 1', b'"schema": 2'),
        lambda data: data.replace(b'"ref": "sh-', b'"ref": "../'),
        lambda data: data.replace(b'"team"', b'"world"'),
        lambda data: b"[" * 100_000,
    ],
)
def test_a_damaged_one_is_none(drafts: DraftStore, case: Case, damage: object) -> None:
    drafts.store_draft(case.make_draft())
    path = drafts.folder / "draft.json"
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert drafts.read_draft() is None
    drafts.store_draft(case.make_draft())
    assert drafts.read_draft() is not None


def test_a_list_cannot_name_a_file_elsewhere(tmp_path: Path, drafts: DraftStore, case: Case) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    case.add_screenshot(JPG)
    drafts.store_draft(case.make_draft())
    path = drafts.folder / "draft.json"
    data = json.loads(path.read_text())
    data["added"][0]["file"] = "../secret.png"
    path.write_text(json.dumps(data))
    draft = drafts.read_draft()
    assert draft is not None
    assert draft.added == []


def test_it_is_kept_as_long_as_a_ticket_may_wait(tmp_path: Path, case: Case) -> None:
    clock = [time.time()]
    drafts = DraftStore(tmp_path / "draft", 30, lambda: clock[0])
    case.add_screenshot(PNG)
    drafts.store_draft(case.make_draft())
    clock[0] += 29 * module.DAY
    drafts.delete_expired_drafts()
    assert drafts.read_draft() is not None
    clock[0] += 2 * module.DAY
    assert drafts.read_draft() is None
    drafts.delete_expired_drafts()
    assert list(drafts.folder.iterdir()) == []


def test_a_full_disk_leaves_the_one_before(
    drafts: DraftStore, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.store_draft(case.make_draft())

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.durable_files, "write_private_file", full)
    case.message.body = "more"
    with pytest.raises(StorageError):
        drafts.store_draft(case.make_draft())
    draft = drafts.read_draft()
    assert draft is not None
    assert draft.message.body.startswith("nothing prints")


WRITER = """
import sys
from pathlib import Path
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.draft_store import DraftStore, StoredDraft
from selfhelp.tickets.form.ticket_message import TicketMessage
drafts, n = DraftStore(Path(sys.argv[1]), 30), 0
while True:
    n += 1
    data = b"\\x89PNG" + str(n).encode() * 20_000
    shown = AddedFile("picture", f"{n}.png", len(data), data)
    drafts.store_draft(StoredDraft("sh-" + "0" * 36, TicketMessage(body=f"{n} " * 5_000), added=[shown]))
    print(n, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_draft(tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    for number in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, cwd=ROOT, env=os.environ
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.013 * number)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        draft = DraftStore(folder, 30).read_draft()
        assert draft is not None
        (shown,) = draft.added
        words = set(draft.message.body.split())
        assert words == {Path(shown.name).stem}
        assert shown.content == b"\x89PNG" + words.pop().encode() * 20_000
    DraftStore(folder, 30).delete_draft()
    assert list(folder.iterdir()) == [], "what a kill left half written goes as well"


def test_one_that_was_sent_before_the_crash_is_no_draft(places: AppPaths) -> None:
    app = App(LocalMachine(Platform.LINUX), places)
    case = app.create_case("help")
    app.drafts.store_draft(case.make_draft())
    assert app.drafts.read_unsent_draft(app.get_outbox) is not None
    case.message.requester = "a@example.com"
    case.save_to_outbox(case.build_letter())
    assert app.drafts.read_unsent_draft(app.get_outbox) is None
    assert not list(app.drafts.folder.glob("*"))


def test_drafts_are_part_of_copying_and_deleting_data(places: AppPaths, tmp_path: Path) -> None:
    app = App(LocalMachine(Platform.LINUX), places)
    case = app.create_case("help")
    case.add_screenshot(PNG)
    app.drafts.store_draft(case.make_draft())
    data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    assert "help" in (tmp_path / "copy" / "data" / "draft" / "draft.json").read_text()
    personal_data.delete_personal_data(places, app.get_outbox, app.close_open_files, app.secrets)
    assert not app.drafts.folder.exists()


def test_a_draft_of_another_category_keeps_the_choice(tmp_path: Path, drafts: DraftStore, case: Case) -> None:
    drafts.store_draft(replace(case.make_draft(), runs=["gone"]))
    back = resumed(tmp_path, drafts)
    assert back.runs == []
    assert back.message.category == "printing"
