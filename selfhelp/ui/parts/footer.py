"""The footer with the facts that the help desk asks for: name, asset tag, IP address, VPN."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, remove_control_characters, shorten_to_one_line
from selfhelp.ui.widgets.status_icons import DrawnIconButton

if TYPE_CHECKING:
    from selfhelp.app.composition import App

FRESH = 60.0
"""Seconds for which facts are cached, because reading the VPN state runs a system program."""

LONGEST = 28
"""Maximum number of characters of a displayed fact; the copied fact is complete."""


FACT_HEIGHT = 30
"""Height of a fact with its frame, and of the version line, in logical pixels."""


@record
class SupportFacts:
    """The facts for the help desk; "" if unknown. ``vpn`` is None if no VPN is configured."""

    name: str = ""
    asset: str = ""
    address: str = ""
    vpn: str | None = None


class Footer(QWidget):
    """A copy button for each fact, the app's version, and a button that copies all facts."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facts, self._read = SupportFacts(), float("-inf")
        self.facts = {name: QPushButton() for name in ("name", "asset", "address", "vpn")}
        self._version = PlainLabel("", "small")
        self._copy = DrawnIconButton("copy")
        self._copy.clicked.connect(lambda: self._copy_text(self.make_copyable_text()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        facts = FlowLayout(spacing=theme.SPACE_1)
        for name, button in self.facts.items():
            button.setObjectName("fact")
            button.clicked.connect(partial(self._copy_fact, name))
            facts.addWidget(button)
        self._version.setWordWrap(False)
        self._version.setMinimumHeight(FACT_HEIGHT)
        self._version.setContentsMargins(theme.SPACE_1, 0, 0, 0)
        facts.addWidget(self._version)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addLayout(facts)
        middle.addStretch(1)
        row.addLayout(middle, 1)
        row.addWidget(self._copy)

    def reload_facts(self) -> None:
        """Read the facts on a pool thread, unless the cached facts are recent."""
        if time.monotonic() - self._read < FRESH:
            return
        self._read = time.monotonic()
        self._context.jobs.start_job(
            partial(_read_support_facts, self._context.app), self._on_facts_loaded, owner=self
        )

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        for name, (label, value) in self._list_labelled_facts().items():
            button, words = self.facts[name], show(label)
            short = shorten_to_one_line(value, LONGEST)
            said = show(N_("{what}: {name}", what=words, name=short))
            button.setText(said.replace("&", "&&"))
            button.setAccessibleName(
                show(N_("Copy: {what}", what=f"{words} {shorten_to_one_line(value, 200)}"))
            )
            button.setToolTip(show(N_("Copy")))
            button.setVisible(bool(value))
        self._version.setText(show(self._describe_app_and_version()))
        everything = show(N_("Copy everything for the help desk"))
        self._copy.setAccessibleName(everything)
        self._copy.setToolTip(everything)

    def make_copyable_text(self) -> str:
        """Return all facts on one line."""
        told = [value for _, value in self._list_labelled_facts().values() if value]
        if self._facts.vpn is not None:
            told[-1] = f"VPN: {told[-1]}"
        return " · ".join([*told, self._context.translate(self._describe_app_and_version())])

    def _list_labelled_facts(self) -> dict[str, tuple[Text, str]]:
        facts, vpn = self._facts, self._facts.vpn
        off = self._context.translate(N_("not connected")) if vpn == "" else vpn or ""
        return {
            "name": (N_("Computer"), remove_control_characters(facts.name)),
            "asset": (N_("Asset tag"), remove_control_characters(facts.asset)),
            "address": (N_("IP address"), remove_control_characters(facts.address)),
            "vpn": (N_("VPN"), remove_control_characters(off)),
        }

    def _describe_app_and_version(self) -> Text:
        return N_("Self-help {version}", version=self._context.app.version)

    def _on_facts_loaded(self, facts: SupportFacts) -> None:
        self._facts = facts
        self.retranslate()

    def _copy_fact(self, name: str) -> None:
        self._copy_text(self._list_labelled_facts()[name][1])

    def _copy_text(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._context.say(N_("Copied: {what}", what=text[:200]))


def _read_support_facts(app: App, _progress: Progress) -> SupportFacts:
    """Read the facts for the help desk and return them; an unreadable fact doesn't prevent the others."""
    from selfhelp.machine.system.name_and_address import ABOUT, NameAndAddress
    from selfhelp.report.computer_identity import read_computer

    try:
        about = ABOUT.read(app.machine)
    except SelfhelpError:
        about = NameAndAddress("", "")
    return SupportFacts(
        about.name,
        read_computer(app.machine).asset,
        about.address,
        _read_connected_vpn_names(app),
    )


def _read_connected_vpn_names(app: App) -> str | None:
    """Return the names of the connected VPNs; "" if none is connected, None if none is configured."""
    from selfhelp.machine.network.vpn import VPNS

    try:
        known = VPNS.read(app.machine)
    except SelfhelpError:
        return None
    up: Sequence[str] = [vpn.name for vpn in known if vpn.connected]
    return ", ".join(up) if known else None
