"""The attachments strip of the ticket form, with buttons to add images and files."""

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
from selfhelp.ui.parts.thumbnail_cache import ThumbnailCache
from selfhelp.ui.widgets.attachment_tiles import SMALL, FileRow, PictureTile, SmallTile
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.icon_buttons import IconButton
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.spoken_menu import SpokenMenu

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.review.items import ReviewItem


class AttachmentStrip(QWidget):
    """A ticket's thumbnails and file rows, with buttons to add a screenshot, window, recording or file.

    Signals:
        pasted: the user wants to add the clipboard's content.
        chosen: the user chose files; carries a list of `Path`.
        removed: the user removed an image or a file; carries its key.
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
        """Number of images shown."""
        self._area = QWidget()
        self.tiles, self._rows = FlowLayout(self._area, theme.SPACE_3), QVBoxLayout()
        self.whole, self.one_window = IconButton("screen"), IconButton("window")
        self.add, self.more = IconButton("file"), IconButton("more")
        self.record = IconButton("record")
        self._screens, self._windows, self._menu = SpokenMenu(self), SpokenMenu(self), SpokenMenu(self)
        self.part, self.paste = QAction(self), QAction(self)
        self._delays = QActionGroup(self)
        self._tip, self._forbidden = PlainLabel("", "small"), PlainLabel("", "small")
        self._build_layout()
        self._connect_signals()

    def refresh(self, case: Case) -> None:
        """Show the images and files of a case."""
        self._retranslate()
        added = case.list_added_items()
        keys = [item.key for item in added if item.group == "picture"]
        files = [(item.key, item.title) for item in added if item.group == "file"]
        language = self._context.translator.language
        shown = (language, case.ref, [(key, hash(case.read_picture(key))) for key in keys], files)
        if shown != self._shown:  # no image is kept here
            self._shown = shown
            self._rebuild_tiles(case, keys)
            self._rebuild_file_rows(case)
        self._update_visibility()

    def set_capture_delay(self, seconds: int) -> None:
        """Set the delay between the click and the screenshot, in seconds."""
        self._camera.delay = seconds
        for action in self._delays.actions():
            action.setChecked(action.data() == seconds)
        self._update_screenshot_label()

    # -- parts -------------------------------------------------------------------------------------

    def _rebuild_tiles(self, case: Case, keys: Sequence[str]) -> None:
        clear_layout(self.tiles)
        self._thumbnails.remove_all_except(keys)
        for number, key in enumerate(keys, 1):
            self.tiles.addWidget(self._make_picture_tile(case, key, number))
        self._area.setVisible(bool(keys))
        self.count = len(keys)

    def _rebuild_file_rows(self, case: Case) -> None:
        clear_layout(self._rows)
        show = self._context.translate
        files = [item for item in case.list_added_items() if item.group == "file"]
        for item in files:
            if not item.of_steps:
                self._add_file_row(show(item.title), [item])
        images = [item for item in files if item.of_steps]
        if images:
            self._add_file_row(
                show(NN_("{count} image of your steps", "{count} images of your steps", len(images))), images
            )

    def _add_file_row(self, name: str, items: Sequence[ReviewItem]) -> None:
        """Add one row for files that can only be removed together."""
        size = self._context.translator.format_size(sum(item.size for item in items))
        remove = self._context.translate(N_("Remove"))
        row = FileRow(name, size, self._context.make_row_button_label, remove, self)
        row.removed.connect(partial(self._remove_items, [item.key for item in items]))
        self._rows.addWidget(row)

    def _remove_items(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.removed.emit(key)

    def _make_picture_tile(self, case: Case, key: str, number: int) -> PictureTile:
        show = self._context.translate
        name = show(N_("Image {number}", number=number))
        tile = SmallTile(
            name, self._context.make_row_button_label, show(N_("Edit")), show(N_("Remove")), self
        )
        tile.edited.connect(partial(self._context.open, EditorPage(case, key=key)))
        tile.removed.connect(partial(self.removed.emit, key))
        self._thumbnails.show_thumbnail(key, case.read_picture(key), SMALL, tile, tile.show_picture)
        return tile

    def _retranslate(self) -> None:
        show = self._context.translate
        for button, word, what in (
            (self.one_window, N_("Window"), N_("Take a screenshot of one window")),
            (self.record, N_("Record steps"), N_("Show the help desk how the problem occurs")),
            (self.add, N_("File"), N_("Attach files. You can also drop them here.")),
            (self.more, N_("More"), N_("More ways to add an image")),
        ):
            button.set_label(show(word), show(what))
        self._update_screenshot_label()
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
            action.setText(show(_make_delay_label(int(action.data()))))
        self._forbidden.setText(show(_NO_PICTURES))

    def _update_screenshot_label(self) -> None:
        show, seconds = self._context.translate, self._camera.delay
        later = NN_("Screenshot in {count} second", "Screenshot in {count} seconds", seconds)
        about = N_("Take a screenshot of the whole screen. You can redact private details before it's added.")
        self.whole.set_label(show(later if seconds else N_("Screenshot")), show(about))
        self._tip.setText(
            show(N_("Before the screenshot is taken, open the menu or window that shows the problem."))
        )
        self._tip.setVisible(bool(seconds) and self._are_screenshots_allowed())

    def _are_screenshots_allowed(self) -> bool:
        return self._context.app.policy.evidence.screenshots

    def _update_visibility(self) -> None:
        """Show only the buttons that the desktop and the policy support."""
        allowed = self._are_screenshots_allowed()
        kind = (
            grab.detect_window_choice() if allowed else grab.WindowChoice.UNKNOWN
        )  # otherwise the desktop isn't queried
        self.whole.setVisible(allowed)
        self.record.setVisible(self._context.app.policy.steps.enabled)
        self.more.setVisible(allowed)
        self._forbidden.setVisible(not allowed)
        self._screens.menuAction().setVisible(len(grab.list_monitors()) > 1)
        self.one_window.setVisible(allowed and kind is not grab.WindowChoice.UNKNOWN)
        if kind is grab.WindowChoice.LISTED:
            self.one_window.setMenu(self._windows)

    def _fill_displays_menu(self) -> None:
        """List the connected displays in the menu."""
        self._screens.clear()
        for monitor in grab.list_monitors():
            size = {"width": monitor.width, "height": monitor.height}
            text = N_("Display {number} ({width} × {height})", number=monitor.number, **size)
            self._screens.addAction(
                self._context.translate(text), partial(self._camera.capture_monitor, monitor.number)
            )

    def _fill_windows_menu(self) -> None:
        """List the open windows in the menu; their titles are external text."""
        self._windows.clear()
        for window in list_open_windows():
            title = shorten_to_one_line(window.title).replace(
                "&", "&&"
            )  # otherwise Qt underlines the next letter
            self._windows.addAction(title, partial(self._camera.capture_window, window))
        if self._windows.isEmpty():
            none = self._windows.addAction(self._context.translate(N_("No other window is open")))
            none.setEnabled(False)

    def _choose_window_by_desktop(self) -> None:
        """Open the desktop's own dialog to choose a window, if apps can't list the desktop's windows."""
        if self.one_window.menu() is None:
            self._camera.capture_window()

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, self._context.translate(N_("Attach files")))
        self.chosen.emit([Path(name) for name in names])

    def _build_layout(self) -> None:
        for button in (self.one_window, self.more):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.addMenu(self._screens)
        self._menu.addActions([self.part, self.paste])
        self._menu.addSeparator()
        for seconds in DELAYS:
            action = self._menu.addAction("", partial(self.set_capture_delay, seconds))
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

    def _connect_signals(self) -> None:
        self.whole.clicked.connect(self._camera.capture_desktop)
        self.part.triggered.connect(self._camera.capture_region)
        self.paste.triggered.connect(self.pasted)
        self.add.clicked.connect(self._choose_files)
        self.record.clicked.connect(self._context.record)
        self.one_window.clicked.connect(self._choose_window_by_desktop)
        self._screens.aboutToShow.connect(self._fill_displays_menu)
        self._windows.aboutToShow.connect(self._fill_windows_menu)


def _make_delay_label(seconds: int) -> Text:
    """Return the menu label of a screenshot delay in seconds."""
    if not seconds:
        return N_("Capture now")
    return NN_("Capture in {count} second", "Capture in {count} seconds", seconds)


def list_open_windows() -> Sequence[OpenWindow]:
    """Return the open windows that can be captured; empty if the desktop doesn't list windows."""
    try:
        return grab.select_capture_backend().list_windows()
    except SelfhelpError:
        return ()


_NO_PICTURES = N_("Your organisation doesn't allow screenshots. Describe what you see.")
