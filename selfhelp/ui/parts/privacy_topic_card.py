"""A card for one topic of the privacy page, with collapsible details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_
from selfhelp.privacy import PrivacyPoint, PrivacyTopic
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.label import PlainLabel, normalise_for_search
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.tab_order import make_text_tab_stop


class PrivacyTopicCard(SectionFrame):
    """One topic of the privacy page, which `filter_by_word` can search."""

    def __init__(self, context: Context, topic: PrivacyTopic) -> None:
        super().__init__()
        self._context, self._topic = context, topic
        self.points = [(FoldedRow if point.more else PointRow)(context, point) for point in topic.points]
        for row in self.points:
            self.body.addWidget(row)
        make_text_tab_stop(self)
        self._update_texts()

    def retranslate(self) -> None:
        """Update all text to the current language; expanded details stay expanded."""
        for row in self.points:
            row.retranslate()
        self._update_texts()

    def _update_texts(self) -> None:
        """Set the heading, and the topic's complete text for screen readers."""
        self.set_heading(self._context.translate(self._topic.title))
        self.setAccessibleDescription(" ".join(row.text.accessibleName() for row in self.points))

    def filter_by_word(self, wanted: str) -> int:
        """Show only the sentences that contain a word; return the number of these sentences.

        The word must be folded by `normalise_for_search`.
        """
        found = [row for row in self.points if row.filter_by_word(wanted)]
        self.setVisible(bool(found))
        return len(found)


class PointRow(QWidget):
    """A row with one sentence of a privacy topic."""

    def __init__(self, context: Context, point: PrivacyPoint) -> None:
        super().__init__()
        self.context, self.point = context, point
        self.text = PlainLabel()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.SPACE_3)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(1, 1)
        dot = PlainLabel("•", "sub")  # neutral: a tick would suggest that something is collected
        dot.setFixedWidth(dot.fontMetrics().horizontalAdvance("• "))
        dot.setAccessibleName("")
        self.grid.addWidget(dot, 0, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.text, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self.text.setText(context.translate(point.text))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.text.setText(self.context.translate(self.point.text))

    def filter_by_word(self, wanted: str) -> bool:
        """Show the row only if it contains a folded word; return whether the row is shown."""
        here = wanted in normalise_for_search(self.text.accessibleName())
        self.setVisible(here)
        return here


class FoldedRow(PointRow):
    """A row with one sentence of a privacy topic, and details that are collapsed at first."""

    def __init__(self, context: Context, point: PrivacyPoint) -> None:
        super().__init__(context, point)
        self.more, self.unfold = QWidget(), QPushButton()
        self.lines: list[PlainLabel] = []
        self.said: Sequence[str] = ()
        self.unfold.setProperty("link", True)
        self.unfold.clicked.connect(self.toggle_details)
        self.more.hide()
        self.grid.addWidget(self.unfold, 1, 1, Qt.AlignmentFlag.AlignLeft)
        self.grid.addWidget(self.more, 2, 1)
        self._update_texts()

    def retranslate(self) -> None:
        """Update all text to the current language; expanded details stay expanded."""
        super().retranslate()
        self._update_texts()

    def toggle_details(self) -> None:
        """Show or hide the details."""
        self._set_expanded(self.more.isHidden())

    def filter_by_word(self, wanted: str) -> bool:
        """Show the row if its text or details contain the word; expand the row for a match in the details."""
        fits = [wanted in normalise_for_search(said) for said in self.said]
        here, inside = wanted in normalise_for_search(self.text.accessibleName()), any(fits)
        self._set_expanded(bool(wanted and inside and not here))
        for line, shown in zip(self.lines, fits, strict=False):
            line.setVisible(shown or not wanted or here)
        self.setVisible(here or inside)
        return here or inside

    def _update_texts(self) -> None:
        self.said = [self.context.translate(one) for one in self.point.more]
        for line, said in zip(self.lines, self.said, strict=False):
            line.setText(said)
        self._update_toggle_link()

    def _set_expanded(self, open_: bool) -> None:
        if open_ and not self.lines:
            self._create_detail_rows()
        self.more.setVisible(open_)
        self._update_toggle_link()

    def _create_detail_rows(self) -> None:
        """Create the rows of the details on first use, because most of the page is details."""
        self.lines = [PlainLabel(said, "sub") for said in self.said]
        column = QVBoxLayout(self.more)
        column.setContentsMargins(0, 0, 0, theme.SPACE_1)
        column.setSpacing(theme.SPACE_1)
        for line in self.lines:
            column.addWidget(line)

    def _update_toggle_link(self) -> None:
        show = self.context.translate
        text = NN_("Show {count}", "Show all {count}", len(self.point.more))
        self.unfold.setText(show(text if self.more.isHidden() else N_("Hide")))
        self.unfold.setAccessibleName(
            self.context.make_row_button_label(self.unfold.text(), show(self.point.text))
        )
