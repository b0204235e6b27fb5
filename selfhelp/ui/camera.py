"""Takes the screenshot that the person asked for: hides our own windows, takes it, shows them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from selfhelp.errors import CancelledError, SelfhelpError
from selfhelp.progress import Progress
from selfhelp.text import N_
from selfhelp.ui import grab
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.region import RegionPicker

SETTLE_MS = 350
"""Until a hidden window is off the screen: other programs paint what it covered, compositors fade it out."""

HINT = N_("Draw a rectangle, or use the arrow keys (Shift stretches it) and Enter. Escape gives up.")


class Camera(QObject):
    """Takes pictures for one screen of the window.

    Args:
        context: for the portal's own question, which is waited for elsewhere.
        done: hears the picture.
        failed: hears why there is none; a `CancelledError` where she gave up.
    """

    def __init__(
        self,
        context: Context,
        done: Callable[[QImage], None],
        failed: Callable[[SelfhelpError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._done, self._failed = context, done, failed
        self.busy = False
        """Whether a picture is being taken."""
        self._hidden: Sequence[QWidget] = ()
        self._pickers: list[RegionPicker] = []

    def whole(self) -> None:
        """Take all monitors."""
        self._start(lambda way, progress: way.whole(progress), self._finish)

    def monitor(self, number: int) -> None:
        """Take one monitor; numbers start at 1."""
        self._start(lambda way, progress: way.monitor(grab.screen_of(number), progress), self._finish)

    def region(self) -> None:
        """Take what she then chooses on a picture of her screen."""
        self._start(lambda way, progress: way.whole(progress), self._pick)

    # -- parts -------------------------------------------------------------------------------------

    def _start(
        self, shoot: Callable[[grab.Desktop, Progress], QImage], then: Callable[[QImage], None]
    ) -> None:
        """Hide our windows, wait until they are gone, and take the picture."""
        if self.busy:
            return
        self.busy = True
        self._hidden = [w for w in QApplication.topLevelWidgets() if w.isVisible() and _is_ours_to_hide(w)]
        for window in self._hidden:
            window.hide()
        QTimer.singleShot(SETTLE_MS, self, partial(self._shoot, shoot, then))

    def _shoot(
        self, shoot: Callable[[grab.Desktop, Progress], QImage], then: Callable[[QImage], None]
    ) -> None:
        try:
            way = grab.desktop()
            if way.waits:
                self._context.jobs.start(partial(shoot, way), then, self._fail, owner=self)
                return
            picture = shoot(way, Progress())
        except SelfhelpError as error:
            self._fail(error)
            return
        then(picture)

    def _pick(self, whole: QImage) -> None:
        """Show the picture for choosing: each monitor its own part, or everything on one."""
        try:
            parts = self._parts(whole)
        except SelfhelpError as error:
            self._fail(error)
            return
        for screen, picture in parts:
            picker = RegionPicker(picture, screen, self._context.show(HINT))
            picker.chosen.connect(partial(self._picked, picture))
            picker.cancelled.connect(self._cancel)
            self._pickers.append(picker)
            picker.showFullScreen()
        self._pickers[0].activateWindow()
        self._pickers[0].setFocus()

    def _parts(self, whole: QImage) -> Sequence[tuple[QScreen, QImage]]:
        way = grab.desktop()
        if way.waits:  # asking the portal again would ask the person again
            return [(QApplication.primaryScreen(), whole)]
        return [(screen, way.monitor(screen, Progress())) for screen in QApplication.screens()]

    def _picked(self, picture: QImage, area: QRect) -> None:
        self._finish(picture.copy(area))

    def _cancel(self) -> None:
        self._fail(CancelledError(N_("No picture was taken, as you decided.")))

    def _finish(self, picture: QImage) -> None:
        self._show_again()
        self._done(picture)

    def _fail(self, error: SelfhelpError) -> None:
        self._show_again()
        self._failed(error)

    def _show_again(self) -> None:
        for picker in self._pickers:
            picker.close()
            picker.deleteLater()
        self._pickers = []
        for window in self._hidden:
            window.show()
            window.activateWindow()
        self._hidden, self.busy = (), False


def _is_ours_to_hide(widget: QWidget) -> bool:
    """Leave out menus and tool tips: they go by themselves and must not come back."""
    return widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog)
