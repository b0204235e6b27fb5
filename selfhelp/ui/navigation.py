"""Typed destinations: one per screen, with its parameters.

``context.open(FixPage("disk-full"))`` shows `selfhelp.ui.screens.fix.FixScreen`, a ``Screen[FixPage]``. A
destination has only its screen's name: the module is imported when the screen is first opened. Nothing here
loads Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from selfhelp.core.deep_links import DeepLink
    from selfhelp.diagnosis.verdict import Verdict
    from selfhelp.report.private_areas import PrivateArea
    from selfhelp.steps.attaching import AttachedSteps
    from selfhelp.steps.editing import RecordingEditor
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.following.reply_draft import ReplyDraft


@dataclass(frozen=True, slots=True)
class Destination:
    """A page of the window, with its parameters.

    Class attributes:
        name: the module in `selfhelp.ui.screens`; its screen class is named like the destination, for example
          ``FixScreen`` for ``FixPage``. The guide uses the same names.
    """

    name: ClassVar[str]


@dataclass(frozen=True, slots=True)
class HomePage(Destination):
    """The home page: ``words`` are put into the search field, ``fix`` is preselected.

    ``saved`` is the reference of a ticket the user has just saved: its card replaces what was typed.
    """

    name: ClassVar[str] = "home"
    words: str = ""
    fix: str = ""
    saved: str = ""


@dataclass(frozen=True, slots=True)
class BrowsePage(Destination):
    """All fixes, by subject."""

    name: ClassVar[str] = "browse"


@dataclass(frozen=True, slots=True)
class DiagnosisPage(Destination):
    """The checks that could explain a complaint, and their verdict.

    Attributes:
        words: the complaint in the user's words.
        complaint: instead, the ID of a complaint, a troubleshooter, or a check with a finding.
        case: the user's case, if there is one already.
    """

    name: ClassVar[str] = "diagnosis"
    words: str = ""
    complaint: str = ""
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class FixPage(Destination):
    """A fix, with the user's description and case, if there is one already.

    Attributes:
        verdict: the diagnosis that proposed the fix; None if the user chose it.
        tried: IDs of the fixes that were run for the same complaint before.
    """

    name: ClassVar[str] = "fix"
    id: str
    words: str = ""
    case: Case | None = None
    verdict: Verdict | None = None
    tried: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TicketTopicPage(Destination):
    """A topic that is always a ticket."""

    name: ClassVar[str] = "ticket_topic"
    id: str
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class TrialPage(Destination):
    """A hands-on test of `selfhelp.catalog.manual_tests`."""

    name: ClassVar[str] = "trial"
    id: str
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class AskPage(Destination):
    """The ticket form.

    Attributes:
        case: the user's case; None continues the draft, or starts a new one.
        words: the beginning of the description.
        cannot_work: show the shortest form, and how to call.
        picture: take a screenshot first.
        offered: dropped or pasted data to add.
        steps: recorded steps to add.
    """

    name: ClassVar[str] = "ask"
    case: Case | None = None
    words: str = ""
    cannot_work: bool = False
    picture: bool = False
    offered: QMimeData | None = None
    steps: AttachedSteps | None = None


@dataclass(frozen=True, slots=True)
class EditorPage(Destination):
    """The screenshot editor.

    Attributes:
        case: the ticket, reply or recording that the image belongs to.
        key: the image of the case to edit.
        picture: a new image to edit instead.
        seen: returns the areas of names visible when it was captured; it may block.
    """

    name: ClassVar[str] = "editor"
    case: Case | ReplyDraft | RecordingEditor
    key: str = ""
    picture: QImage | None = field(default=None, hash=False)
    seen: Callable[[], Sequence[PrivateArea]] | None = None


@dataclass(frozen=True, slots=True)
class StepsPage(Destination):
    """The review of recorded steps; ``recording`` is the recording's ID."""

    name: ClassVar[str] = "steps"
    recording: str


@dataclass(frozen=True, slots=True)
class SheetPage(Destination):
    """The review of a case."""

    name: ClassVar[str] = "sheet"
    case: Case


@dataclass(frozen=True, slots=True)
class TicketsPage(Destination):
    """The user's tickets; ``report`` is the one to select."""

    name: ClassVar[str] = "tickets"
    report: str = ""


@dataclass(frozen=True, slots=True)
class ConversationPage(Destination):
    """One ticket; ``subject`` is its title until it is loaded."""

    name: ClassVar[str] = "conversation"
    report: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class OutboxPage(Destination):
    """The outbox; ``report`` is the item to highlight."""

    name: ClassVar[str] = "outbox"
    report: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptsPage(Destination):
    """The sent items; ``report`` is the one to open."""

    name: ClassVar[str] = "receipts"
    report: str = ""


@dataclass(frozen=True, slots=True)
class RemotePage(Destination):
    """Remote support; ``report`` is the ticket it is for."""

    name: ClassVar[str] = "remote"
    report: str = ""


@dataclass(frozen=True, slots=True)
class PrivacyPage(Destination):
    """What IT can see and do."""

    name: ClassVar[str] = "privacy"


@dataclass(frozen=True, slots=True)
class JournalPage(Destination):
    """The history."""

    name: ClassVar[str] = "journal"


@dataclass(frozen=True, slots=True)
class NoticesPage(Destination):
    """Notices from IT."""

    name: ClassVar[str] = "notices"


@dataclass(frozen=True, slots=True)
class HealthPage(Destination):
    """The computer's health, by subject."""

    name: ClassVar[str] = "health"


@dataclass(frozen=True, slots=True)
class ChecklistPage(Destination):
    """Setting up a new computer, step by step."""

    name: ClassVar[str] = "checklist"


@dataclass(frozen=True, slots=True)
class SettingsPage(Destination):
    """The settings."""

    name: ClassVar[str] = "settings"


@dataclass(frozen=True, slots=True)
class SignInPage(Destination):
    """Sign-in; ``ask_proxy`` if the network's proxy requires credentials."""

    name: ClassVar[str] = "sign_in"
    ask_proxy: bool = False


@dataclass(frozen=True, slots=True)
class EmergencyPage(Destination):
    """An emergency: ``kind`` is "work", "mail" or "device"; "" shows the last one again."""

    name: ClassVar[str] = "emergency"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class WelcomePage(Destination):
    """How the app works."""

    name: ClassVar[str] = "welcome"


@dataclass(frozen=True, slots=True)
class AboutPage(Destination):
    """Version, diagnostics, licences."""

    name: ClassVar[str] = "about"


@dataclass(frozen=True, slots=True)
class HelpPage(Destination):
    """The guide; ``about`` is the page to explain."""

    name: ClassVar[str] = "help"
    about: type[Destination] | None = None


_LINKED: Mapping[str, Destination] = {
    page.name: page
    for page in (
        AskPage(),
        TicketsPage(),
        OutboxPage(),
        ReceiptsPage(),
        JournalPage(),
        HealthPage(),
        ChecklistPage(),
        PrivacyPage(),
        SettingsPage(),
        RemotePage(),
        EmergencyPage(),
        WelcomePage(),
        AboutPage(),
        HelpPage(),
    )
} | {"suspicious-mail": EmergencyPage("mail"), "lost-device": EmergencyPage("device")}
"""The pages of the screens in `selfhelp.core.deep_links`, except home."""


def find_destination(link: DeepLink, words: str = "") -> Destination:
    """Return the page for a link, a command or a second start."""
    if link.fix:
        return HomePage(words, link.fix)
    return _LINKED.get(link.screen) or HomePage(words)
