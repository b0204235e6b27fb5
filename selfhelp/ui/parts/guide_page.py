"""One page of the guide; each section is a tab stop that screen readers read as a whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from selfhelp.app import guide
from selfhelp.app.guide import GuideArticle, GuideBlock, GuideBlockType
from selfhelp.ui import theme
from selfhelp.ui.images.illustration import Illustration
from selfhelp.ui.widgets.label import PlainLabel, ProseLabel
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.tab_order import make_text_tab_stop


class GuidePage(QWidget):
    """The introduction and the sections of one page."""

    def __init__(self, page: GuideArticle, language: str, say: Callable[[str], str]) -> None:
        super().__init__()
        self.sections = [GuideSection(section, language, say) for section in page.sections]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(ProseLabel(say(page.intro), "sub"))
        for section in self.sections:
            column.addWidget(section)


class GuideSection(SectionFrame):
    """One section of a page: a heading with paragraphs, lists and images.

    Signals:
        entered: the section gained the focus.
    """

    entered = Signal()

    def __init__(self, section: guide.GuideSectionText, language: str, say: Callable[[str], str]) -> None:
        super().__init__()
        self.screens = section.screens
        make_text_tab_stop(self)
        self.set_heading(section.heading)
        self.setAccessibleDescription(say(section.join_full_text()))
        self.pictures: list[Illustration] = []
        self._language, self._say = language, say
        points: list[GuideBlock] = []
        for part in section.parts:
            if part.kind is GuideBlockType.POINT:
                points.append(part)
                continue
            self._add_list(points)
            points = []
            self._add_block(part)
        self._add_list(points)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit `entered` when the section gains the focus."""
        super().focusInEvent(event)
        self.entered.emit()

    def _add_block(self, part: GuideBlock) -> None:
        if part.kind is GuideBlockType.PARAGRAPH:
            self.body.addWidget(ProseLabel(self._say(part.text)))
            return
        shown = Illustration(guide.read_image(part.mark, self._language), part.text)
        if shown.has_image:
            self.pictures.append(shown)
            self.body.addWidget(shown)

    def _add_list(self, points: list[GuideBlock]) -> None:
        if not points:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(theme.SPACE_1)
        grid.setColumnStretch(1, 1)
        for row, part in enumerate(points):
            mark = PlainLabel(part.mark)
            mark.setWordWrap(False)
            mark.setFixedWidth(mark.fontMetrics().horizontalAdvance("00."))
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(ProseLabel(self._say(part.text)), row, 1)
        self.body.addLayout(grid)
