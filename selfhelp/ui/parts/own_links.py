"""The organisation's own links, such as its intranet: in the small menu and under About."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import links
from selfhelp.ui.context import Context
from selfhelp.ui.tray.tray_icon import plain
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.section import Section, emptied

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.policy.policy import Policy

SHOWN = 12
"""More would push the program's own entries off a small screen."""


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link as policy has it: variables such as ``{asset}`` are filled in when it is opened."""

    title: str
    template: str


def own_links(policy: Policy) -> Sequence[OwnLink]:
    """Return the organisation's links in its order."""
    split = (line.partition("=") for line in policy.branding.links)
    return [OwnLink(title.strip(), template.strip()) for title, _, template in split][:SHOWN]


def follow(context: Context, link: OwnLink) -> None:
    """Open a link in the program that the system has for it; this computer is asked elsewhere."""

    def opened(url: str) -> None:
        target = links.contact(url)
        if target is None or not links.follow(target):
            context.say(N_("No app on this computer can open “{title}”.", title=link.title))

    context.jobs.start(partial(_filled, context.app, link), opened)


class LinkMenu:
    """The links at the end of a menu, below a line."""

    def __init__(self, context: Context, menu: QMenu) -> None:
        self._context, self._menu = context, menu
        self.actions: list[QAction] = []

    def refresh(self) -> None:
        """Show what policy has now."""
        for action in self.actions:
            self._menu.removeAction(action)
            action.deleteLater()
        found = own_links(self._context.app.policy)
        self.actions = [self._menu.addSeparator()] if found else []
        for link in found:
            action = self._menu.addAction(plain(link.title))
            action.triggered.connect(partial(follow, self._context, link))
            self.actions.append(action)


class LinkSection(Section):
    """The links as buttons; hidden where there are none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._buttons = context, Flow()
        self.body.addLayout(self._buttons)

    def refresh(self) -> None:
        """Show what policy has now."""
        emptied(self._buttons)
        found = own_links(self._context.app.policy)
        self.head(self._context.show(N_("Your organisation's links")))
        for link in found:
            button = QPushButton(plain(link.title))
            button.setAccessibleName(link.title)
            button.clicked.connect(partial(follow, self._context, link))
            self._buttons.addWidget(button)
        self.setVisible(bool(found))


def _filled(app: App, link: OwnLink, _progress: Progress) -> str:
    from selfhelp.app import contact
    from selfhelp.policy import support

    values = contact.known(app.policy, app.machine, app.login).values() if "{" in link.template else {}
    return support.link(link.template, values)
