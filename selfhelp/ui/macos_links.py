"""The application object on macOS, which sends links to the running app as events (Qt: QFileOpenEvent).

On other systems, a link is an argument of a second start. The app doesn't handle events there: PySide would
create a Python class for each of Qt's events, which takes 0.8 MiB.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent

from selfhelp.core import deep_links
from selfhelp.core.deep_links import DeepLink
from selfhelp.ui.application import Application


class LinkApplication(Application):
    """The application object of the process, which opens the app's own links."""

    def event(self, event: QEvent) -> bool:
        """Handle the app's own links, ignore files dropped on the icon; return whether the event was used."""
        if event.type() != QEvent.Type.FileOpen:
            return super().event(event)
        if (
            isinstance(event, QFileOpenEvent)
            and (where := parse_own_link(event.url().toString())) is not None
        ):
            self.led.emit(where)
        return True


def parse_own_link(link: str) -> DeepLink | None:
    """Return the page that a link requests; None for a link of another app."""
    return deep_links.parse_deep_link(link) if deep_links.is_deep_link(link) else None
