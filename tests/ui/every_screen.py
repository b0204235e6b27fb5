"""Opens every screen of a window with something on it, for tests that look at all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QBuffer, QIODevice
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.text import N_
from selfhelp.core.ticket import RemoteFile, TicketComment, TicketState, TicketStatus
from selfhelp.fixes import Category
from selfhelp.helpdesk.sign_in import SignInStatus
from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.network.oauth import OauthProvider
from selfhelp.steps.recording import MissingImageReason, PictureBox, Recording, StepKind
from selfhelp.steps.step_recorder import CapturedImage, StepRecorder
from selfhelp.ticket_topics.ticket_topic import TicketTopic
from selfhelp.tickets.case import Case
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    BrowsePage,
    ChecklistPage,
    ConversationPage,
    DiagnosisPage,
    EditorPage,
    EmergencyPage,
    FixPage,
    HealthPage,
    HelpPage,
    HomePage,
    JournalPage,
    NoticesPage,
    OutboxPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    ReviewPage,
    SettingsPage,
    SignInPage,
    StepsPage,
    TicketsPage,
    TicketTopicPage,
    TrialPage,
    WelcomePage,
)
from selfhelp.ui.screens.browse import BrowseScreen
from selfhelp.ui.screens.checklist import ChecklistScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.health import HealthScreen
from selfhelp.ui.screens.help import HelpScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.outbox import OutboxScreen
from selfhelp.ui.screens.privacy import PrivacyScreen
from selfhelp.ui.screens.receipts import ReceiptsScreen
from selfhelp.ui.screens.remote import RemoteScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.screens.sign_in import SignInScreen
from selfhelp.ui.screens.steps import StepsScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import picture

NAMES = (
    "home",
    "typed",
    "browse",
    "question",
    "proposal",
    "ended",
    "diagnosis",
    "trial",
    "ticket_topic",
    "ask",
    "review",
    "editor",
    "steps",
    "tickets",
    "conversation",
    "outbox",
    "receipts",
    "remote",
    "privacy",
    "journal",
    "notices",
    "health",
    "checklist",
    "settings",
    "emergency",
    "about",
    "help",
    "help_found",
    "welcome",
    "sign_in",
)
SCREEN = {"typed": "home", "question": "fix", "proposal": "fix", "ended": "fix", "help_found": "help"}
"""On which screen it is, where that is called otherwise."""


SUSPICIOUS = TicketTopic(
    N_("Get help"),  # sentences that are translated already
    Category.SECURITY,
    N_("Only you can do this. We'll check the result."),
    (
        N_("Put paper in the printer, and push in its tray."),
        N_("First check the printer's display for messages about paper, toner or a paper jam."),
    ),
    urgent=True,
)


def png() -> bytes:
    """A picture as it comes from the screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture().save(buffer, "PNG")
    return bytes(buffer.data().data())


def walk(window: AppWindow, app: App, qtbot: QtBot) -> Iterator[str]:
    """Show one screen after the other, and yield its name while it is on top."""
    home = window.get_current_screen()
    if isinstance(home, HomeScreen):  # what it reads elsewhere would be put in the place of what is made here
        qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    ways = openers(window, app, a_case(app), qtbot)
    for name in NAMES:
        ways[name]()
        qtbot.wait(150)
        on_top = window.get_current_screen()
        assert on_top is not None
        assert on_top.objectName() == SCREEN.get(name, name), name
        yield name


def a_case(app: App) -> Case:
    """Return the user's case with a picture, where there is also something that is always a ticket."""
    topics = {**app.catalog.topics, "suspicious-mail": SUSPICIOUS}
    app.catalog.__dict__.update(topics=topics)
    case = app.create_case("Nothing prints")
    case.add_screenshot(png())
    return case


def openers(window: AppWindow, app: App, case: Case, qtbot: QtBot) -> Mapping[str, Callable[[], object]]:
    """Return how each screen is shown; where one comes out of another, in the order of `NAMES`."""
    return {
        "home": lambda: window.open(HomePage()),
        "typed": lambda: window.open(HomePage(words="printer stuck")),
        "browse": lambda: _browse(window, qtbot),
        "question": lambda: _fix(window, qtbot, "_question"),
        "proposal": lambda: _answer(window, qtbot),
        "ended": lambda: _agree(window, qtbot),
        "diagnosis": lambda: _diagnosis(window, app, qtbot),
        "trial": lambda: window.open(TrialPage("keyboard")),
        "ticket_topic": lambda: _ticket_topic(window, app),
        "ask": lambda: window.open(AskPage(case=case)),
        "review": lambda: _sheet(window, case, qtbot),
        "editor": lambda: _editor(window, case),
        "steps": lambda: _steps(window, app, qtbot),
        "tickets": lambda: _tickets(window, case),
        "conversation": lambda: _conversation(window, app, case, qtbot),
        "outbox": lambda: _outbox(window, qtbot),
        "receipts": lambda: _receipts(window, qtbot),
        "remote": lambda: _remote(window, qtbot),
        "privacy": lambda: _privacy(window, qtbot),
        "journal": lambda: _journal(window, qtbot),
        "notices": lambda: window.open(NoticesPage()),
        "health": lambda: _health(window, qtbot),
        "checklist": lambda: _checklist(window, qtbot),
        "settings": lambda: window.open(SettingsPage()),
        "emergency": lambda: window.open(EmergencyPage("mail")),
        "about": lambda: window.open(AboutPage()),
        "help": lambda: window.open(HelpPage(about=PrivacyPage)),
        "help_found": lambda: _found(window),
        "welcome": lambda: window.open(WelcomePage()),
        "sign_in": lambda: _sign_in(window, qtbot),
    }


def _browse(window: AppWindow, qtbot: QtBot) -> None:
    window.open(BrowsePage())
    screen = window.get_current_screen()
    assert isinstance(screen, BrowseScreen)
    qtbot.waitUntil(lambda: screen._offered is not None)


def _fix(window: AppWindow, qtbot: QtBot, part: str) -> FixScreen:
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: getattr(screen, part).isVisible())
    return screen


def _answer(window: AppWindow, qtbot: QtBot) -> None:
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)


def _agree(window: AppWindow, qtbot: QtBot) -> None:
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)


def _ticket_topic(window: AppWindow, app: App) -> None:
    """The first screen reads the catalogue meanwhile, so it is made up once more."""
    app.catalog.__dict__["topics"] = {"suspicious-mail": SUSPICIOUS}
    window.open(TicketTopicPage("suspicious-mail"))


def _diagnosis(window: AppWindow, app: App, qtbot: QtBot) -> None:
    """Unfolded but for what is English for technicians, and with a printer that is stuck once more."""
    app.catalog.fixes["print-stuck-queue"]._printer.stuck = True  # type: ignore[attr-defined]
    window.open(DiagnosisPage("printer stuck"))
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(screen._card.isVisible)
    for fold in (screen._further.others, screen._further.checked):
        fold.set_open(True)


def _sheet(window: AppWindow, case: Case, qtbot: QtBot) -> None:
    """With everything unfolded that can be."""
    window.open(ReviewPage(case))
    screen = window.get_current_screen()
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: screen._letter is not None and screen.send.isEnabled())
    for row in list(screen.items.rows.values()):
        if not row.open.isHidden():
            row.toggle_content()
    screen.replacing.open_and_focus()
    screen.send.setFocus()


def _found(window: AppWindow) -> None:
    window.open(HelpPage())
    screen = window.get_current_screen()
    assert isinstance(screen, HelpScreen)
    screen.box.setText("ticket")
    screen.box.setFocus()


def _sign_in(window: AppWindow, qtbot: QtBot) -> None:
    """With everything that can be on it."""
    window.open(SignInPage())
    screen = window.get_current_screen()
    assert isinstance(screen, SignInScreen)
    qtbot.waitUntil(lambda: screen._job is None)
    screen._standing = SignInStatus("rt", "desk.example.com", "token", False, OauthProvider("", "", ""))
    screen.token.show_instructions(screen._standing)
    screen._update_page()
    screen.proxy.ask_credentials("proxy.example.com:3128")


def _receipts(window: AppWindow, qtbot: QtBot) -> None:
    window.open(ReceiptsPage())
    screen = window.get_current_screen()
    assert isinstance(screen, ReceiptsScreen)
    qtbot.waitUntil(lambda: bool(screen._lines))


def _remote(window: AppWindow, qtbot: QtBot) -> None:
    window.open(RemotePage())
    screen = window.get_current_screen()
    assert isinstance(screen, RemoteScreen)
    qtbot.waitUntil(lambda: screen._look is not None)
    screen.caller.tickets.setFocus()


def _privacy(window: AppWindow, qtbot: QtBot) -> None:
    window.open(PrivacyPage())
    screen = window.get_current_screen()
    assert isinstance(screen, PrivacyScreen)
    qtbot.waitUntil(lambda: screen.is_complete, timeout=10_000)


def _editor(window: AppWindow, case: Case) -> None:
    window.open(AskPage())
    window.open(EditorPage(case, key=case.list_added_items()[0].key))


def _steps(window: AppWindow, app: App, qtbot: QtBot) -> None:
    """With a picture in which a name was found, an excluded window, and a note."""
    window.go_back()  # out of the editor, which asks once
    window.open(StepsPage(recorded(app).id))
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    qtbot.waitUntil(lambda: screen.add.isEnabled(), timeout=20_000)


def recorded(app: App) -> Recording:
    """Return a recording of a few steps."""
    recorder = StepRecorder(app.recordings, lambda text: text)
    letter = WindowFacts(1, 1, ("Writer",), "Letter.odt")
    shown = CapturedImage(png(), "png", 800, 500, (PictureBox(40, 30, 120, 20, "mcurie"),))
    recorder.add_step(StepKind.WINDOW, letter, picture=shown)
    recorder.add_step(StepKind.WINDOW, letter, withheld=MissingImageReason.EXCLUDED)
    recorder.add_step(StepKind.COMMENT, letter, picture=shown, note="Nothing prints")
    return recorder.finish()


def _tickets(window: AppWindow, case: Case) -> None:
    case.save_to_outbox(case.build_letter())
    window.open(TicketsPage())


def _conversation(window: AppWindow, app: App, case: Case, qtbot: QtBot) -> None:
    """With what both said, a file, what waits, and a picture in an answer."""
    now = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    file = RemoteFile("steps.pdf", 120_000, id="1")
    said = [
        TicketComment("Jean Dupont", now, "Bonjour, essayez l’autre bac.", mine=False, files=[file]),
        TicketComment("me", now, "Merci bien.", mine=True),
    ]
    status = TicketStatus("LOCAL-0007", "Nothing prints", TicketState.SOLVED, now, now, "", comments=said)
    app.conversations.store_status(case.report, status, "")
    app.get_outbox().store.execute(
        "UPDATE reports SET number = 'LOCAL-0007', connector = 'folder', path = '/7', state = 'delivered'",
        (),
    )
    app.get_outbox().update_ticket_state("LOCAL-0007", "folder", TicketState.SOLVED, now)
    _write_ticket(app, status, file)
    app.get_outbox().save_reply(ReplyToSeal(case.report, text="Encore une chose"))
    window.open(ConversationPage(case.report))
    screen = window.get_current_screen()
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen._talk is not None and not screen._asking)
    screen.more.click()
    assert screen.box.draft is not None
    assert screen.box.send.isVisible()
    screen.box.draft.add_screenshot(png())
    screen.box.update_texts()


def _write_ticket(app: App, status: TicketStatus, file: RemoteFile) -> None:
    """Write a ticket where the help desk has it; otherwise, its page would say that it is gone."""
    place = app.places.data / "desk" / status.number
    (place / "comments").mkdir(parents=True, exist_ok=True)  # a robot opens it several times
    (place / "attachments").mkdir(exist_ok=True)
    (place / "attachments" / file.name).write_bytes(bytes(file.size))
    dated = {
        "requester": "me",
        "subject": status.subject,
        "state": status.state,
        "created": str(status.created),
    }
    (place / "ticket.json").write_text(json.dumps(dated), "utf-8")
    held = {"name": file.name, "size": file.size, "sha256": file.sha256, "stored": file.name}
    for number, one in enumerate(status.comments):
        told = {"author": one.author, "time": one.time.isoformat(), "text": one.text}
        files = [held] if one.files else []
        (place / "comments" / f"{number}.json").write_text(json.dumps({**told, "files": files}), "utf-8")


def _outbox(window: AppWindow, qtbot: QtBot) -> None:
    """With one that is being changed."""
    window.open(OutboxPage())
    screen = window.get_current_screen()
    assert isinstance(screen, OutboxScreen)
    qtbot.waitUntil(lambda: bool(screen.cards))
    next(iter(screen.cards.values())).buttons["edit"].click()


def _journal(window: AppWindow, qtbot: QtBot) -> None:
    window.open(JournalPage())
    screen = window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(lambda: bool(screen._entries))


def _health(window: AppWindow, qtbot: QtBot) -> None:
    window.open(HealthPage())
    screen = window.get_current_screen()
    assert isinstance(screen, HealthScreen)
    qtbot.waitUntil(lambda: bool(screen.panels) and not screen._waiting, timeout=20_000)


def _checklist(window: AppWindow, qtbot: QtBot) -> None:
    window.open(ChecklistPage())
    screen = window.get_current_screen()
    assert isinstance(screen, ChecklistScreen)
    qtbot.waitUntil(lambda: bool(screen.cards) and not screen._waiting, timeout=20_000)
