"""The base class of all screens, and how a screen's class is loaded."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from selfhelp.ui.context import Context
from selfhelp.ui.navigation import Destination
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.page_area import PageArea

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case

D = TypeVar("D", bound=Destination)


class AppScreen(QWidget, Generic[D]):
    """The base class of all screens; a destination of type ``D`` opens the screen.

    Class attributes:
        scrolls: whether the window puts the screen into a scroll area.
        fills: whether the screen and its heading take the full width of the window.
        roomy: whether the screen needs more space than the panel next to the tray icon has.

    Signals:
        title_changed: the result of `title`, `has_primary_button` or `offers_help` has changed.
        starts_at: the screen was filled; carries the widget to focus, unless the user has moved the focus.
          Without this signal, the first tab stop gets the focus.
    """

    title_changed = Signal()
    starts_at = Signal(QWidget)

    scrolls: ClassVar[bool] = True
    fills: ClassVar[bool] = False
    roomy: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        """Create the screen's widgets, without data and texts.

        Read no data and set no text here; `retranslate` is called afterwards.
        """
        super().__init__()
        self.context = context
        self.arriving = False
        """Whether the screen is about to replace another screen; only then is its name announced."""
        self.newly_opened = False
        """Whether the screen is opened and wasn't among the screens to go back to."""

    def title(self) -> str:
        """Return the heading in the current language."""
        raise NotImplementedError

    def spoken_name(self) -> str:
        """Return the name to announce before the focused widget; "" if screen readers read it anyway."""
        return self.title()

    def retranslate(self) -> None:
        """Update all text to the current language; called after building, and after a language change."""

    def on_shown(self, destination: D | None) -> None:
        """Update the screen before it becomes visible, and set the focus.

        Args:
            destination: the page's parameters; None if the user returns to the unchanged screen.
        """

    def on_colours_changed(self) -> None:
        """Redraw the parts that don't use the palette, after the colours have changed."""

    def on_hidden(self) -> None:
        """Respond to the user leaving the screen; running jobs may continue."""

    def on_tickets_changed(self) -> None:
        """Respond to a change of tickets: a ticket was sent, or the help desk replied."""

    def on_window_activated(self) -> None:
        """Respond to the user returning to the window; update times that may have passed meanwhile."""

    def on_window_deactivated(self) -> None:
        """Respond to the user leaving the window; stop timers that serve only what the user can see."""

    def on_reminders_changed(self) -> None:
        """Respond to a new reminder, or to a notice from IT."""

    def shows_ticket(self, report: str) -> bool:
        """Return whether the screen shows a ticket's state, so that changes need no notification."""
        return False

    def shows_failed_attempt(self, ref: str) -> bool:
        """Return whether the screen shows the reason why a requested attempt to send an item failed."""
        return self.shows_ticket(ref)

    def can_leave(self) -> bool:
        """Return whether the user may leave the screen now; if not, show the reason."""
        return True

    def can_end(self) -> bool:
        """Return whether the user may go where Back doesn't lead to this screen; if not, show the reason.

        A screen with an editing session ends the session before it returns True.
        """
        return True

    def get_saved_ticket_reference(self) -> str:
        """Return the reference of the ticket that was saved on this screen, or ""."""
        return ""

    def is_finished(self) -> bool:
        """Return whether the user's task is completed, so that Back leads to the first screen."""
        return False

    def has_primary_button(self) -> bool:
        """Return whether the screen has a primary button; otherwise the header's "Get help" is primary."""
        return True

    def offers_help(self) -> bool:
        """Return whether the screen has its own help button; otherwise the header has "Get help"."""
        return False

    def can_be_freed(self) -> bool:
        """Return whether the closed window can be deleted without losing user input on this screen."""
        return False

    def make_help_case(self) -> Case | None:
        """Return the case for the ticket form if the user asks for help on this screen, or None."""
        return None

    def place_message(self, bar: QWidget) -> bool:
        """Move the window's message bar above this screen's fixed buttons, so that these don't move.

        Returns:
            False if the screen has no fixed buttons; the bar then is at the foot of the window.
        """
        footed = self.findChild(FootedPage)
        if footed is not None:
            footed.place_above_footer(bar)
        return footed is not None

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view, once the layout is done."""
        area = self.window().findChild(PageArea, self.objectName()) if self.scrolls else None
        if area is not None:
            area.scroll_to(part)


def load_screen_class(page: type[Destination]) -> type[AppScreen[Any]]:
    """Return the screen class of a destination; imports the screen's module."""
    made: type[AppScreen[Any]] = getattr(
        import_module(f"selfhelp.ui.screens.{page.name}"), page.__name__.removesuffix("Page") + "Screen"
    )
    return made
