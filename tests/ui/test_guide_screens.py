"""Pictures for the help, drawn by the real window in each language: small enough to be packaged.

`make screens` writes them into ``build/screens/guide``; in ``locale/*/guide`` they are the help's.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app import guide
from selfhelp.app.composition import App
from selfhelp.core.errors import ProbeError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import CheckResult, CheckState, Finding, Json, Outcome, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.engine import Engine
from selfhelp.fixes import Check
from selfhelp.machine import Command, Output, Step
from selfhelp.machine.audio.audio_volume import SetMute
from selfhelp.machine.printing.print_jobs import CancelJobs
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.ui import theme
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    EmergencyPage,
    FixPage,
    HomePage,
    JournalPage,
    ReviewPage,
)
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.live import sick
from tests.people import ROOT
from tests.ui.clipping import settled
from tests.ui.desk_window import make_window, on_top
from tests.ui.fakes import SilentMachine
from tests.ui.test_contact_sheets import reduced

SIZE = QSize(720, 640)
"""Size of the window on pages that need space."""
LARGEST = 40_000
"""Bytes of one picture: they are in every package."""

SAYS: Mapping[str, Mapping[str, str]] = {
    "words": {
        "en": "Since this morning nothing comes out of the printer on the third floor.",
        "fr": "Depuis ce matin, rien ne sort de l’imprimante du troisième étage.",
        "de": "Seit heute Morgen kommt aus dem Drucker im dritten Stock nichts heraus.",
    },
    "printer": {"en": "Third-floor", "fr": "Etage-3", "de": "Dritter-Stock"},
    "headset": {"en": "Headset", "fr": "Casque", "de": "Headset"},
    "subject": {
        "en": "Nothing prints on the third floor",
        "fr": "Rien ne s’imprime au troisième étage",
        "de": "Im dritten Stock wird nichts gedruckt",
    },
    "answer": {
        "en": "Good morning! The printer has a new cable. Please try once more.",
        "fr": "Bonjour ! L’imprimante a un nouveau câble. Essayez encore une fois, s’il vous plaît.",
        "de": "Guten Morgen! Der Drucker hat ein neues Kabel. Bitte versuchen Sie es noch einmal.",
    },
    "thanks": {"en": "It prints. Thank you!", "fr": "Elle imprime. Merci !", "de": "Er druckt. Vielen Dank!"},
}


class Recorded(SilentMachine):
    """A computer with one document that waits; it answers nothing else."""

    def __init__(self, printer: str, folder: Path) -> None:
        super().__init__(Platform.LINUX)
        source = ROOT / "tests" / "transcripts" / "print-stuck-queue" / "debian-13--paused.toml"
        copy = folder / "waits.toml"
        copy.write_text(source.read_text("utf-8").replace("paused", printer), "utf-8")
        copy.write_text(
            copy.read_text("utf-8").replace(f'reasons = "{printer}"', 'reasons = "paused"'), "utf-8"
        )
        self._replay = ReplayMachine(Transcript.load(copy))

    def run(self, command: Command) -> Output:
        try:
            return self._replay.run(command)
        except NotRecordedError as error:
            raise ProbeError(N_("It cannot be asked."), detail=str(error)) from None

    def read(self, source: Any) -> Json:
        try:
            return self._replay.read(source)
        except NotRecordedError:
            return super().read(source)


class Calm(Engine):
    """Finds nothing but the document that waits, and that only when it is asked for it."""

    quiet = True

    def check(self, check: Check, progress: Progress) -> CheckResult:
        if self.quiet or check.id != "print-stuck-queue":
            return CheckResult(check.id, CheckState.HEALTHY)
        return super().check(check, progress)


class Sitting:
    """A window with the user's app, and what the pictures show."""

    def __init__(self, qtbot: QtBot, places: AppPaths, folder: Path, language: str) -> None:
        self.qtbot, self.language = qtbot, language
        self.app = App(Recorded(self.say("printer"), folder), places, {"LANG": f"{language}.UTF-8"})
        self.app.preferences = self.app.preferences.copy_with_changes(
            language=language, theme="light", welcomed="yes", email="marie@example.com"
        )
        self.engine = Calm(self.app.machine, self.app.journal)
        self.app.__dict__["engine"] = self.engine
        self.window: AppWindow = make_window(qtbot, self.app)
        self.window.apply_preferences()
        self.window.resize(SIZE)

    def say(self, what: str) -> str:
        return SAYS[what].get(self.language, SAYS[what]["en"])

    def case(self) -> Case:
        case = self.app.create_case(self.say("words"))
        case.snapshot = sick.snapshot()
        case.message.affected, case.message.can_work = Impact.TEAM, Urgency.PARTLY
        return case


def _home(here: Sitting) -> None:
    here.window.resize(SMALLEST.width(), SIZE.height())  # narrow, as it opens: the box has its short text
    here.window.open(HomePage())
    screen = on_top(here.window)
    assert isinstance(screen, HomeScreen)
    here.qtbot.waitUntil(
        lambda: screen._answers.catalog is not None and not screen._health._waiting, timeout=10_000
    )
    here.qtbot.wait(300)


def _fix(here: Sitting) -> None:
    here.engine.quiet = False
    here.window.open(FixPage("print-stuck-queue"))
    screen = on_top(here.window)
    assert isinstance(screen, FixScreen)
    here.qtbot.waitUntil(screen._proposal.yes.isVisible)


def _ask(here: Sitting) -> None:
    here.window.open(AskPage(case=here.case()))


def _sheet(here: Sitting) -> None:
    here.window.open(ReviewPage(here.case()))
    screen = on_top(here.window)
    assert isinstance(screen, ReviewScreen)
    here.qtbot.waitUntil(lambda: screen._letter is not None and not screen._reading, timeout=10_000)


def _conversation(here: Sitting) -> None:
    """The ticket lies in a real folder, where a technician has put an answer."""
    app, case = here.app, here.case()
    case.subject = here.say("subject")
    case.save_to_outbox(case.build_letter())
    assert app.create_delivery_service().deliver(case.report, 20.0).ticket
    (folder,) = (app.places.data / "desk").glob("LOCAL-*")
    (folder / "comments").mkdir(exist_ok=True)
    (folder / "comments" / "Marie Lefèvre.txt").write_text(here.say("answer"), "utf-8")
    app.get_outbox().save_reply(ReplyToSeal(case.report, text=here.say("thanks")))
    here.window.open(ConversationPage(case.report))
    screen = on_top(here.window)
    assert isinstance(screen, ConversationScreen)
    here.qtbot.waitUntil(lambda: screen._talk is not None and not screen._asking)
    here.qtbot.wait(300)
    screen.page.area.verticalScrollBar().setValue(0)


def _journal(here: Sitting) -> None:
    queue = here.say("printer")
    waits = NN_(
        "Your document for the printer {queue} is stuck.",
        "{count} of your documents for the printer {queue} are stuck.",
        1,
        queue=queue,
    )
    _was_done(here.app, "print-stuck-queue", waits, CancelJobs(here.say("printer"), (7,)))
    headset = here.say("headset")
    on, off = (SetMute("output", "1", headset, on=muted) for muted in (False, True))
    _was_done(here.app, "audio-no-sound", N_("{name} is muted.", name=headset), on, off)
    here.window.open(JournalPage())
    screen = on_top(here.window)
    assert isinstance(screen, JournalScreen)
    here.qtbot.waitUntil(lambda: bool(screen._entries))


def _was_done(app: App, fix: str, found: Text, done: Step, undo: Step | None = None) -> None:
    record = app.journal.start_run(fix, CheckResult(fix, CheckState.FOUND, Finding(found)))
    back = undo.to_json() if undo else None
    record.append_event("step", n=0, name=done.name, step=done.to_json(), back=back)
    record.append_event("result", n=0, result="done", detail="", back=back)
    record.append_event("ended", outcome=Outcome.FIXED, check=None)


def _emergency(here: Sitting) -> None:
    here.window.open(EmergencyPage("mail"))


PICTURES: Mapping[str, Callable[[Sitting], None]] = {
    "home": _home,
    "fix": _fix,
    "ask": _ask,
    "review": _sheet,
    "conversation": _conversation,
    "journal": _journal,
    "emergency": _emergency,
}


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize("language", list_supported_languages())
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_for_the_help(
    name: str,
    language: str,
    qtbot: QtBot,
    places: AppPaths,
    tmp_path: Path,
    pictures: Path,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "marie")
    here = Sitting(qtbot, places, tmp_path, language)
    PICTURES[name](here)
    qtbot.wait(300)
    assert settled(here.window, qtbot) == []
    folder = pictures / "guide" / language
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.png"
    image = QImage(here.window.size(), QImage.Format.Format_RGB32)
    here.window.render(image)
    assert reduced(image).save(str(file), "PNG", 0)
    assert file.stat().st_size <= LARGEST
    here.window.close()
    theme.apply_theme(qapp, "light")


def test_what_the_pages_show_is_what_is_drawn_here() -> None:
    for language in list_supported_languages():
        shown = [
            part.mark
            for page in guide.read_guide(language)
            for section in page.sections
            for part in section.parts
            if part.kind is guide.GuideBlockType.PICTURE
        ]
        assert sorted(shown) == sorted(f"{name}.png" for name in PICTURES)
