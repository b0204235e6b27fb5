"""A scrolling page with a fixed footer; both are centred if the window is wide."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.page_area import PageArea, centre_page


class FootedPage(QWidget):
    """A page with scrolling content in ``body``, and fixed content in ``foot``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content, self.footer = QWidget(), QFrame()
        self.body, self.foot = QVBoxLayout(content), QHBoxLayout()
        self.body.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        self.body.setSpacing(theme.SPACE_3)
        self.area = PageArea()
        self.area.set_scrolled_page(content)
        self.footer.setObjectName("footer")
        bar = QWidget()
        bar.setLayout(self.foot)
        self.foot.setContentsMargins(theme.SPACE_5, theme.SPACE_3, theme.SPACE_5, theme.SPACE_3)
        self.foot.setSpacing(theme.SPACE_3)
        under = QVBoxLayout(self.footer)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(centre_page(bar))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.area, 1)
        self._column.addWidget(self.footer)

    def place_above_footer(self, bar: QWidget) -> None:
        """Move a message bar between content and footer, so that the footer's buttons stay where they are."""
        self._column.removeWidget(bar)
        self._column.insertWidget(self._column.indexOf(self.footer), bar)

    def move_footer_part(self, part: QWidget, *, scrolls: bool, before: QWidget) -> None:
        """Move a widget from the fixed footer into the scrolling content, or back; it keeps the focus.

        Args:
            part: the widget.
            scrolls: True to move it into the content, False to move it into the footer.
            before: the widget of the content that follows it there.
        """
        focus, hidden = part.window().focusWidget(), part.isHidden()
        if scrolls:
            self.body.insertWidget(self.body.indexOf(before), part)
        else:
            self.foot.addWidget(part, 1)
        part.setHidden(hidden)  # Qt hides a widget that gets another parent
        if focus is not None and part.isAncestorOf(focus):
            focus.setFocus()

    def scroll_to_top(self) -> None:
        """Scroll to the beginning of the page."""
        self.area.verticalScrollBar().setValue(0)

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view, once the layout is done."""
        self.area.scroll_to(part)

    def scroll_to_start_of_part(self, first: QWidget, last: QWidget) -> None:
        """Scroll to the start of ``first``; if ``last`` isn't completely visible then, scroll to ``last``."""

        def scroll_to_first_part() -> None:
            most = self.area.viewport().height()
            top, here = self._find_content_offset(first), self._find_content_offset(last)
            self.area.verticalScrollBar().setValue(top if here + last.height() - top <= most else here)

        self.area.scroll_when_laid_out(last, scroll_to_first_part)

    def _find_content_offset(self, part: QWidget) -> int:
        """Return a widget's vertical offset on the page, in logical pixels."""
        return part.mapTo(self, QPoint()).y() - self.area.y() + self.area.verticalScrollBar().value()
