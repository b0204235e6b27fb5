"""Settings: which facts about this computer are collected for a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.widgets.section import SectionFrame, clear_layout

if TYPE_CHECKING:
    from selfhelp.report.collectors import Collector


class CollectedDataCard(SectionFrame):
    """The number of sections left out, with an expandable list."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        row = ButtonRow()
        self.unfold, self._list = row.add_button(self._toggle), QWidget()
        self.boxes: dict[str, QCheckBox] = {}
        """The switch of each section by its id, once the list was unfolded."""
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.SPACE_1)
        self.body.addWidget(row)
        self.body.addWidget(self._list)
        self._list.hide()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.set_heading(show(N_("Facts about this computer")), show(self._about()))
        self.unfold.setVisible(bool(self._offered()))
        hidden = self._list.isHidden()
        self.unfold.setText(show(N_("Choose what to collect") if hidden else N_("Close")))
        if not hidden:
            self._fill_sections()

    def _toggle(self) -> None:
        self._list.setVisible(self._list.isHidden())
        self.retranslate()

    def _offered(self) -> Sequence[Collector]:
        """Return the collectors that the organisation lets the user choose."""
        return [c for c in self._context.app.catalog.collectors.values() if not c.private]

    def _about(self) -> Text:
        offered = self._offered()
        skipped = len({c.id for c in offered} & set(self._context.app.preferences.skip_sections))
        if not offered:
            return N_("Your organisation doesn't collect any facts.")
        if not skipped:
            return N_("What a technician needs to know. You can review everything before you send it.")
        return NN_("You've turned off {count} section.", "You've turned off {count} sections.", skipped)

    def _fill_sections(self) -> None:
        app, show = self._context.app, self._context.translate
        clear_layout(self._rows)
        self.boxes = {}
        for collector in self._offered():
            box = QCheckBox(show(collector.title).replace("&", "&&"))
            box.setChecked(collector.id not in app.preferences.skip_sections)
            box.toggled.connect(partial(self._chosen, collector.id))
            self.boxes[collector.id] = box
            self._rows.addWidget(box)

    def _chosen(self, section: str, collect: bool) -> None:
        self._context.apply_preferences(
            self._context.app.preferences.with_section_skipped(section, not collect), self
        )
        self.about.setText(self._context.translate(self._about()))
