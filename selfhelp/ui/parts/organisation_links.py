"""The organisation's own links, in the menu and on the About page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from selfhelp.core.progress import Progress
from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.ui import links
from selfhelp.ui.context import Context
from selfhelp.ui.tray.tray_icon import make_menu_text
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.policy.policy import Policy

SHOWN = 12
"""Maximum number of links shown, so that the menu fits on a small display."""


@record
class OrganisationLink:
    """A link from the policy; its variables, such as ``{asset}``, are filled in when the user opens it."""

    title: str
    template: str


def read_organisation_links(policy: Policy) -> Sequence[OrganisationLink]:
    """Return the organisation's links, in the order of the policy."""
    split = (line.partition("=") for line in policy.branding.links)
    return [OrganisationLink(title.strip(), template.strip()) for title, _, template in split][:SHOWN]


def open_organisation_link(context: Context, link: OrganisationLink) -> None:
    """Fill in a link's variables on a pool thread, then open it."""

    def open_expanded_link(url: str) -> None:
        target = links.find_allowed_contact_url(url)
        if target is None or not links.open_link(target):
            context.say(N_("No app on this computer can open “{title}”.", title=link.title))

    context.jobs.start_job(partial(_expand_link, context.app, link), open_expanded_link)


class LinkMenu:
    """The organisation's links at the end of a menu, below a separator."""

    def __init__(self, context: Context, menu: QMenu) -> None:
        self._context, self._menu = context, menu
        self.actions: list[QAction] = []

    def update_links(self) -> None:
        """Show the links of the current policy."""
        for action in self.actions:
            self._menu.removeAction(action)
            action.deleteLater()
        found = read_organisation_links(self._context.app.policy)
        self.actions = [self._menu.addSeparator()] if found else []
        for link in found:
            action = self._menu.addAction(make_menu_text(link.title))
            action.triggered.connect(partial(open_organisation_link, self._context, link))
            self.actions.append(action)


class LinkSection(SectionFrame):
    """The organisation's links as buttons; hidden without links."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._buttons = context, FlowLayout()
        self.body.addLayout(self._buttons)

    def update_links(self) -> None:
        """Show the links of the current policy."""
        clear_layout(self._buttons)
        found = read_organisation_links(self._context.app.policy)
        self.set_heading(self._context.translate(N_("Your organisation's links")))
        for link in found:
            button = QPushButton(make_menu_text(link.title))
            button.setAccessibleName(link.title)
            button.clicked.connect(partial(open_organisation_link, self._context, link))
            self._buttons.addWidget(button)
        self.setVisible(bool(found))


def _expand_link(app: App, link: OrganisationLink, _progress: Progress) -> str:
    from selfhelp.app import contact
    from selfhelp.policy.link_templates import fill_link

    values = (
        contact.read_link_variables(app.policy, app.machine, app.login).map_by_name()
        if "{" in link.template
        else {}
    )
    return fill_link(link.template, values)
