"""One file, one screen. A screen is a `Screen`: a widget that is built once, on first use, and shown again.

`window.py` finds it by name: ``context.open("fix", id="disk-full")`` builds ``fix.FixScreen`` if need be,
puts it on top and calls ``shown(id="disk-full")``. What the screens take:

========  ==================================================================================
home      ``words``: put into the box; ``fix``: preselected
fix       ``id``: which fix; ``words``: hers; ``case``: her case, where there is one already
referral  ``id``: which problem that is always a ticket; ``case``
ladder    ``id``: which ladder; ``case``
trial     ``id``: of `selfhelp.catalog.manual_tests`; ``case``
ask       ``case``: her case (a new one without); ``words``; ``picture``: take a screenshot first;
          ``cannot_work``: the shortest form, and how to call; ``offered``: what was dropped, to be added
editor    ``case``; ``key``: the picture to edit, or ``picture``: one just taken, with ``seen``
sheet     ``case``
tickets   ``report``: the one to point at
conversation  ``report``: the ticket
outbox    ``report``: the one to point at
receipts  ``report``: the one to open
remote    ``report``: the ticket it is about
privacy   nothing
journal   nothing
settings  nothing
emergency ``kind``: "work", "mail" or "device"
welcome   nothing
about     nothing
help      ``about``: the screen whose help is wanted
sign_in   ``ask_proxy``: the network's proxy wants a name and a password
========  ==================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from selfhelp.ui.context import Context
from selfhelp.ui.widgets.area import PageArea

SCREENS = {
    "home": "HomeScreen",
    "fix": "FixScreen",
    "referral": "ReferralScreen",
    "ladder": "LadderScreen",
    "trial": "TrialScreen",
    "ask": "AskScreen",
    "editor": "EditorScreen",
    "sheet": "SheetScreen",
    "tickets": "TicketsScreen",
    "conversation": "ConversationScreen",
    "outbox": "OutboxScreen",
    "receipts": "ReceiptsScreen",
    "remote": "RemoteScreen",
    "privacy": "PrivacyScreen",
    "journal": "JournalScreen",
    "settings": "SettingsScreen",
    "sign_in": "SignInScreen",
    "emergency": "EmergencyScreen",
    "welcome": "WelcomeScreen",
    "about": "AboutScreen",
    "help": "HelpScreen",
}
"""The class in ``screens/<name>.py``."""


class Screen(QWidget):
    """One screen of the window.

    Class attributes:
        scrolls: whether the window puts it into a scroll area; a screen that fills the window says no.
        fills: whether it takes the whole width of the window, however wide that is; its heading goes along.
        says_itself: whether it tells a screen reader its heading by itself, with more or with what has the
            focus; for every other one the window does.

    Signals:
        title_changed: ``title()`` answers something else now.
        starts_at: it is filled now; carries where one begins on it, for who has not gone on herself. Without
            it that is the first thing of the screen.
    """

    title_changed = Signal()
    starts_at = Signal(QWidget)

    scrolls: ClassVar[bool] = True
    fills: ClassVar[bool] = False
    says_itself: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        """Build the widgets; nothing is read and no text is set yet (`retranslate` follows)."""
        super().__init__()
        self.context = context

    def title(self) -> str:
        """Return the heading in the language of the moment."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every text again: called after building and when the person switches the language."""

    def shown(self, **what: Any) -> None:
        """Become the visible screen; put the focus where she will start.

        Called without anything when she comes back: everything is still as she left it.
        """

    def restyled(self) -> None:
        """Hear that the colours changed; what is not drawn from the palette is drawn anew."""

    def left(self) -> None:
        """Stop being the visible screen. Work that goes on may go on."""

    def changed(self) -> None:
        """Hear that something of her tickets changed: one was sent, or the help desk answered."""

    def tells(self, report: str) -> bool:
        """Say whether how this ticket stands is in sight here: it needs no notice then."""
        return False

    def may_leave(self) -> bool:
        """Say whether Back may leave now; a screen that must finish something first says why itself."""
        return True

    def may_be_freed(self) -> bool:
        """Say whether nothing of hers is lost when the closed window is freed to save memory."""
        return False

    def for_help(self) -> Mapping[str, Any]:
        """Return what the ticket form begins with when she asks for help while this screen is shown."""
        return {}

    def reveal(self, part: QWidget) -> None:
        """Scroll a part into view, once the layout knows where it is."""
        area = self.window().findChild(PageArea, self.objectName()) if self.scrolls else None
        if area is not None:
            area.reveal(part)
