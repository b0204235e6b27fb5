"""The list of known names is true: whatever the app writes is in it, and nothing else."""

# mypy: disable-error-code="call-arg"

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from platformdirs import macos, unix, windows

from selfhelp.app import personal_data
from selfhelp.app.composition import App
from selfhelp.core import app_files
from selfhelp.core.app_files import AppFile, find_app_file
from selfhelp.core.model import CheckResult, CheckState, Platform
from selfhelp.core.paths import APP, MARKER, AppPaths, find_app_root_above, make_private_folder
from selfhelp.core.progress import Progress
from selfhelp.core.ticket import Ticket
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.engine.health import HealthState, LastCheckStore
from selfhelp.engine.tips import TipHistory, load_tips
from selfhelp.foresight.outlook import StoredOutlook
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.helpdesk.connectors.mail.connector import MailConnector, MailSender
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.help_desk import MailDeskPolicy
from selfhelp.privacy import html_export
from selfhelp.reminders import ReminderAnswer
from selfhelp.report import report_files
from selfhelp.steps.attached_recording import attach_steps
from selfhelp.steps.export import ExportedSteps
from selfhelp.steps.recording import StepKind
from selfhelp.steps.recording_editor import RecordingEditor
from selfhelp.steps.step_recorder import CapturedImage, StepRecorder
from selfhelp.tickets.following.incidents import FetchedIncidents, IncidentService
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.draft_store import StoredDraft as Unsent
from selfhelp.tickets.form.emergency_drafts import EmergencyDraft
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox import database_damage
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal
from tests.tickets.test_case import PNG


@pytest.fixture
def places(tmp_path: Path) -> AppPaths:
    home = tmp_path / "home"
    kinds = (home / kind / APP for kind in ("config", "data", "cache"))
    return AppPaths(*kinds, home / "state" / APP / "log", home / "run" / APP, home / "etc")


@pytest.fixture
def app(places: AppPaths) -> Iterator[App]:
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    yield app
    app.close_open_files()


def write_all(app: App) -> None:
    """Have every part of the app write what it keeps."""
    places, now = app.places, datetime.now(UTC)
    app.save_preferences(app.preferences.copy_with_changes(email="a@example.com"))
    app.start_log()
    logging.getLogger("selfhelp.test").warning("a line")
    run = app.journal.start_run("disk-full", CheckResult("disk-full", CheckState.HEALTHY))
    app.journal.mark_awaiting_restart(run.run)
    LastCheckStore(places.data).save(HealthState.FINE, now)
    app.forecast_store.save(StoredOutlook(now))
    app.reminders.store_answer("backup-age", ReminderAnswer.NEVER, now)
    TipHistory(places.data).choose_and_record_tip(load_tips()[0].fixes[0], now)
    app.feedback.count_answer("ticket", helped=True)
    app.create_usage_stats_exporter().prepare_payload()
    IncidentService(places.cache, "x", lambda _mark: FetchedIncidents((), ""), 5).refresh_incidents_if_stale()
    html_export.write_privacy_html(places.cache / "privacy.html", (), app.translator)
    write_snapshots(app)
    write_steps(app)
    write_tickets(app)


def write_snapshots(app: App) -> None:
    clean = app.create_snapshot_service().take_redacted_snapshot(app.create_redactor(), Progress())
    folder = make_private_folder(app.places.data / "reports") / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    report_files.write_report(clean, folder)


def write_steps(app: App) -> None:
    with app.recordings.hold_recording_lock():
        recorder = StepRecorder(app.recordings, str)
        step = recorder.add_step(StepKind.MANUAL, picture=CapturedImage(PNG, "png", 1, 1))
        recording = recorder.finish()
    edited = RecordingEditor(app.recordings, recording, lambda data, _step: data, lambda _data: (1, 1))
    assert step is not None
    edited.replace_picture(str(step.number), PNG)
    other = StepRecorder(app.recordings, str).finish()
    attach_steps(app.recordings, ExportedSteps(other, {}))


def write_tickets(app: App) -> None:
    data, ref = app.places.data, create_ticket_ref()
    shown = AddedFile("picture", "a.png", len(PNG), PNG)
    app.drafts.store_draft(Unsent(ref, TicketMessage(body="words"), added=[shown]))
    app.earlier_drafts.store_drafts([Unsent(create_ticket_ref(), TicketMessage(body="old"), added=[shown])])
    app.emergency_drafts.store({"phishing": EmergencyDraft("words")})
    box = app.get_outbox()
    report = box.save_ticket(
        Letter("subject", "words", "a@example.com", files=build_attachments([("a.txt", b"a")]))
    )
    app.sent_records.add_record(box, report, "folder")
    app.create_delivery_service().deliver(report, 5)
    box.save_reply(ReplyToSeal(report, text="more", files=[("b.txt", b"b")]))
    app.create_delivery_service().deliver_due_items()
    second = box.save_ticket(
        Letter("second", "words", "a@example.com", files=build_attachments([("a.txt", b"a")]))
    )
    app.sent_records.add_record(box, second, "folder")
    app.sent_records.delete(second)
    app.conversations.store_draft(report, "an answer")
    app.conversations.answers.store(report, [shown])
    desk = FolderConnector(data / "desk")
    desk.check_connection()
    person = MailSender("a@example.com", data / "drafts", lambda _target: None)
    mail = MailConnector(MailDeskPolicy(to="desk@example.com"), ClassificationMapping(), str, None, person)
    mail.submit_ticket(Ticket(ref, "subject", "words", "a@example.com"), lambda _ref: io.BytesIO())


def strange(folder: Path, known: Sequence[AppFile]) -> Iterator[str]:
    """Yield what lies in a folder and is not in the list, or as another kind."""
    for path in sorted(folder.iterdir()):
        entry = find_app_file(path.name, known)
        if entry is None or path.is_dir() is not (entry.inside is not None):
            yield str(path)
        elif entry.inside is not None:
            yield from strange(path, entry.inside)


def test_every_name_that_the_app_writes_is_known_and_goes(app: App, places: AppPaths) -> None:
    write_all(app)
    found = [name for part in app_files.iter_app_folders(places) for name in strange(part.folder, part.known)]
    assert found == []
    written = {path.name for path in places.data.iterdir()}
    tops = {"feedback.json", "usage-stats.json", "tips.json", "health.json", "journal", "snapshots", "outbox"}
    tops |= {"outlook.json", "reminders.json", "steps"}
    tops |= {"receipts", "draft", "earlier-drafts", "urgent", "tickets", "reports", "drafts", "desk", MARKER}
    assert written == tops, "each part has written something"
    result = personal_data.delete_personal_data(places, app.get_outbox, app.close_open_files, app.secrets)
    assert list(result.left) == list(result.kept) == []
    left = [path for part in app_files.iter_app_folders(places) for path in part.folder.rglob("*")]
    assert [path.name for path in left] == [MARKER, MARKER, MARKER]
    assert (places.log.parent / MARKER).is_file()


def test_a_damaged_outbox_set_aside_is_known_and_goes(app: App, places: AppPaths) -> None:
    app.get_outbox().save_ticket(
        Letter("subject", "words", "a@example.com", files=build_attachments([("a.txt", b"a")]))
    )
    app.close_open_files()
    database_damage.mark_folder_damaged(places.data / "outbox")
    for _ in range(2):
        database_damage.quarantine_database(places.data / "outbox")
    (part,) = [part for part in app_files.iter_app_folders(places) if part.label == "data"]
    assert list(strange(part.folder, part.known)) == []
    assert (
        list(
            personal_data.delete_personal_data(places, app.get_outbox, app.close_open_files, app.secrets).kept
        )
        == []
    )
    assert [path.name for path in places.data.iterdir()] == [MARKER]


@pytest.mark.parametrize("system", [unix.Unix, macos.MacOS, windows.Windows])
def test_on_every_system_the_folders_lie_in_one_named_after_the_app(
    system: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only such a folder has a marker, and is left alone without one."""
    monkeypatch.setattr(windows, "get_win_folder", lambda name: f"/users/a/{name}")
    dirs = system(APP, appauthor=False, roaming=False)
    for folder in (dirs.user_config_dir, dirs.user_data_dir, dirs.user_cache_dir, dirs.user_log_dir):
        root = find_app_root_above(Path(folder))
        assert root is not None
        inner = Path(folder).relative_to(root).parts
        assert len(inner) <= 1
        assert all(find_app_file(name, app_files.TOP) for name in inner)


@pytest.mark.parametrize(
    "name",
    [
        "thesis.txt",
        "tips.json\n",
        "Tips.json",
        "tips.json.bak",
        ".bashrc",
        "policy.toml~",
        "src",
        "outbox.db",
        "",
    ],
)
def test_no_other_name_is_known(name: str) -> None:
    assert find_app_file(name, (*app_files.DATA, *app_files.SETTINGS, *app_files.CACHE)) is None


def test_a_policy_and_keys_have_their_exceptions() -> None:
    assert [one.name.pattern for one in app_files.SETTINGS if not one.deleted] == [
        r"policy\.toml",
        r"policy\.d",
    ]
    snapshots = find_app_file("snapshots", app_files.DATA)
    assert snapshots is not None
    key = find_app_file("key", snapshots.inside or ())
    assert key is not None
    assert (key.deleted, key.copied) == (True, False)
