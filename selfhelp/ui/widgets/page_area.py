"""A scroll area for one page; the page is centred if the window is wide."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QScrollBar, QSizePolicy, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.delayed_call import call_soon


class PageArea(QScrollArea):
    """A scroll area for one page, which only scrolls vertically.

    Qt's scroll bar reduces the page's width, so the page would move sideways whenever the bar appears. This
    area's scroll bar covers the page's margin instead.

    Signals:
        scrolled: the user scrolled, with the wheel, a key or the bar.
    """

    scrolled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        # No rule of the style sheet for this: each area with one leaves 1 kB behind (Qt 6.11, measured).
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        self._by_hand = 0  # how often the user scrolled
        self._kept: tuple[QWidget, int] | None = None
        own = self.verticalScrollBar()  # still has the page's range; the wheel and the keys move it
        own.rangeChanged.connect(self._update_scroll_bar)
        own.rangeChanged.connect(self._on_range_changed)
        own.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(own.setValue)
        for bar in (self.bar, own):
            bar.actionTriggered.connect(self._on_user_scrolled)

    def set_scrolled_page(self, page: QWidget) -> None:
        """Set the page that the area scrolls.

        Call this method once the area has its parent, because reparented widgets are styled again.
        """
        around = QWidget()
        # Its height depends on its width only. Qt would also ask for the height at the minimum
        # width, and scroll a page that has room.
        around.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setWidget(around)
        _centre_page_in(page, around)
        page.show()  # now: a visible layout would show it a moment later

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view, once the layout is done."""
        self.scroll_when_laid_out(part, lambda: self.ensureWidgetVisible(part))

    def show_focused(self, part: QWidget) -> None:
        """Scroll a widget that got the focus into view: all of it, or if it is too high, its cursor."""
        page = self.widget()
        if page is None or not page.isAncestorOf(part):
            return
        own, margin = self.verticalScrollBar(), theme.SPACE_2
        top = part.mapTo(page, QPoint()).y() - margin
        bottom = top + part.height() + 2 * margin
        if bottom - top > self.height():
            self.ensureWidgetVisible(part)
        elif top < own.value():
            own.setValue(top)
        elif bottom > own.value() + self.height():
            own.setValue(bottom - self.height())

    def scroll_when_laid_out(self, part: QWidget, scroll: Callable[[], None]) -> None:
        """Call ``scroll`` twice after the layout, because a label's height requires its final width."""

        def lay_out_page_and_scroll() -> None:
            self._activate_layouts()
            self.scroll_later(part, scroll)
            scroll()

        self.scroll_later(part, lay_out_page_and_scroll)

    def keep_in_view(self, part: QWidget) -> None:
        """Keep the focused widget in view after later layouts, until the focus moves or the user scrolls."""
        self._kept = part, self._by_hand

    def _on_range_changed(self) -> None:
        if self._kept is None:
            return
        part, scrolled = self._kept
        if scrolled == self._by_hand and self.window().focusWidget() is part:
            self.scroll_later(part, lambda: self.show_focused(part))
        else:
            self._kept = None

    def scroll_later(self, part: QWidget, scroll: Callable[[], None]) -> None:
        """Call ``scroll`` from the event loop, unless the user has scrolled in the meantime."""
        before = self._by_hand

        def scroll_unless_user_scrolled() -> None:
            if self._by_hand == before:
                scroll()

        call_soon(part, scroll_unless_user_scrolled)

    def _on_user_scrolled(self) -> None:
        self._by_hand += 1
        self.scrolled.emit()

    def _activate_layouts(self) -> None:
        """Update the layouts of widgets that were just shown or hidden."""
        for whole in (self.parentWidget(), self.widget()):
            layout = whole.layout() if whole is not None else None
            if layout is not None:
                layout.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reposition the scroll bar, and keep the focused widget and the primary button visible."""
        super().resizeEvent(event)
        self._update_scroll_bar()
        if event.size().height() < event.oldSize().height():
            self._keep_in_sight(event.oldSize().height(), event.size().height())

    def _keep_in_sight(self, before: int, height: int) -> None:
        """Scroll to widgets that a message below the page would cover; the focused widget has precedence.

        Args:
            before: the previous height of the visible part, in logical pixels.
            height: the new height of the visible part. It isn't read from the viewport, because for Qt's
              internal widgets PySide 6.11 loads every class.
        """
        page, bar = self.widget(), self.verticalScrollBar()
        if page is None:
            return
        focus = self.window().focusWidget()
        parts: list[QWidget] = [one for one in page.findChildren(QPushButton) if one.property("primary")]
        parts += [focus] if focus is not None and page.isAncestorOf(focus) else []
        for part in parts:
            top = part.mapTo(page, QPoint()).y()
            bottom = top + part.height() + theme.SPACE_2
            was_in_sight = bar.value() <= top and bottom <= bar.value() + before + theme.SPACE_2
            if part.isVisible() and was_in_sight and bottom > bar.value() + height:
                bar.setValue(min(top, bottom - height))

    def _update_scroll_bar(self) -> None:
        own, bar = self.verticalScrollBar(), self.bar
        bar.setRange(own.minimum(), own.maximum())
        bar.setPageStep(own.pageStep())
        bar.setSingleStep(own.singleStep())
        bar.setValue(own.value())
        bar.setVisible(own.maximum() > own.minimum())
        width = bar.sizeHint().width()
        at = 0 if self.isRightToLeft() else self.width() - width
        bar.setGeometry(at, 0, width, self.height())
        bar.raise_()


def show_focused_part(part: QWidget) -> None:
    """Scroll a widget that got the focus into view, if it is on a scrolling page."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, PageArea):
            above.show_focused(part)
        above = above.parentWidget()


def scroll_into_view(*parts: QWidget) -> None:
    """Scroll parts of a page into view after the layout; if not all fit, the last one has precedence."""
    above = parts[0].parentWidget()
    while above is not None and not isinstance(above, PageArea):
        above = above.parentWidget()
    if above is None:
        return
    area = above

    def scroll() -> None:
        for part in filter(shiboken6.isValid, parts):  # a list may have been filled again
            area.show_focused(part)

    area.scroll_when_laid_out(parts[0], scroll)


def centre_page(page: QWidget) -> QWidget:
    """Return a widget that centres a page in a wider window."""
    around = QWidget()
    _centre_page_in(page, around)
    return around


def _centre_page_in(page: QWidget, around: QWidget) -> None:
    around.setObjectName("scrolled")
    row = QHBoxLayout(around)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(page, 1000)
    row.addStretch(1)
    page.setMaximumWidth(theme.CONTENT_WIDTH)
