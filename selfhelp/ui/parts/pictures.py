"""The card of the ticket form with the pictures: what was taken, and the ways to take one more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_
from selfhelp.machine.capture.open_windows import OpenWindow
from selfhelp.ui import theme
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.camera import DELAYS, Camera
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import EditorPage
from selfhelp.ui.parts.thumbnails import Thumbnails
from selfhelp.ui.widgets.evidence import THUMBNAIL, PictureTile
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel, one_line
from selfhelp.ui.widgets.section import Section, emptied

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case


class PicturesCard(Section):
    """The pictures, and the ways to add one.

    Signals:
        pasted: she wants what is on the clipboard.
        removed: carries the key of a picture.
    """

    pasted = Signal()
    removed = Signal(str)

    def __init__(self, context: Context, camera: Camera) -> None:
        super().__init__()
        self._context, self._camera = context, camera
        self._thumbnails = Thumbnails(context.jobs)
        self._shown: object = None
        self.count = 0
        """How many pictures are shown."""
        self.whole, self.one_screen, self.one_window = QPushButton(), QPushButton(), QPushButton()
        self.part, self.paste, self.when = QPushButton(), QPushButton(), QComboBox()
        self._ways, self._delay, self._tip = (PlainLabel("", "sub") for _ in range(3))
        self._screens, self._windows = QMenu(self.one_screen), QMenu(self.one_window)
        self.whole.clicked.connect(camera.whole)
        self.part.clicked.connect(camera.region)
        self.paste.clicked.connect(self.pasted)
        self.when.addItems([""] * len(DELAYS))
        self.when.currentIndexChanged.connect(self._chosen_delay)
        self._build()

    def refresh(self, case: Case) -> None:
        """Show the pictures of a case."""
        self._retranslate()
        keys = [item.key for item in case.added() if item.group == "picture"]
        language = self._context.translator.language
        shown = (
            language,
            case.ref,
            [(key, hash(case.picture(key))) for key in keys],
        )  # no picture is kept here
        if shown != self._shown:
            self._shown = shown
            self._fill(case, keys)
        self._show_what_there_is()

    # -- parts -------------------------------------------------------------------------------------

    def _fill(self, case: Case, keys: Sequence[str]) -> None:
        emptied(self.tiles)
        self._thumbnails.keep(keys)
        for number, key in enumerate(keys, 1):
            self.tiles.addWidget(self._tile(case, key, number))
        self._area.setVisible(bool(keys))
        self.count = len(keys)

    def _retranslate(self) -> None:
        show = self._context.show
        about = N_("A picture says it best. You can black out what is private before it is added.")
        self.head(show(N_("Pictures")), show(about))
        for widget, text in (
            (self._ways, N_("Add a picture of")),
            (self.whole, N_("The whole screen")),
            (self.one_screen, N_("One screen")),
            (self.one_window, N_("One window")),
            (self.part, N_("A part of the screen")),
            (self.paste, N_("Paste a picture")),
            (self._delay, N_("When")),
            (self._tip, N_("Take your time, for example to open the menu that shows the problem.")),
        ):
            widget.setText(show(text))
        self.when.setAccessibleName(show(N_("When the picture is taken")))
        for index, seconds in enumerate(DELAYS):
            later = NN_("In {count} second", "In {count} seconds", seconds)
            self.when.setItemText(index, show(later if seconds else N_("At once")))

    def _tile(self, case: Case, key: str, number: int) -> PictureTile:
        show, data = self._context.show, case.picture(key)
        name = show(N_("Picture {number}", number=number))
        caption = f"{name}, {self._context.translator.size(len(data))}"
        tile = PictureTile(caption, self._context.named, show(N_("Edit")), show(N_("Remove")), self)
        tile.edited.connect(partial(self._context.open, EditorPage(case, key=key)))
        tile.removed.connect(partial(self.removed.emit, key))
        self._thumbnails.show(key, data, THUMBNAIL, tile, tile.show_picture)
        return tile

    def _show_what_there_is(self) -> None:
        """Offer one screen where there are several, and a window where windows can be told apart."""
        self.one_screen.setVisible(len(grab.monitors()) > 1)
        kind = grab.windows_are()
        self.one_window.setVisible(kind is not grab.Windows.UNKNOWN)
        if kind is grab.Windows.LISTED:
            self.one_window.setMenu(self._windows)
        self._tip.setVisible(bool(self._camera.delay))

    def _offer_screens(self) -> None:
        """Offer the monitors that there are now."""
        self._screens.clear()
        for monitor in grab.monitors():
            size = {"width": monitor.width, "height": monitor.height}
            text = N_("Monitor {number} ({width} × {height})", number=monitor.number, **size)
            self._screens.addAction(self._context.show(text), partial(self._camera.monitor, monitor.number))

    def _offer_windows(self) -> None:
        """Offer the windows that are open now; their titles are foreign text."""
        self._windows.clear()
        for window in listed_windows():
            title = one_line(window.title).replace("&", "&&")  # else Qt underlines what follows
            self._windows.addAction(title, partial(self._camera.window, window))
        if self._windows.isEmpty():
            none = self._windows.addAction(self._context.show(N_("No other window is open")))
            none.setEnabled(False)

    def _chosen_delay(self, index: int) -> None:
        self._camera.delay = DELAYS[max(0, index)]
        self._tip.setVisible(bool(self._camera.delay))

    def _without_menu(self) -> None:
        """Let the desktop's own dialog ask which window, where it alone knows them."""
        if self.one_window.menu() is None:
            self._camera.window()

    def _build(self) -> None:
        self.one_screen.setMenu(self._screens)
        self._screens.aboutToShow.connect(self._offer_screens)
        self._windows.aboutToShow.connect(self._offer_windows)
        self.one_window.clicked.connect(self._without_menu)
        self._area, buttons, later = QWidget(), Flow(), QHBoxLayout()
        self.tiles = Flow(self._area, theme.SPACE_3)
        for button in (self.whole, self.one_screen, self.one_window, self.part, self.paste):
            buttons.addWidget(button)
        self._delay.setWordWrap(False)
        self._delay.setBuddy(self.when)
        self.when.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        later.setSpacing(theme.SPACE_3)
        later.addWidget(self._delay)
        later.addWidget(self.when)
        later.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._ways)
        column.addLayout(buttons)
        column.addLayout(later)
        column.addWidget(self._tip)
        self.body.addWidget(self._area)
        self.body.addLayout(column)


def listed_windows() -> Sequence[OpenWindow]:
    """Return the open windows; none where the desktop does not tell."""
    try:
        return grab.desktop().windows()
    except SelfhelpError:
        return ()
