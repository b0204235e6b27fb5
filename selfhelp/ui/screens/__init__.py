"""One file per screen. An `AppScreen` is built once, on first use, and reused.

`selfhelp.ui.navigation` has one destination for each; ``context.open(FixPage("disk-full"))`` builds
`fix.FixScreen` if need be, puts it on top and calls ``shown`` with the destination.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from selfhelp.ui.context import Context
from selfhelp.ui.navigation import Destination
from selfhelp.ui.widgets.page_area import PageArea

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case

D = TypeVar("D", bound=Destination)


class AppScreen(QWidget, Generic[D]):
    """One screen of the window, opened by a destination ``D``.

    Class attributes:
        scrolls: whether the window puts it into a scroll area; a screen that fills the window says no.
        fills: whether it takes the whole width of the window, however wide that is; its heading is included.
        roomy: whether it needs more room than the panel beside the tray icon has.

    Signals:
        title_changed: ``title()``, ``leads()`` or ``offers_help()`` answers something else now.
        starts_at: it is filled now; carries where one begins on it, for users who have not gone on. Without
            it that is the first thing of the screen.
    """

    title_changed = Signal()
    starts_at = Signal(QWidget)

    scrolls: ClassVar[bool] = True
    fills: ClassVar[bool] = False
    roomy: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        """Build the widgets; nothing is read and no text is set yet (`retranslate` follows)."""
        super().__init__()
        self.context = context
        self.arriving = False
        """Whether it is being shown in the place of another: only then a screen reader tells its name."""

    def title(self) -> str:
        """Return the heading in the current language."""
        raise NotImplementedError

    def spoken_name(self) -> str:
        """Return the name read out before the focused widget; "" if something else says it."""
        return self.title()

    def retranslate(self) -> None:
        """Update all text to the current language, after building and when the user switches it."""

    def shown(self, destination: D | None) -> None:
        """Become the visible screen; put the focus where the user will start.

        Args:
            destination: what it is told; None when they come back: everything is still as they left it.
        """

    def on_colours_changed(self) -> None:
        """Called when colours change; redraw what isn't drawn from the palette."""

    def on_leave(self) -> None:
        """Called when the screen is left. Running work may continue."""

    def on_tickets_changed(self) -> None:
        """Called when tickets change: one was sent, or the help desk replied."""

    def on_reminders_changed(self) -> None:
        """Called when there is a reminder, or a notice from IT."""

    def shows_ticket(self, report: str) -> bool:
        """Whether this ticket's state is visible here, so that it needs no notification."""
        return False

    def can_leave(self) -> bool:
        """Return whether Back may leave now; a screen that must finish something first says why itself."""
        return True

    def is_finished(self) -> bool:
        """Return whether Back leads to the first screen: those in between are done with."""
        return False

    def leads(self) -> bool:
        """Return whether the most important button is on this screen; else it is "Get help" in the header."""
        return True

    def offers_help(self) -> bool:
        """Whether a button here leads to the help desk; else the header has "Get help"."""
        return False

    def can_be_freed(self) -> bool:
        """Return whether nothing of the user's is lost when the closed window is freed to save memory."""
        return False

    def help_context(self) -> Case | None:
        """Return the case for the ticket form when the user asks for help from this screen."""
        return None

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a part into view, once the layout knows where it is."""
        area = self.window().findChild(PageArea, self.objectName()) if self.scrolls else None
        if area is not None:
            area.scroll_to(part)


def screen_of(page: type[Destination]) -> type[AppScreen[Any]]:
    """Return the screen that a destination leads to; its module is loaded now."""
    made: type[AppScreen[Any]] = getattr(
        import_module(f"{__name__}.{page.name}"), page.__name__.removesuffix("Page") + "Screen"
    )
    return made
