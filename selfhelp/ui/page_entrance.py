"""Animates a page's entrance, if the system allows motion."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.motion import is_motion_enabled

PAGE_MS = 160
"""Duration of a page's entrance, in milliseconds."""

SHIFT = 8
"""Distance by which a page moves on entrance, in logical pixels."""

_FAINT = 0.75
"""Initial opacity of the overlay; the page must be readable from the start."""


class PageEntrance(QWidget):
    """Animates a page's entrance: an overlay fades out while the page moves up.

    The page accepts keys and clicks from the start.

    Args:
        pages: the widget that contains the page.
    """

    def __init__(self, pages: QWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self._page: QWidget | None = None
        self._share = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(PAGE_MS)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._move_page)
        self._animation.finished.connect(self.finish)
        self.hide()

    @property
    def is_animating(self) -> bool:
        """Whether a page's entrance is running."""
        return self._animation.state() is QVariantAnimation.State.Running

    def start(self, page: QWidget) -> None:
        """Start the animation of a page's entrance."""
        self.finish()
        if not is_motion_enabled(self):
            return
        self._page = page
        self.setGeometry(self._pages.rect())
        self.raise_()
        self.show()
        self._animation.start()

    def finish(self) -> None:
        """End the animation, and move the page to its final position."""
        self._animation.stop()
        self.hide()
        page, self._page = self._page, None
        if page is not None and page.parentWidget() is self._pages:
            page.move(0, 0)

    def _move_page(self, share: float) -> None:
        self._share = share
        if self._page is not None:
            self._page.move(0, round(SHIFT * share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the overlay."""
        painter, ground = QPainter(self), QColor(theme.get_current_colours().ground)
        ground.setAlphaF(_FAINT * self._share)
        painter.fillRect(self.rect(), ground)
        painter.end()
