"""What the recorder makes of what the desktop tells, and what it takes no picture of."""

from __future__ import annotations

import errno
import time
import unicodedata
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core import durable_files
from selfhelp.core.errors import RefusedError, StorageError, UnavailableError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.capture import grim
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import (
    ManualWindowEventSource,
    NearbyWindow,
    WindowEvent,
    WindowEventKind,
    WindowFacts,
    join_into_one_line,
)
from selfhelp.policy.steps_recorder import StepsPolicy
from selfhelp.report import private_areas
from selfhelp.steps.masking import HiddenArea
from selfhelp.steps.recording import MissingImageReason, Recording, Step, StepKind
from selfhelp.steps.step_recorder import StepRecorder
from selfhelp.ui.capture.capture_backends import GrimBackend, NativeBackend
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.steps import recording_session
from selfhelp.ui.steps.recording_session import RecordingSession
from selfhelp.ui.steps.step_camera import PicturePlace, redact_areas

AREA = WindowArea(100, 50, 200, 100)
LETTER = WindowFacts(1, 0, ("Writer",), "Letter", AREA)
SHEET = WindowFacts(2, 0, ("Calc",), "Sheet", AREA)
VAULT = WindowFacts(3, 0, ("KeePassXC",), "Vault", AREA)


@dataclass
class Source:
    """A desktop whose windows a test brings to the front."""

    manual_only: bool = False
    front: WindowFacts | None = None
    later: WindowFacts | None = None
    silent: bool = False
    gone: bool = False
    over: Sequence[NearbyWindow] = ()
    asked: int = 0
    running: bool = False
    hear: Callable[[WindowEvent], None] = field(default=lambda _event: None)

    def start_listening(self, hear: Callable[[WindowEvent], None]) -> None:
        self.hear, self.running = hear, True

    def stop_listening(self) -> None:
        self.running = False

    def read_foreground_window(self) -> WindowFacts | None:
        return self.front

    def read_window(self, handle: int) -> WindowFacts | None:
        if self.silent:
            raise UnavailableError(N_("The desktop didn't respond."))
        return None if self.gone else self.later or self.front

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        return self.over

    def report_hung_windows(self) -> None:
        self.asked += 1

    def happen(self, what: WindowEventKind, window: WindowFacts) -> None:
        if what in {WindowEventKind.FOREGROUND, WindowEventKind.DIALOG}:
            self.front = window
        self.hear(WindowEvent(what, window, time.time()))


class Screen(NativeBackend):
    """A white screen."""

    tells_places = True
    waits = False
    taken = 0
    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def capture_area(self, area: WindowArea, progress: Progress) -> QImage:
        self.taken += 1
        self.meanwhile()
        image = QImage(area.width, area.height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        image.setOffset(QPoint(area.x, area.y))
        return image


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window has settled after a twentieth of a second, not after a third."""
    monkeypatch.setattr(recording_session, "SETTLE", 0.05)


@pytest.fixture
def session(app: App, jobs: JobRunner, qtbot: QtBot, source: Source, screen: Screen) -> RecordingSession:
    made = RecordingSession(app, jobs, source=source, backend=screen)
    made.start()
    qtbot.waitUntil(lambda: source.running)
    return made


def finish(session: RecordingSession, qtbot: QtBot) -> Recording:
    with qtbot.waitSignal(session.finished, timeout=10_000) as heard:
        session.finish()
    recording: Recording = heard.args[0]
    return recording


def step(session: RecordingSession, qtbot: QtBot, source: Source, window: WindowFacts) -> None:
    with qtbot.waitSignal(session.stepped, timeout=5_000):
        source.happen(WindowEventKind.FOREGROUND, window)


def picture_of(app: App, recording: Recording, place: int = 0) -> QImage:
    return QImage.fromData(app.recordings.read_picture(recording, recording.steps_with_images[place]))


def test_a_window_that_comes_to_the_front_is_a_step_with_its_picture(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    step(session, qtbot, source, LETTER)
    step(session, qtbot, source, SHEET)
    recording = finish(session, qtbot)
    assert [(s.title, s.kind) for s in recording.steps] == [
        ("Letter", StepKind.WINDOW), ("Sheet", StepKind.WINDOW),
    ]  # fmt: skip
    assert picture_of(app, recording).size().toTuple() == (200, 100)
    assert not source.running


def test_a_window_that_was_in_front_for_a_moment_only_is_passed_over(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    source.happen(WindowEventKind.FOREGROUND, SHEET)
    step(session, qtbot, source, LETTER)
    assert [s.title for s in finish(session, qtbot).steps] == ["Letter"]


def test_of_an_excluded_window_not_even_pixels_are_taken(
    session: RecordingSession, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    step(session, qtbot, source, VAULT)
    with qtbot.waitSignal(session.stepped):
        session.add_step()
    recording = finish(session, qtbot)
    assert screen.taken == 0
    assert [(s.title, s.withheld) for s in recording.steps] == [("", MissingImageReason.EXCLUDED)] * 2


def test_a_window_turned_private_leaves_nothing(
    session: RecordingSession, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    private = replace(LETTER, names=("Firefox",), title="Bank — Mozilla Firefox Private Browsing")
    screen.meanwhile = lambda: setattr(source, "front", private)
    step(session, qtbot, source, replace(LETTER, names=("Firefox",), title="News — Mozilla Firefox"))
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.picture, seen.withheld) == ("", "", MissingImageReason.PRIVATE)


@pytest.mark.parametrize(
    ("title", "reason", "names"),
    [
        ("Payroll of March", MissingImageReason.EXCLUDED, ("writer",)),
        ("Letter - KeePassXC", MissingImageReason.EXCLUDED, ("writer",)),
        ("Bank — Mozilla Firefox Private Browsing", MissingImageReason.PRIVATE, ("Firefox",)),
    ],
)
def test_a_window_whose_title_says_only_after_the_image_what_it_is_leaves_nothing(
    app: App,
    jobs: JobRunner,
    qtbot: QtBot,
    source: Source,
    screen: Screen,
    title: str,
    reason: MissingImageReason,
    names: tuple[str, ...],
) -> None:
    steps = StepsPolicy(exclude_titles=("payroll",))
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, steps=steps))
    session = RecordingSession(app, jobs, source=source, backend=screen)
    session.start()
    qtbot.waitUntil(lambda: source.running)
    before = replace(LETTER, names=names, title="News — Mozilla Firefox")
    source.later = replace(before, title=title)
    step(session, qtbot, source, before)
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.program, seen.picture, seen.withheld) == ("", "", "", reason)
    assert not list(app.recordings.folder.glob("*/*.png")), "not for a moment"


def test_a_window_that_cannot_be_asked_again_leaves_no_image(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    source.gone = True
    step(session, qtbot, source, LETTER)
    source.silent = True
    step(session, qtbot, source, SHEET)
    gone, unasked = finish(session, qtbot).steps
    assert gone.picture, "one that is gone was seen, and is judged by what it was"
    assert (unasked.title, unasked.picture, unasked.withheld) == ("Sheet", "", MissingImageReason.UNASKED)
    assert len(list(app.recordings.folder.glob("*/*.png"))) == 1


def test_a_browser_window_closed_before_its_title_is_read_again_leaves_no_image(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    source.gone = True
    step(session, qtbot, source, replace(LETTER, names=("Firefox",), title="News — Mozilla Firefox"))
    (seen,) = finish(session, qtbot).steps
    assert (seen.picture, seen.withheld) == ("", MissingImageReason.UNASKED)


def test_a_desktop_that_stops_answering_costs_the_image_and_not_the_recording(
    session: RecordingSession, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> Sequence[NearbyWindow]:
        raise UnavailableError(N_("The desktop didn't respond."))

    monkeypatch.setattr(source, "list_nearby_windows", fail)
    step(session, qtbot, source, LETTER)
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.picture, seen.withheld) == ("Letter", "", MissingImageReason.FAILED)


@pytest.mark.parametrize("speaks", [True, False])
def test_a_program_that_cannot_be_asked_for_password_fields_leaves_no_image(
    session: RecordingSession, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch, speaks: bool
) -> None:
    """Neither one that doesn't answer in time, nor any where it isn't told which programs speak."""
    tells(monkeypatch, speaks=speaks, complete=False)
    step(session, qtbot, source, replace(LETTER, pid=77))
    (seen,) = finish(session, qtbot).steps
    assert (seen.picture, seen.withheld) == ("", MissingImageReason.UNCHECKED)


def test_the_pixels_of_a_step_are_freed_once_its_file_is_made(
    session: RecordingSession,
    qtbot: QtBot,
    source: Source,
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture of a large screen has 33 MB; redaction, which needs as much again, comes afterwards."""
    taken: list[weakref.ref[QImage]] = []
    whole, capture = StepRecorder.add_step, screen.capture_area

    def note(area: WindowArea, progress: Progress) -> QImage:
        image = capture(area, progress)
        taken.append(weakref.ref(image))
        return image

    def add(self: StepRecorder, *args: Any, **named: Any) -> Step | None:
        assert [one() for one in taken] == [None]
        return whole(self, *args, **named)

    monkeypatch.setattr(screen, "capture_area", note)
    monkeypatch.setattr(StepRecorder, "add_step", add)
    step(session, qtbot, source, LETTER)
    assert taken
    assert finish(session, qtbot).steps_with_images


def test_a_moved_or_closed_window_leaves_no_image(
    session: RecordingSession, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    moved = replace(LETTER, area=WindowArea(0, 0, 200, 100))
    screen.meanwhile = lambda: setattr(source, "front", moved)
    step(session, qtbot, source, LETTER)
    screen.meanwhile = lambda: setattr(source, "front", VAULT)
    step(session, qtbot, source, SHEET)
    recording = finish(session, qtbot)
    assert [s.withheld for s in recording.steps] == [MissingImageReason.CHANGED] * 2
    assert recording.steps_with_images == []


def test_what_lies_over_it_and_what_the_user_hides_is_opaque(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    chat = WindowFacts(9, 0, ("chat",), "Chat", WindowArea(280, 50, 100, 20))
    source.over = [NearbyWindow(chat, above=True, same_program=False)]
    session.hide_window_area(HiddenArea(1, WindowArea(0, 50, 30, 30)))
    step(session, qtbot, source, LETTER)
    shown = picture_of(app, finish(session, qtbot))
    assert shown.pixelColor(190, 10) == shown.pixelColor(10, 60) == Qt.GlobalColor.black
    assert shown.pixelColor(170, 10) == shown.pixelColor(40, 60) == Qt.GlobalColor.white


def test_a_title_bar_that_says_something_private_gets_a_box_without_being_read(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    mail = replace(LETTER, title="Invoice – jean.dupont@example.org", title_bar=22)
    step(session, qtbot, source, mail)
    step(session, qtbot, source, replace(SHEET, title_bar=22))
    told, plain = finish(session, qtbot).steps
    assert "dupont" not in told.title
    assert [(box.width, box.height, box.hidden) for box in told.boxes] == [(200, 22, True)]
    assert list(plain.boxes) == []


def test_a_secret_in_a_title_bar_is_not_written_as_the_word_of_its_box(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    step(session, qtbot, source, replace(LETTER, title="sshpass -p Tulip-Kettle-77 ssh host", title_bar=22))
    (told,) = finish(session, qtbot).steps
    assert told.boxes
    kept = b"".join(path.read_bytes() for path in app.recordings.folder.glob("*/*.json"))
    assert b"Tulip" not in kept


def test_nothing_is_recorded_while_it_is_paused(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    step(session, qtbot, source, LETTER)
    session.set_paused(True)
    source.happen(WindowEventKind.FOREGROUND, SHEET)
    source.happen(WindowEventKind.ENDED, SHEET)
    session.add_step("not this")
    qtbot.wait(200)
    session.set_paused(False)
    kinds = [s.kind for s in finish(session, qtbot).steps]
    assert kinds == [StepKind.WINDOW, StepKind.PAUSED, StepKind.RESUMED]


def test_programs_that_end_and_hang_are_steps_and_are_asked_when_a_step_is_added(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    step(session, qtbot, source, LETTER)
    for what in (WindowEventKind.HUNG, WindowEventKind.ANSWERS, WindowEventKind.ENDED):
        with qtbot.waitSignal(session.stepped):
            source.happen(what, SHEET)
    with qtbot.waitSignal(session.stepped):
        session.add_step("It does not print")
    assert source.asked == 1
    steps = finish(session, qtbot).steps
    assert [s.kind for s in steps[1:]] == [
        StepKind.HUNG, StepKind.ANSWERS, StepKind.ENDED, StepKind.COMMENT,
    ]  # fmt: skip
    assert steps[-1].note == "It does not print"


def test_the_apps_own_windows_are_no_steps(session: RecordingSession, qtbot: QtBot, source: Source) -> None:
    source.happen(WindowEventKind.FOREGROUND, replace(LETTER, names=("selfhelp",)))
    qtbot.wait(200)
    assert list(finish(session, qtbot).steps) == []


def test_cancel_keeps_nothing_even_of_what_is_being_written(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    step(session, qtbot, source, LETTER)
    source.happen(WindowEventKind.FOREGROUND, SHEET)
    session.add_step()
    with qtbot.waitSignal(session.cancelled):
        session.cancel()
    assert [path.name for path in app.recordings.folder.iterdir()] == ["recorder.lock"]
    assert not app.recordings.is_recording()


def test_policy_turns_it_off_and_excludes(
    app: App, jobs: JobRunner, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    policy = app.policy
    app.loaded_policy = replace(app.loaded_policy, policy=replace(policy, steps=StepsPolicy(enabled=False)))
    with pytest.raises(RefusedError):
        RecordingSession(app, jobs, source=source, backend=screen)
    app.loaded_policy = replace(
        app.loaded_policy, policy=replace(policy, steps=StepsPolicy(exclude_programs=("writer",)))
    )
    session = RecordingSession(app, jobs, source=source, backend=screen)
    session.start()
    qtbot.waitUntil(lambda: source.running)
    step(session, qtbot, source, LETTER)
    assert finish(session, qtbot).steps[0].withheld is MissingImageReason.EXCLUDED
    assert screen.taken == 0


def test_without_pictures_by_policy_steps_have_none(
    app: App, jobs: JobRunner, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    evidence = replace(app.policy.evidence, screenshots=False)
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, evidence=evidence))
    session = RecordingSession(app, jobs, source=source, backend=screen)
    session.start()
    qtbot.waitUntil(lambda: source.running)
    step(session, qtbot, source, LETTER)
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.withheld, screen.taken) == ("Letter", MissingImageReason.FORBIDDEN, 0)


class Portal(Screen):
    """Wayland: the desktop asks the person which window."""

    waits = True

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        return self.capture_area(AREA, progress)


class NoPortal(Portal):
    """A desktop that gives no picture."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        raise UnavailableError(N_("Apps can't take screenshots in this desktop environment."))


def test_where_the_desktop_tells_nothing_the_user_takes_every_step(
    app: App, jobs: JobRunner, qtbot: QtBot
) -> None:
    session = RecordingSession(app, jobs, source=ManualWindowEventSource(), backend=Portal())
    assert session.is_manual_only
    session.start()
    with qtbot.waitSignal(session.stepped, timeout=5_000):
        session.add_step()
    (seen,) = finish(session, qtbot).steps
    assert (seen.kind, bool(seen.picture)) == (StepKind.MANUAL, True)


def test_a_portal_that_refuses_is_told_and_the_recording_goes_on(
    app: App, jobs: JobRunner, qtbot: QtBot
) -> None:
    session = RecordingSession(app, jobs, source=ManualWindowEventSource(), backend=NoPortal())
    session.start()
    with qtbot.waitSignal(session.failed, timeout=5_000):
        session.add_step()
    assert list(finish(session, qtbot).steps) == []


def test_places_are_in_pixels_of_the_picture_or_there_is_no_picture() -> None:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    place = PicturePlace.find_in_image(image, AREA, told=False)
    assert place == PicturePlace(2.0)
    redact_areas(image, [WindowArea(190, 90, 10, 10)], place)
    assert image.pixelColor(399, 199) == image.pixelColor(380, 180) == Qt.GlobalColor.black
    assert image.pixelColor(379, 179) == Qt.GlobalColor.white
    assert PicturePlace.find_in_image(image.copy(0, 0, 400, 150), AREA, told=False) is None, "a part is off"


BROWSER = WindowFacts(4, 77, ("Chromium",), "Intranet - Chromium", AREA)


def tells(monkeypatch: pytest.MonkeyPatch, **told: object) -> None:
    """Let every program tell screen readers this."""
    seen = ProgramInspection(**{"speaks": True, **told})  # type: ignore[arg-type]
    monkeypatch.setattr(private_areas, "inspect_shown_program", lambda *_, **__: seen)


def test_a_browser_window_that_is_told_not_to_be_private_is_a_step_as_any_other(
    session: RecordingSession, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells(monkeypatch, titles=["Mail - Chromium (Incognito)", BROWSER.title])
    step(session, qtbot, source, BROWSER)
    step(session, qtbot, source, replace(BROWSER, handle=5, title="Mail - Chromium"))
    steps = finish(session, qtbot).steps
    assert [(s.title, bool(s.picture), s.withheld) for s in steps] == [
        (BROWSER.title, True, MissingImageReason.NO), ("", False, MissingImageReason.PRIVATE),
    ]  # fmt: skip


@pytest.mark.parametrize("include", [True, False])
def test_a_manual_step_of_a_possibly_private_window_needs_consent(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source, include: bool
) -> None:
    step(session, qtbot, source, BROWSER)
    with qtbot.waitSignal(session.doubted, timeout=5_000):
        session.add_step()
    assert session.count == 1
    assert [path.name for path in app.recordings.folder.glob("*/*")] == ["recording.json"], "no pixel"
    with qtbot.waitSignal(session.stepped):
        session.finish_uncertain_step(include)
    first, by_hand = finish(session, qtbot).steps
    assert (first.title, first.withheld) == ("", MissingImageReason.UNMARKED)
    assert bool(by_hand.title) == bool(by_hand.picture) == include
    assert by_hand.withheld is (MissingImageReason.NO if include else MissingImageReason.UNMARKED)


def test_done_without_an_answer_leaves_a_window_out_that_may_be_private(
    session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    source.front = BROWSER
    with qtbot.waitSignal(session.doubted, timeout=5_000):
        session.add_step("What is this?")
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.picture, seen.withheld) == ("", "", MissingImageReason.UNMARKED)
    assert seen.note == "What is this?", "what the user wrote stays"


def test_discarding_with_an_open_question_leaves_nothing(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    source.front = BROWSER
    with qtbot.waitSignal(session.doubted, timeout=5_000):
        session.add_step()
    with qtbot.waitSignal(session.cancelled):
        session.cancel()
    session.finish_uncertain_step(True)
    assert [path.name for path in app.recordings.folder.iterdir()] == ["recorder.lock"]


@pytest.mark.parametrize("reason", ["ours in front", "no picture allowed", "another window", "no pixels"])
@pytest.mark.parametrize("window", [VAULT, BROWSER], ids=["vault", "browser"])
def test_an_excluded_window_never_has_a_title(
    app: App, jobs: JobRunner, qtbot: QtBot, source: Source, screen: Screen, reason: str, window: WindowFacts
) -> None:
    evidence = replace(app.policy.evidence, screenshots=reason != "no picture allowed")
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, evidence=evidence))
    if reason == "no pixels":
        screen.meanwhile = lambda: (_ for _ in ()).throw(UnavailableError(N_("No.")))
    session = RecordingSession(app, jobs, source=source, backend=screen)
    session.start()
    qtbot.waitUntil(lambda: source.running)
    source.happen(WindowEventKind.FOREGROUND, window)
    if reason == "ours in front":
        source.front = replace(LETTER, names=("selfhelp",))
    elif reason == "another window":
        source.front = LETTER
    qtbot.waitSignal(session.stepped, timeout=5_000).wait()
    (seen,) = finish(session, qtbot).steps
    assert (seen.title, seen.program, seen.picture) == ("", "", "")


def test_under_wayland_a_window_with_a_password_field_has_no_picture(
    app: App, jobs: JobRunner, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Screen readers are told places from the window's own corner there: nothing can be covered reliably."""
    monkeypatch.setattr(
        grim, "capture_screen_area", lambda _area: encode_png(QImage(200, 100, QImage.Format.Format_RGB32))
    )
    session = RecordingSession(app, jobs, source=source, backend=GrimBackend())
    session.start()
    qtbot.waitUntil(lambda: source.running)
    form = replace(LETTER, pid=77)
    tells(monkeypatch, passwords=[OcrWord("", 10, 10, 80, 20)], names=[OcrWord("mcurie", 5, 5, 50, 10)])
    step(session, qtbot, source, form)
    tells(monkeypatch, names=[OcrWord("mcurie", 5, 5, 50, 10)])
    step(session, qtbot, source, replace(form, handle=8))
    hidden, shown = finish(session, qtbot).steps
    assert (hidden.withheld, hidden.picture) == (MissingImageReason.UNCHECKED, "")
    assert (bool(shown.picture), list(shown.boxes)) == (True, []), "a box in the wrong place hides nothing"


def test_where_a_recording_cannot_begin_another_one_may_later(
    app: App, jobs: JobRunner, source: Source, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = RecordingSession(app, jobs, source=source, backend=screen)
    with monkeypatch.context() as full:
        full.setattr(durable_files, "write_private_file", fail_with_full_disk)
        with pytest.raises(StorageError):
            session.start()
    assert not app.recordings.is_recording()
    RecordingSession(app, jobs, source=source, backend=screen).start()
    assert app.recordings.is_recording()


def fail_with_full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_on_a_full_disk_every_step_before_is_kept_and_the_end_says_what_happened(
    app: App,
    session: RecordingSession,
    qtbot: QtBot,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step(session, qtbot, source, LETTER)
    monkeypatch.setattr(durable_files, "write_private_file", fail_with_full_disk)
    with qtbot.waitSignal(session.failed, timeout=5_000):
        source.happen(WindowEventKind.FOREGROUND, SHEET)
    with qtbot.waitSignal(session.cancelled, timeout=10_000):
        session.finish()
    assert session.end_error is not None
    assert "No space left" in str(session.end_error)
    found = app.recordings.find_interrupted_recording()
    assert found is not None
    assert [s.title for s in found.steps] == ["Letter"]


def test_a_recording_that_was_forgotten_ends_with_the_next_thing_that_happens(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    """The computer slept, or nobody selected Done: what happens the next morning is not recorded."""
    step(session, qtbot, source, LETTER)
    recorder = session._recorder
    assert recorder is not None
    recorder.recording = replace(
        recorder.recording, started=datetime.now(UTC) - timedelta(hours=2, minutes=1)
    )
    with qtbot.waitSignal(session.finished, timeout=10_000) as heard:
        source.happen(WindowEventKind.FOREGROUND, SHEET)
    recording: Recording = heard.args[0]
    assert [s.title for s in recording.steps if s.kind is StepKind.WINDOW] == ["Letter"]
    assert recording.was_ended_automatically


def test_a_picture_of_a_desktop_that_asks_is_not_taken_while_a_password_is_typed(
    app: App, jobs: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells(monkeypatch, password_focused=True)
    session = RecordingSession(app, jobs, source=ManualWindowEventSource(), backend=Portal())
    session.start()
    with qtbot.waitSignal(session.stepped, timeout=5_000):
        session.add_step()
    (seen,) = finish(session, qtbot).steps
    assert (seen.withheld, seen.picture) == (MissingImageReason.PASSWORD, "")


def test_secrets_and_markers_in_a_title_are_not_written(
    app: App, session: RecordingSession, qtbot: QtBot, source: Source
) -> None:
    title = join_into_one_line("\u202e<b>\x1b[31m " + "x" * 1_000_000 + " password=Tulip-Kettle-77")
    step(session, qtbot, source, replace(LETTER, title=title))
    (seen,) = finish(session, qtbot).steps
    assert "Tulip" not in seen.title
    assert "<b>" in seen.title, "markup stays text"
    assert not any(unicodedata.category(c)[0] == "C" for c in seen.title)
    kept = b"".join(path.read_bytes() for path in app.recordings.folder.glob("*/*.json"))
    assert b"Tulip" not in kept
    assert len(kept) < 5_000


def test_a_second_recorder_is_refused_and_the_first_goes_on(
    app: App, jobs: JobRunner, session: RecordingSession, qtbot: QtBot, source: Source, screen: Screen
) -> None:
    with pytest.raises(RefusedError):
        RecordingSession(app, jobs, source=Source(), backend=screen)
    step(session, qtbot, source, LETTER)
    assert [s.title for s in finish(session, qtbot).steps] == ["Letter"]
