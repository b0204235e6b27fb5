"""The destinations of the window: one class per screen, with the screen's parameters.

``context.open(FixPage("disk-full"))`` shows `selfhelp.ui.screens.fix.FixScreen`, a ``Screen[FixPage]``. A
destination refers to its screen by name only; the screen's module is imported when the screen is first
opened. This module doesn't load Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, ClassVar

from selfhelp.core.records import record

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from selfhelp.core.deep_links import DeepLink
    from selfhelp.core.model import CheckResult
    from selfhelp.diagnosis.verdict import Verdict
    from selfhelp.report.private_areas import PrivateArea
    from selfhelp.steps.attached_recording import AttachedSteps
    from selfhelp.steps.recording_editor import RecordingEditor
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.following.reply_draft import ReplyDraft


@record
class Destination:
    """A page of the window, with its parameters.

    Class attributes:
        name: name of the module in `selfhelp.ui.screens`, also used in the guide. The screen class has the
          destination's name, for example ``FixScreen`` for ``FixPage``.
    """

    name: ClassVar[str]


@record
class HomePage(Destination):
    """The home page: ``words`` fill the search field, ``fix`` is the ID of the fix to preselect.

    ``saved`` is the reference of the ticket that the user has just saved; the ticket's card replaces the
    typed text.
    """

    name: ClassVar[str] = "home"
    words: str = ""
    fix: str = ""
    saved: str = ""


class BrowsePage(Destination):
    """The page with all fixes, by subject."""

    name: ClassVar[str] = "browse"


@record
class DiagnosisPage(Destination):
    """The page of a diagnosis: the checks that could explain a complaint, and the verdict.

    Attributes:
        words: the complaint in the user's words.
        complaint: instead of ``words``, the ID of a complaint, a troubleshooter, or a check with a finding.
        case: the user's case, if it exists already.
        found: the check's result with the finding that the user was shown, if it is known.
    """

    name: ClassVar[str] = "diagnosis"
    words: str = ""
    complaint: str = ""
    case: Case | None = None
    found: CheckResult | None = None


@record
class FixPage(Destination):
    """The page of a fix, with the user's description and case, if any.

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


@record
class TicketTopicPage(Destination):
    """The page of a ticket topic: a problem that only the help desk can solve."""

    name: ClassVar[str] = "ticket_topic"
    id: str
    case: Case | None = None


@record
class TrialPage(Destination):
    """The page of a hands-on test from `selfhelp.catalog.manual_tests`."""

    name: ClassVar[str] = "trial"
    id: str
    case: Case | None = None


@record
class AskPage(Destination):
    """The ticket form.

    Attributes:
        case: the user's case; None continues the draft, or starts a new ticket.
        words: the beginning of the description.
        cannot_work: the user can't work; show the shortest form, and the help desk's phone number.
        picture: whether to take a screenshot first.
        offered: dropped or pasted data to add.
        steps: recorded steps to add.
        draft: reference of the stored draft to continue; "" for the latest draft.
    """

    name: ClassVar[str] = "ask"
    case: Case | None = None
    words: str = ""
    cannot_work: bool = False
    picture: bool = False
    offered: QMimeData | None = None
    steps: AttachedSteps | None = None
    draft: str = ""


@record
class EditorPage(Destination):
    """The screenshot editor.

    Attributes:
        case: the ticket, reply or recording that the image belongs to.
        key: the image of the case to edit.
        picture: a new image to edit instead.
        seen: returns the areas of names that were visible during the capture; the call may block.
    """

    name: ClassVar[str] = "editor"
    case: Case | ReplyDraft | RecordingEditor
    key: str = ""
    picture: QImage | None = field(default=None, hash=False)
    seen: Callable[[], Sequence[PrivateArea]] | None = None


@record
class StepsPage(Destination):
    """The page to review recorded steps; ``recording`` is the recording's ID."""

    name: ClassVar[str] = "steps"
    recording: str


@record
class ReviewPage(Destination):
    """The page to review and send a case."""

    name: ClassVar[str] = "review"
    case: Case


@record
class TicketsPage(Destination):
    """The page with the user's tickets; ``report`` is the reference of the ticket to select."""

    name: ClassVar[str] = "tickets"
    report: str = ""


@record
class ConversationPage(Destination):
    """The page of one ticket; ``subject`` is the page's title until the ticket is loaded."""

    name: ClassVar[str] = "conversation"
    report: str
    subject: str = ""


@record
class OutboxPage(Destination):
    """The page with the outbox; ``report`` is the reference of the item to highlight."""

    name: ClassVar[str] = "outbox"
    report: str = ""


@record
class ReceiptsPage(Destination):
    """The page with the sent items; ``report`` is the reference of the item to open."""

    name: ClassVar[str] = "receipts"
    report: str = ""


@record
class RemotePage(Destination):
    """The page for remote support; ``report`` is the reference of the ticket that needs support."""

    name: ClassVar[str] = "remote"
    report: str = ""


class PrivacyPage(Destination):
    """The page on the data that IT can see and the actions that IT can take on this computer."""

    name: ClassVar[str] = "privacy"


class JournalPage(Destination):
    """The page with the history of fixes."""

    name: ClassVar[str] = "journal"


class NoticesPage(Destination):
    """The page with IT's notices."""

    name: ClassVar[str] = "notices"


class HealthPage(Destination):
    """The page with the computer's health, by subject."""

    name: ClassVar[str] = "health"


class ChecklistPage(Destination):
    """The page with the setup steps of a new computer."""

    name: ClassVar[str] = "checklist"


@record
class SettingsPage(Destination):
    """The page with the settings; ``section`` is "language", "theme" or "own-data" to start there."""

    name: ClassVar[str] = "settings"
    section: str = ""


@record
class SignInPage(Destination):
    """The sign-in page; ``ask_proxy`` is True if the network's proxy requires credentials."""

    name: ClassVar[str] = "sign_in"
    ask_proxy: bool = False


@record
class EmergencyPage(Destination):
    """The page for an emergency.

    Attributes:
        kind: "work", "mail" or "device"; "" shows the previous kind again.
        words: the beginning of the message.
    """

    name: ClassVar[str] = "emergency"
    kind: str = ""
    words: str = ""


class WelcomePage(Destination):
    """The page that introduces the app."""

    name: ClassVar[str] = "welcome"


class AboutPage(Destination):
    """The page with the app's version, diagnostics and licences."""

    name: ClassVar[str] = "about"


@record
class HelpPage(Destination):
    """The page with the guide; ``about`` is the name of the screen to explain."""

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
"""The destination of each screen in `selfhelp.core.deep_links`, except the home page."""


def find_destination(link: DeepLink, words: str = "") -> Destination:
    """Return the destination of a link, a command line call or a second start."""
    if link.fix:
        return HomePage(words, link.fix)
    return _LINKED.get(link.screen) or HomePage(words)
