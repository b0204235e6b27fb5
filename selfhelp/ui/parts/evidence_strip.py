"""The attachments strip of the ticket form, with the ways to add images and files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QToolButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.machine.capture.open_windows import OpenWindow
from selfhelp.ui import theme
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.screenshot_capture import DELAYS, ScreenshotCapture
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import EditorPage
from selfhelp.ui.parts.thumbnails import ThumbnailCache
from selfhelp.ui.widgets.dropdown import SpokenMenu
from selfhelp.ui.widgets.evidence import SMALL, FileRow, PictureTile, SmallTile
from selfhelp.ui.widgets.face import IconButton
from selfhelp.ui.widgets.flow import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, to_one_line
from selfhelp.ui.widgets.section import clear_layout

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.review.items import ReviewItem


class EvidenceStrip(QWidget):
    """Images as small images, files as lines, and a row of buttons: screenshot, window, file, more.

    Signals:
        pasted: the user wants what is on the clipboard.
        chosen: carries a list of `Path`.
        removed: carries the key of an image or a file.
    """

    pasted = Signal()
    chosen = Signal(list)
    removed = Signal(str)

    def __init__(self, context: Context, camera: ScreenshotCapture) -> None:
        super().__init__()
        self._context, self._camera = context, camera
        self._thumbnails = ThumbnailCache(context.jobs)
        self._shown: object = None
        self.count = 0
        """How many images are shown."""
        self._area = QWidget()
        self.tiles, self._rows = FlowLayout(self._area, theme.SPACE_3), QVBoxLayout()
        self.whole, self.one_window = IconButton("screen"), IconButton("window")
        self.add, self.more = IconButton("file"), IconButton("more")
        self.record = IconButton("record")
        self._screens, self._windows, self._menu = SpokenMenu(self), SpokenMenu(self), SpokenMenu(self)
        self.part, self.paste = QAction(self), QAction(self)
        self._delays = QActionGroup(self)
        self._tip, self._forbidden = PlainLabel("", "small"), PlainLabel("", "small")
        self._build()
        self._connect()

    def refresh(self, case: Case) -> None:
        """Show the images and files of a case."""
        self._retranslate()
        added = case.added_items()
        keys = [item.key for item in added if item.group == "picture"]
        files = [(item.key, item.title) for item in added if item.group == "file"]
        language = self._context.translator.language
        shown = (language, case.ref, [(key, hash(case.picture_bytes(key))) for key in keys], files)
        if shown != self._shown:  # no image is kept here
            self._shown = shown
            self._fill(case, keys)
            self._list(case)
        self._show_what_there_is()

    def choose_delay(self, seconds: int) -> None:
        """Set the delay of screenshots, in seconds after the click."""
        self._camera.delay = seconds
        for action in self._delays.actions():
            action.setChecked(action.data() == seconds)
        self._name_screenshot()

    # -- parts -------------------------------------------------------------------------------------

    def _fill(self, case: Case, keys: Sequence[str]) -> None:
        clear_layout(self.tiles)
        self._thumbnails.keep_only(keys)
        for number, key in enumerate(keys, 1):
            self.tiles.addWidget(self._tile(case, key, number))
        self._area.setVisible(bool(keys))
        self.count = len(keys)

    def _list(self, case: Case) -> None:
        clear_layout(self._rows)
        show = self._context.translate
        files = [item for item in case.added_items() if item.group == "file"]
        for item in files:
            if not item.of_steps:
                self._add_row(show(item.title), [item])
        images = [item for item in files if item.of_steps]
        if images:
            self._add_row(show(NN_("{count} step image", "{count} step images", len(images))), images)

    def _add_row(self, name: str, items: Sequence[ReviewItem]) -> None:
        """List files that are removed together."""
        size = self._context.translator.format_size(sum(item.size for item in items))
        remove = self._context.translate(N_("Remove"))
        row = FileRow(name, size, self._context.label_for_row, remove, self)
        row.removed.connect(partial(self._remove_all, [item.key for item in items]))
        self._rows.addWidget(row)

    def _remove_all(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.removed.emit(key)

    def _tile(self, case: Case, key: str, number: int) -> PictureTile:
        show = self._context.translate
        name = show(N_("Image {number}", number=number))
        tile = SmallTile(name, self._context.label_for_row, show(N_("Edit")), show(N_("Remove")), self)
        tile.edited.connect(partial(self._context.open, EditorPage(case, key=key)))
        tile.removed.connect(partial(self.removed.emit, key))
        self._thumbnails.show_thumbnail(key, case.picture_bytes(key), SMALL, tile, tile.show_picture)
        return tile

    def _retranslate(self) -> None:
        show = self._context.translate
        for button, word, what in (
            (self.one_window, N_("Window"), N_("Take a screenshot of one window")),
            (self.record, N_("Record steps"), N_("Show the help desk how you get to the problem")),
            (self.add, N_("File"), N_("Attach files. You can also drop them here.")),
            (self.more, N_("More"), N_("More ways to add an image")),
        ):
            button.set_label(show(word), show(what))
        self._name_screenshot()
        for action, text in (
            (self.part, N_("Part of the screen")),
            (self.paste, N_("Paste an image")),
        ):
            action.setText(show(text))
        for menu, name in (
            (self._menu, N_("More ways to add an image")),
            (self._windows, N_("Window")),
            (self._screens, N_("One display")),
        ):
            menu.setTitle(show(name))
            menu.setAccessibleName(show(name))
        for action in self._delays.actions():
            action.setText(show(_delay(int(action.data()))))
        self._forbidden.setText(show(_NO_PICTURES))

    def _name_screenshot(self) -> None:
        show, seconds = self._context.translate, self._camera.delay
        later = NN_("Screenshot in {count} second", "Screenshot in {count} seconds", seconds)
        about = N_("Take a screenshot of the whole screen. You can hide private details before it's added.")
        self.whole.set_label(show(later if seconds else N_("Screenshot")), show(about))
        self._tip.setText(show(N_("Use the time to open the menu or window that shows the problem.")))
        self._tip.setVisible(bool(seconds) and self._allowed())

    def _allowed(self) -> bool:
        return self._context.app.policy.evidence.screenshots

    def _show_what_there_is(self) -> None:
        """Offer one display if there are several, and a window if windows can be listed."""
        allowed = self._allowed()
        kind = grab.window_choice() if allowed else grab.WindowChoice.UNKNOWN  # then the desktop isn't asked
        self.whole.setVisible(allowed)
        self.record.setVisible(self._context.app.policy.steps.enabled)
        self.more.setVisible(allowed)
        self._forbidden.setVisible(not allowed)
        self._screens.menuAction().setVisible(len(grab.list_monitors()) > 1)
        self.one_window.setVisible(allowed and kind is not grab.WindowChoice.UNKNOWN)
        if kind is grab.WindowChoice.LISTED:
            self.one_window.setMenu(self._windows)

    def _offer_screens(self) -> None:
        """Offer the displays that there are now."""
        self._screens.clear()
        for monitor in grab.list_monitors():
            size = {"width": monitor.width, "height": monitor.height}
            text = N_("Display {number} ({width} × {height})", number=monitor.number, **size)
            self._screens.addAction(
                self._context.translate(text), partial(self._camera.capture_monitor, monitor.number)
            )

    def _offer_windows(self) -> None:
        """Offer the windows that are open now; their titles are foreign text."""
        self._windows.clear()
        for window in list_open_windows():
            title = to_one_line(window.title).replace("&", "&&")  # else Qt underlines what follows
            self._windows.addAction(title, partial(self._camera.capture_window, window))
        if self._windows.isEmpty():
            none = self._windows.addAction(self._context.translate(N_("No other window is open")))
            none.setEnabled(False)

    def _let_desktop_choose_window(self) -> None:
        """Use the desktop's own dialog for choosing a window, if only the desktop knows them."""
        if self.one_window.menu() is None:
            self._camera.capture_window()

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, self._context.translate(N_("Attach files")))
        self.chosen.emit([Path(name) for name in names])

    def _build(self) -> None:
        for button in (self.one_window, self.more):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.addMenu(self._screens)
        self._menu.addActions([self.part, self.paste])
        self._menu.addSeparator()
        for seconds in DELAYS:
            action = self._menu.addAction("", partial(self.choose_delay, seconds))
            action.setData(seconds)
            action.setCheckable(True)
            action.setChecked(not seconds)
            self._delays.addAction(action)
        self.more.setMenu(self._menu)
        buttons, column = FlowLayout(spacing=theme.SPACE_2), QVBoxLayout(self)
        for button in (self.whole, self.one_window, self.record, self.add, self.more):
            buttons.addWidget(button)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._area)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addWidget(self._tip)
        column.addWidget(self._forbidden)

    def _connect(self) -> None:
        self.whole.clicked.connect(self._camera.capture_all)
        self.part.triggered.connect(self._camera.capture_region)
        self.paste.triggered.connect(self.pasted)
        self.add.clicked.connect(self._choose_files)
        self.record.clicked.connect(self._context.record)
        self.one_window.clicked.connect(self._let_desktop_choose_window)
        self._screens.aboutToShow.connect(self._offer_screens)
        self._windows.aboutToShow.connect(self._offer_windows)


def _delay(seconds: int) -> Text:
    """Return the entry of the menu for a delay."""
    if not seconds:
        return N_("Take it now")
    return NN_("Take it in {count} second", "Take it in {count} seconds", seconds)


def list_open_windows() -> Sequence[OpenWindow]:
    """Return the open windows that may be captured; none if the desktop doesn't list them."""
    try:
        return grab.select_backend().list_windows()
    except SelfhelpError:
        return ()


_NO_PICTURES = N_("Your organisation doesn't allow screenshots. Describe what you see.")
