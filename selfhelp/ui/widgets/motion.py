"""Animation durations: zero if the system asks for less motion."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from selfhelp.ui import theme

PAGE_MS = 160
"""Milliseconds in which a page comes in."""

SHIFT = 8
"""Logical pixels by which it moves in the meantime."""

_FAINT = 0.75
"""How much of a new page is hidden at first: it can be read from the first moment on."""

_UNSEEN = ("offscreen", "minimal")
"""Platforms that show nothing (Qt, "Qt Platform Abstraction")."""


def is_wanted(widget: QWidget) -> bool:
    """Whether motion is wanted, by the system's setting.

    Windows: "Animation effects"; KDE: "Animation speed" (Qt, QStyle::SH_Widget_Animation_Duration, from
    documentation).
    """
    if QGuiApplication.platformName() in _UNSEEN:
        return False
    from PySide6.QtWidgets import QStyle  # its constants take 5 ms: not before the first window is there

    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return widget.style().styleHint(hint, None, widget) > 0


class PageEntrance(QWidget):
    """Lets a page come in: a sheet in the colour of the ground becomes clear while the page moves up.

    Keys and clicks go to the page from the first moment on.

    Args:
        pages: what the page lies in.
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
        self._animation.valueChanged.connect(self._move)
        self._animation.finished.connect(self.end)
        self.hide()

    @property
    def is_moving(self) -> bool:
        """Whether a page is coming in."""
        return self._animation.state() is QVariantAnimation.State.Running

    def begin(self, page: QWidget) -> None:
        """Start a page's entrance."""
        self.end()
        if not is_wanted(self):
            return
        self._page = page
        self.setGeometry(self._pages.rect())
        self.raise_()
        self.show()
        self._animation.start()

    def end(self) -> None:
        """Move the page to its final place."""
        self._animation.stop()
        self.hide()
        page, self._page = self._page, None
        if page is not None and page.parentWidget() is self._pages:
            page.move(0, 0)

    def _move(self, share: float) -> None:
        self._share = share
        if self._page is not None:
            self._page.move(0, round(SHIFT * share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet."""
        painter, ground = QPainter(self), QColor(theme.current_colours().ground)
        ground.setAlphaF(_FAINT * self._share)
        painter.fillRect(self.rect(), ground)
        painter.end()
