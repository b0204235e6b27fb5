"""A layout that places widgets side by side, and starts a new line when a line is full."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """A layout that places items in lines, in the parent's layout direction."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item to the layout (called by Qt)."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """Return the number of items in the layout."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item at an index; None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return the item at an index; None past the end."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return no direction, because the layout needs no extra space."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return True, because the layout is higher if it is narrower."""
        return True

    def invalidate(self) -> None:
        """Clear the cached heights, because an item was resized, shown or hidden (called by Qt)."""
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines in logical pixels, cached for each width.

        A page requests this height dozens of times whenever it is shown.
        """
        if width not in self._heights:
            self._heights[width] = self._arrange_items_in_lines(QRect(0, 0, width, 0), place=False)
        return self._heights[width]

    def get_height_if_wider(self, width: int, wider: Mapping[QWidget, int]) -> int:
        """Return the height of all lines if each of these widgets were that many logical pixels wider."""
        return self._arrange_items_in_lines(QRect(0, 0, width, 0), place=False, wider=wider)

    def setGeometry(self, rect: QRect) -> None:
        """Place all items within a rectangle."""
        super().setGeometry(rect)
        self._arrange_items_in_lines(rect, place=True)

    def sizeHint(self) -> QSize:
        """Return the layout's minimum size as its preferred size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _arrange_items_in_lines(
        self, rect: QRect, *, place: bool, wider: Mapping[QWidget, int] = MappingProxyType({})
    ) -> int:
        """Arrange the items in lines, and return the total height in logical pixels.

        If ``place`` is False, only compute the height.
        """
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        x, y, line = rect.x(), rect.y(), 0
        around = self.parentWidget()
        mirrored = around is not None and around.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if widget is not None and widget in wider:
                size.setWidth(size.width() + wider[widget])
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if place:
                left = rect.left() + rect.right() + 1 - x - size.width() if mirrored else x
                item.setGeometry(QRect(QPoint(left, y), size))
            x, line = x + size.width() + self.spacing(), max(line, size.height())
        return y + line - rect.y() + margins.top() + margins.bottom()
