"""The list of the largest folders and files on the page of a fix: shown, opened, completed later."""

from __future__ import annotations

import errno
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Answers, Finding, LargeItem, Outcome, PrivacyClass
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Size
from selfhelp.engine.journal import RunRecorder
from selfhelp.fixes import Category, Fix
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.machine import Machine, Step
from selfhelp.ui import links, theme
from selfhelp.ui.navigation import FixPage, HomePage
from selfhelp.ui.screens.fix import FixScreen
from tests.ui.fakes import HOSTILE
from tests.ui.pages import Make
from tests.ui.test_screens import _nothing_is_clipped

GB = 10**9

FOLDERS = (
    LargeItem("~/Downloads/Installation files", 12_400_000_000, 212, folder=True),
    LargeItem("~/Videos", 5_100_000_000, 38, folder=True),
    LargeItem("~/Documents/Archive 2024", 1_700_000_000, 5_120, folder=True),
)
FILES = (
    LargeItem("~/Downloads/Installation files/setup-12.4.iso", 4_700_000_000),
    LargeItem("~/Videos/All-hands meeting, second part.mp4", 2_300_000_000),
)


class _Full(Fix):
    """Finds a full disk; what takes longer to see waits for the test."""

    id = "print-stuck-queue"
    title = DiskFull.title
    category = Category.STORAGE
    looks = DiskFull.looks
    prevention = DiskFull.prevention

    def __init__(self) -> None:
        self.items: Sequence[LargeItem] = (*FOLDERS, *FILES)
        self.unfinished, self.unread = False, 0
        self.go_on = threading.Event()
        self.looked: list[str] = []

    def diagnose(self, machine: Machine) -> Finding | None:
        return self.finding(self.items, self.unfinished)

    def finding(self, items: Sequence[LargeItem], unfinished: bool) -> Finding:
        facts = {f"largest folder {n}": f"{i.size} bytes: {i.path}" for n, i in enumerate(items, 1)}
        if self.unread:
            facts["folders that could not be read"] = str(self.unread)
        free, total = Size(int(1.1 * GB)), Size(237 * GB)
        return Finding(
            N_("The disk is almost full: {free} of {total} left.", free=free, total=total),
            N_(
                "Saving, updates and signing in can fail. Of your own files, {folder} takes the most room: "
                "{size}.",
                folder="Downloads/Installation files",
                size=Size(12_400_000_000),
            ),
            facts,
            reveals=dict.fromkeys(facts, PrivacyClass.PATH),
            largest=items,
            unfinished=unfinished,
        )

    def complete_finding(self, machine: Machine, finding: Finding, progress: Progress) -> Finding:
        self.looked.append("begun")
        progress.report(N_("Measured so far"), 0.4)
        while not self.go_on.wait(0.02):
            progress.check()
        self.looked.append("done")
        return self.finding((*FOLDERS, *FILES), False)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return ()


@pytest.fixture
def full(app: App) -> _Full:
    fix = _Full()
    app.catalog.__dict__.update(all_fixes={fix.id: fix}, fixes={fix.id: fix})
    return fix


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the file manager was asked to show."""
    asked: list[str] = []

    def follow(target: QUrl) -> bool:
        asked.append(target.toLocalFile())
        return True

    monkeypatch.setattr(links, "open_link", follow)
    return asked


def start(make_window: Make, qtbot: QtBot) -> FixScreen:
    screen = make_window(FixPage("print-stuck-queue")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: screen._ended_as is not None)
    return screen


def test_the_largest_are_listed_with_sizes(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    screen = start(make_window, qtbot)
    panel = screen._largest
    assert panel.isVisible()
    assert [row.name.accessibleName() for row in panel.rows] == [
        item.path.removeprefix("~/") for item in (*FOLDERS, *FILES)
    ]
    assert panel.rows[0].size_label.text() == "12.4\N{NO-BREAK SPACE}GB in 212 files"
    assert panel.rows[3].size_label.text() == "4.7\N{NO-BREAK SPACE}GB"
    assert screen._ended_as is not None
    assert screen._ended_as.run.outcome is Outcome.NOT_FIXED
    assert screen._ending.help.isVisible()


def test_one_click_or_key_opens_the_folder_and_never_a_file(
    make_window: Make,
    qtbot: QtBot,
    full: _Full,
    opened: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "Downloads" / "Installation files").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    panel = start(make_window, qtbot)._largest
    qtbot.mouseClick(panel.rows[0].open, Qt.MouseButton.LeftButton)
    panel.rows[3].open.setFocus()
    qtbot.keyClick(panel.rows[3].open, Qt.Key.Key_Space)
    assert opened == [str(tmp_path / "Downloads" / "Installation files")] * 2


def test_a_folder_that_is_gone_is_told(
    make_window: Make,
    qtbot: QtBot,
    full: _Full,
    opened: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: screen._ended_as is not None)
    said: list[str] = []
    monkeypatch.setattr(
        type(screen.context), "report", lambda _self, text: said.append(str(text)), raising=False
    )
    object.__setattr__(screen._largest._context, "say", lambda text: said.append(str(text)))
    screen._largest.rows[1].open.click()
    assert opened == []
    assert said == ["Videos no longer exists."]


def test_it_is_read_out_row_by_row(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    """Each button can be reached by Tab, and says what it opens and how large that is."""
    panel = start(make_window, qtbot)._largest
    for row in panel.rows:
        assert row.open.focusPolicy() & Qt.FocusPolicy.TabFocus
    spoken = QAccessible.queryAccessibleInterface(panel.rows[0].open).text(QAccessible.Text.Name)
    assert spoken == "Open folder: Downloads/Installation files, 12.4 GB in 212 files"


def test_the_rest_is_measured_in_the_background_and_goes_into_the_ticket(
    make_window: Make, qtbot: QtBot, full: _Full, app: App
) -> None:
    full.items, full.unfinished = FOLDERS[:1], True
    screen = start(make_window, qtbot)
    panel = screen._largest
    qtbot.waitUntil(lambda: full.looked == ["begun"])
    assert panel.working.isVisible()
    assert not screen.can_be_freed()
    assert len(panel.rows) == 1
    full.go_on.set()
    qtbot.waitUntil(lambda: len(panel.rows) == 5)
    assert not panel.working.isVisible()
    run = screen._ended_as.run
    assert run is not None
    qtbot.waitUntil(lambda: len(evidence(app, run.run)) == 5)
    assert screen._case is not None
    (entry,) = screen._case.runs
    assert entry.before.finding is not None
    assert entry.before.finding.reveals["largest folder 2"] is PrivacyClass.PATH


def evidence(app: App, run: str) -> Sequence[str]:
    finding = app.journal.read_entry(run).before.finding
    return list(finding.evidence) if finding else []


def test_measuring_can_be_stopped_and_what_is_known_stays(
    make_window: Make, qtbot: QtBot, full: _Full
) -> None:
    full.items, full.unfinished = FOLDERS[:1], True
    panel = start(make_window, qtbot)._largest
    qtbot.waitUntil(lambda: full.looked == ["begun"])
    panel.working.stop.click()
    qtbot.waitUntil(lambda: not panel.is_measuring)
    assert full.looked == ["begun"]
    assert len(panel.rows) == 1
    assert panel.isVisible()


def test_leaving_the_page_stops_it(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    full.unfinished = True
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: full.looked == ["begun"])
    window.open(HomePage())
    qtbot.waitUntil(lambda: not screen._largest.is_measuring)
    assert full.looked == ["begun"]


def test_folders_that_could_not_be_read_are_told(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    full.unread = 3
    panel = start(make_window, qtbot)._largest
    assert panel.note.isVisible()
    assert panel.note.text() == "3 folders couldn't be read, so their sizes aren't included."


def test_a_name_of_any_kind_is_shown_as_plain_text(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    full.items = (LargeItem(f"~/{HOSTILE}", GB, 1, folder=True),)
    row = start(make_window, qtbot)._largest.rows[0]
    assert row.name.textFormat() is Qt.TextFormat.PlainText
    assert len(row.open.accessibleName()) <= 200


def test_without_a_list_there_is_nothing(make_window: Make, qtbot: QtBot, full: _Full) -> None:
    full.items = ()
    assert not start(make_window, qtbot)._largest.isVisible()


@pytest.mark.parametrize(
    "look", [("light", "en", (1000, 900)), ("dark", "en", (1000, 900)), ("light", "fr", (400, 900))]
)
def test_pictures_of_the_list(
    make_window: Make,
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    full: _Full,
    pictures: Path,
    look: tuple[str, str, tuple[int, int]],
) -> None:
    scheme, language, size = look
    app.preferences = replace(app.preferences, language=language, theme=scheme)
    full.unread = 2
    window = make_window(FixPage("print-stuck-queue"))
    window.apply_preferences()
    window.resize(*size)
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: screen._ended_as is not None)
    qtbot.wait(100)
    qtbot.waitUntil(lambda: _nothing_is_clipped(window))
    assert window.grab().save(str(pictures / f"largest-{scheme}-{language}-{size[0]}.png"))
    window.close()
    theme.apply_theme(qapp, "light")


def test_on_a_read_only_disk_help_includes_the_findings(
    make_window: Make, qtbot: QtBot, full: _Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the run can be written; the case has it all the same."""

    def refused(_record: RunRecorder) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(RunRecorder, "_write_waiting_events", refused)
    screen = start(make_window, qtbot)
    assert screen._ending.help.isVisible()
    case = screen.make_help_case()
    assert case is not None
    (entry,) = case.runs
    assert entry.before.finding is not None
    assert "largest folder 1" in entry.before.finding.evidence
