"""The card in the settings that shows which facts are collected for a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout

if TYPE_CHECKING:
    from selfhelp.report.collectors import Collector


class CollectedDataCard(SectionFrame):
    """The number of sections that the user excludes, with an expandable list of all sections."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        row = ButtonRow()
        self.unfold, self._list = row.add_button(self._toggle_collector_list), QWidget()
        self.boxes: dict[str, QCheckBox] = {}
        """The check box of each section by the section's ID, filled once the list was expanded."""
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.SPACE_1)
        self.body.addWidget(row)
        self.body.addWidget(self._list)
        self._list.hide()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.set_heading(show(N_("Facts about this computer")), show(self._describe_selection()))
        self.unfold.setVisible(bool(self._list_optional_collectors()))
        hidden = self._list.isHidden()
        self.unfold.setText(show(N_("Choose what to collect") if hidden else N_("Close")))
        if not hidden:
            self._rebuild_boxes()

    def _toggle_collector_list(self) -> None:
        self._list.setVisible(self._list.isHidden())
        self.retranslate()

    def _list_optional_collectors(self) -> Sequence[Collector]:
        """Return the collectors that the user may exclude."""
        return [c for c in self._context.app.catalog.collectors.values() if not c.private]

    def _describe_selection(self) -> Text:
        offered = self._list_optional_collectors()
        skipped = len({c.id for c in offered} & set(self._context.app.preferences.skip_sections))
        if not offered:
            return N_("Your organisation doesn't collect any facts.")
        if not skipped:
            return N_("A technician needs these facts. You can review everything before you send it.")
        return NN_("You've turned off {count} section.", "You've turned off {count} sections.", skipped)

    def _rebuild_boxes(self) -> None:
        app, show = self._context.app, self._context.translate
        clear_layout(self._rows)
        self.boxes = {}
        for collector in self._list_optional_collectors():
            box = QCheckBox(show(collector.title).replace("&", "&&"))
            box.setChecked(collector.id not in app.preferences.skip_sections)
            box.toggled.connect(partial(self._set_section_collected, collector.id))
            self.boxes[collector.id] = box
            self._rows.addWidget(box)

    def _set_section_collected(self, section: str, collect: bool) -> None:
        self._context.apply_preferences(
            self._context.app.preferences.copy_with_section_skipped(section, not collect), self
        )
        self.about.setText(self._context.translate(self._describe_selection()))
