"""The screenshot editor, in which the user redacts and annotates an image."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.pixels import PictureFile, encode_within_limit
from selfhelp.ui.context import Context
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import BlackOut
from selfhelp.ui.editor.canvas import ZOOM_STEP, Canvas
from selfhelp.ui.editor.drawing_tools import PLACED, Tool
from selfhelp.ui.editor.editor_actions import EditorActions
from selfhelp.ui.editor.editor_footer import EditorFooter
from selfhelp.ui.editor.redaction_bar import RedactionBar, Seen
from selfhelp.ui.editor.tool_row import (
    TOOLS,
    ToolRow,
    describe_added_annotation,
    describe_annotation,
    describe_position,
)
from selfhelp.ui.images import image_file
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import EditorPage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.delayed_call import call_soon
from selfhelp.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from selfhelp.steps.recording_editor import RecordingEditor
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.following.reply_draft import ReplyDraft

_KEYS = N_(
    "Use the arrow keys to move the rectangle (Shift: resize, Ctrl: smaller "
    "steps). Press Enter to draw, or M to select an annotation."
)
_WORDS = N_("Type your text, then press Enter.")
_LOW = 640
"""Minimum height of the window with room for tools, a suggestion and the image, in logical pixels."""
_TIGHT = 360
"""Minimum height of the page with room for the hint, in logical pixels; otherwise a button shows the hint."""


class EditorScreen(AppScreen[EditorPage]):
    """The screen that edits one image; the image stays in memory until the user accepts the image."""

    scrolls, fills, roomy = False, True, True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case: Case | ReplyDraft | RecordingEditor | None = None
        self._key = ""
        self._picture: AnnotatedImage | None = None
        self._opening: BackgroundJob[QImage] | None = None
        self._saving: BackgroundJob[PictureFile] | None = None
        self._warned = False
        self._drawn = self._hidden = 0
        self._by_keyboard = False
        self._came = 0
        """Cache key of the image that is already in the case; 0 for a new image."""
        self.canvas = Canvas()
        self.canvas.setObjectName("canvas")
        self.row, self.aids = ToolRow(), EditorActions(self.canvas)
        self.private, self.foot = RedactionBar(context, self.canvas), EditorFooter(self.aids)
        self._how = PlainLabel("", "sub")
        self._how.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.setAcceptDrops(True)
        self._build_layout()
        self._create_shortcuts()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Edit image"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.row.retranslate(show)
        self.aids.retranslate(show)
        self.private.retranslate()
        self.foot.retranslate(show)
        self.canvas.set_accessible_text(show(N_("Edit image")), show(_KEYS), show(_WORDS))
        self._show_tool_hint()

    def on_shown(self, destination: EditorPage | None) -> None:
        """Show the destination's image: a new image, or an image of the case."""
        if not self.context.app.policy.evidence.screenshots:
            self.context.say(grab.NOT_ALLOWED)
        elif destination is not None:
            self._discard_image()
            self._case, self._key = destination.case, destination.key
            self._choose_tool(Tool.BLACK_OUT)
            if destination.picture is None:
                data = destination.case.read_picture(self._key)
                self._start_reading_image(partial(image_file.decode_image, data, self.title()))
            else:
                self._set_image(destination.picture, destination.seen)
        elif self._picture is None and self._opening is None:
            call_soon(self, self.context.back)  # the image was added while another page was shown
        self._warned = False
        self.canvas.setFocus()
        self._on_canvas_focused(self._has_room())  # even if the window is activated later

    def can_end(self) -> bool:
        """Discard the image and return True; if edits would be lost, warn the user the first time instead."""
        untouched = self._picture is None or not self._picture.undoable_step_count
        if untouched or self._warned:
            self._discard_image()
            return True
        self._warned = True
        self.context.say(
            N_("This image isn't in your ticket yet. Go back once more to discard your changes.")
        )
        return False

    def place_message(self, bar: QWidget) -> bool:
        """Move the window's message bar above the buttons."""
        self._column.removeWidget(bar)
        self._column.insertWidget(self._column.indexOf(self.foot), bar)
        return True

    def can_be_freed(self) -> bool:
        """Return whether no image is being edited."""
        return self._picture is None and self._opening is None

    # -- an image comes and goes ------------------------------------------------------------------

    def _start_reading_image(self, read: Any) -> None:
        """Read an image on a pool thread; it replaces the current image, as a step that can be undone."""
        if self._opening is not None:
            self._opening.detach()
        self._opening = self.context.jobs.start_job(
            lambda _progress: read(), self._on_image_read, self._on_image_open_failed, owner=self
        )

    def _on_image_read(self, image: QImage) -> None:
        self._opening = None
        if self._picture is None:
            self._set_image(image)
            self._came = self._picture.original.cacheKey() if self._picture is not None else 0
            return
        self._picture.replace_image(image)
        self.context.say(N_("The image has been replaced. Select “Undo” to restore the previous one."))

    def _on_image_open_failed(self, error: SelfhelpError) -> None:
        self._opening = None
        self.context.say(error.user_message)

    def _set_image(self, image: QImage, seen: Seen | None = None) -> None:
        self._warned, self._drawn, self._came = False, 0, 0
        try:
            image_file.require_allowed_image_size(image)
            self._picture = AnnotatedImage(image, self)
        except SelfhelpError as error:
            self._on_image_open_failed(error)
            return
        self._picture.stepped.connect(self._on_history_changed)
        self.canvas.setEnabled(True)
        self.canvas.show_picture(self._picture)
        self.private.search_picture(self._picture, seen)
        self._update_actions()

    def _discard_image(self) -> None:
        """Release the image and its history, including all pixels hidden by annotations."""
        for job in (self._opening, self._saving):
            if job is not None:
                job.detach()
        self.private.stop_search()
        if self._picture is not None:
            self.canvas.clear_picture()
            self._picture.flatten()
            self._picture.deleteLater()
        self._picture = self._opening = self._saving = None
        self._update_actions()

    def _replace_image(self, data: QMimeData) -> None:
        """Replace the image with a pasted or dropped image."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = QImage(data.imageData()) if data.hasImage() and not files else QImage()
        if self._saving is not None:
            return
        if self._case is None or not (files or not image.isNull()):
            self.context.say(N_("There's no image to paste. Copy one first."))
            return
        if files:
            self._start_reading_image(partial(image_file.read_image, files[0]))
            return
        try:
            image_file.require_allowed_image_size(image)
        except SelfhelpError as error:
            self._on_image_open_failed(error)
            return
        self._on_image_read(image)

    # -- doing -------------------------------------------------------------------------------------

    def _accept_image(self) -> None:
        """Release the image's history, and encode the image on a pool thread."""
        if self._picture is None or not self.foot.accept.isEnabled():
            return
        self.canvas.surface.commit_text_field()
        self.private.stop_search()
        self._hidden = self._count_hidden_areas(
            self._picture
        )  # before flattening, which drops the annotations
        image = self._picture.flatten()
        self.foot.accept.setEnabled(False)
        self.canvas.setEnabled(False)
        policy = self.context.app.policy
        limit = min(policy.evidence.image_megabytes, policy.outbox.file_megabytes) * 1_000_000
        self._saving = self.context.jobs.start_job(
            lambda _progress: encode_within_limit(image, limit),
            self._on_image_encoded,
            self._on_encoding_failed,
            owner=self,
        )

    def _on_image_encoded(self, file: PictureFile) -> None:
        if self._case is None:
            return
        try:
            if self._key:
                self._case.replace_picture(self._key, file.data, self._hidden)
            else:
                stem = self.context.translate(N_("screenshot"))
                self._case.add_screenshot(file.data, stem, self._hidden)
        except SelfhelpError as error:
            self._on_encoding_failed(error)
            return
        said = _make_added_message(bool(self._key), self._hidden, reduced=file.is_reduced)
        self._close_editor()
        self.context.say(said)

    def _count_hidden_areas(self, picture: AnnotatedImage) -> int:
        """Return the number of redacted areas, including areas in the image that is already in the case."""
        drawn = sum(isinstance(mark, BlackOut) for mark in picture.annotations)
        same = self._case is not None and self._came == picture.original.cacheKey()
        return drawn + (self._case.count_hidden_areas(self._key) if same and self._case is not None else 0)

    def _on_encoding_failed(self, error: SelfhelpError) -> None:
        self._saving = None
        self.canvas.setEnabled(True)
        self._update_actions()
        self.context.say(error.user_message)

    def _confirm_or_discard(self) -> None:
        """Discard the image; if it has annotations, show a warning the first time."""
        if self._picture is not None and self._picture.undoable_step_count and not self._warned:
            self._warned = True
            self.context.say(N_("Select “Discard” again to delete this image and your annotations."))
            return
        self._close_editor()

    def _close_editor(self) -> None:
        self._discard_image()
        if not self.isHidden():  # otherwise another page is shown, and it stays
            self.context.back()

    def _copy_image(self) -> None:
        if self._picture is not None:
            self.canvas.surface.commit_text_field()
            QGuiApplication.clipboard().setImage(QImage(self._picture.image))
            self.context.say(N_("Image copied."))

    def _paste_image(self) -> None:
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where there's no clipboard
        self._replace_image(data or QMimeData())

    def _undo_or_redo(self, way: Callable[[AnnotatedImage], None]) -> None:
        """Call an undo or redo function after cancelling an unfinished annotation."""
        if self._picture is not None:
            self.canvas.surface.cancel_drawing()
            way(self._picture)

    # -- telling -----------------------------------------------------------------------------------

    def _choose_tool_by_key(self, tool: Tool) -> None:
        """Choose a tool by its shortcut, and announce the tool's name, because the image keeps the focus."""
        self._choose_tool(tool)
        announce_politely(self.canvas.surface, self._how.accessibleName())

    def _choose_tool(self, tool: Tool) -> None:
        self.row.buttons[tool].setChecked(True)
        self.canvas.choose_tool(tool)
        self._show_tool_hint()

    def _show_hint_text(self, text: Text) -> None:
        self._set_hint(self.context.translate(text))

    def _set_hint(self, words: str) -> None:
        """Show a hint; a shorter one keeps the space, so that the image doesn't move while the user draws."""
        self._how.setText(words)
        height = self._how.heightForWidth(self._how.width())
        self._how.setMinimumHeight(max(self._how.minimumHeight(), height))

    def _show_tool_hint(self, *, keys: bool = False) -> None:
        """Show how to use the tool; with ``keys``, also how to draw with the keyboard."""
        (word, _key, how), show = TOOLS[self.canvas.tool], self.context.translate
        self._set_hint(f"{show(word)} – {show(how)} {show(_KEYS) if keys else ''}".rstrip())

    def _show_selection_hint(self, area: QRect, by_keyboard: bool) -> None:
        """Show where the user draws; with the keyboard, beside the keys if there's room."""
        if area.isEmpty():
            self._show_tool_hint()
            return
        self._by_keyboard = by_keyboard
        place = self.context.translate(describe_position(area, at_a_place=self.canvas.tool in PLACED))
        keys = by_keyboard and self._has_room()
        self._set_hint(f"{place}\n{self.context.translate(_KEYS)}" if keys else place)
        if by_keyboard:
            announce_politely(self, place)

    def _show_selected_annotation(self, held: bool) -> None:
        mark = self.canvas.surface.get_selected_annotation() if held else None
        self.aids.set_remove_button_visible(mark is not None)
        if mark is None:
            self._show_tool_hint()
            return
        name, area = self.context.translate(describe_annotation(mark)), mark.find_bounding_rect()
        self._show_hint_text(
            N_(
                "“{name}” selected, {left} pixels from the left, {top} from the top. Move it, "
                "or press Delete.",
                name=name,
                left=area.x(),
                top=area.y(),
            )
        )
        announce_politely(self, self._how.accessibleName())

    def _on_canvas_focused(self, by_tab: bool) -> None:
        """Show the focus ring, and unless the user has clicked the image, how to draw with the keyboard."""
        self._show_focus_ring(True)
        if by_tab and self.canvas.surface.get_selected_annotation() is None:
            if self._has_room():
                self._show_tool_hint(keys=True)
            else:
                self._show_hint_text(_KEYS)

    def _has_room(self) -> bool:
        """Return whether the window has room for a long hint besides the image."""
        return self.window().height() >= _LOW

    def _show_focus_ring(self, shown: bool) -> None:
        """Show or hide the focus ring around the image."""
        self._stage.setProperty("active", shown)
        self._stage.style().unpolish(self._stage)
        self._stage.style().polish(self._stage)

    def _hide_parts_if_low(self) -> None:
        """Leave most of a low window to the image.

        Hide the tools while a suggestion is shown, and in a very low window the actions as well; there, the
        hint is shown only if the user wants it.
        """
        asks, tight = self.private.isVisibleTo(self), self.height() < _TIGHT
        crowded = asks and self.height() < _LOW
        keys = tight and self.aids.keys.isChecked()  # then letters choose the tools
        self.row.setVisible(not (crowded or keys))
        self.aids.setVisible(not (asks and tight))
        self.aids.set_low(not self._has_room())
        self._how.setVisible(not crowded and (keys or not tight))

    def _show_or_hide_keys(self) -> None:
        """Show in a low window how to draw with the keyboard, or leave the space to the image again."""
        self._how.setMinimumHeight(0)
        if self.aids.keys.isChecked():
            self._show_hint_text(_KEYS)
            announce_politely(self.aids.keys, self._how.accessibleName())
        else:
            self._show_tool_hint()
        self._hide_parts_if_low()

    def _on_history_changed(self) -> None:
        """Announce the annotation that was added or removed."""
        self._update_actions()
        before, self._drawn = self._drawn, 0 if self._picture is None else len(self._picture.annotations)
        if self._picture is not None and self._drawn > before:
            mark = self._picture.annotations[-1]
            self._show_hint_text(describe_added_annotation(mark, by_keyboard=self._by_keyboard))
            announce_politely(self.canvas.surface, self._how.accessibleName())
        elif self._picture is not None and self._drawn < before:
            self._show_hint_text(N_("Annotation removed."))
            announce_politely(self.canvas.surface, self._how.accessibleName())

    def _update_actions(self) -> None:
        self._warned = False
        self.aids.update_actions(self._picture)
        self.foot.accept.setEnabled(self._picture is not None)

    # -- Qt ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Replace the image with the dropped image."""
        event.acceptProposedAction()
        self._replace_image(event.mimeData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide what the new height is too small for."""
        super().resizeEvent(event)
        self._how.setMinimumHeight(0)
        self._hide_parts_if_low()

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, 0, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_2)
        for widget in (self.row, self._how, self.private):
            column.addWidget(widget)
        column.addWidget(self._make_canvas_frame(), 1)
        column.addWidget(self.foot)
        self._connect_signals()

    def _make_canvas_frame(self) -> QFrame:
        frame = self._stage = QFrame()
        frame.setObjectName("stage")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 2, 2, 2)  # the focus is seen there
        inside.addWidget(self.canvas)
        return frame

    def _connect_signals(self) -> None:
        self.row.chosen.connect(self._choose_tool)
        self.canvas.selected.connect(self._show_selection_hint)
        self.canvas.writing.connect(partial(self._show_hint_text, _WORDS))
        self.canvas.held.connect(self._show_selected_annotation)
        self.canvas.reached.connect(self._on_canvas_focused)
        self.canvas.left.connect(partial(self._show_focus_ring, False))
        self.private.asking.connect(self._hide_parts_if_low)
        self.aids.keys.clicked.connect(self._show_or_hide_keys)
        self.foot.discard.clicked.connect(self._confirm_or_discard)
        self.foot.accept.clicked.connect(self._accept_image)
        self.aids.undo.clicked.connect(partial(self._undo_or_redo, AnnotatedImage.undo))
        self.aids.redo.clicked.connect(partial(self._undo_or_redo, AnnotatedImage.redo))
        self.aids.copy.clicked.connect(self._copy_image)
        self.aids.paste.clicked.connect(self._paste_image)

    def _create_shortcuts(self) -> None:
        standard, canvas = QKeySequence.StandardKey, self.canvas
        keys = {
            QKeySequence(standard.Undo): partial(self._undo_or_redo, AnnotatedImage.undo),
            QKeySequence(standard.Redo): partial(self._undo_or_redo, AnnotatedImage.redo),
            QKeySequence(standard.Copy): self._copy_image,
            QKeySequence(standard.Paste): self._paste_image,
            QKeySequence(standard.ZoomIn): partial(canvas.zoom_by, ZOOM_STEP),
            QKeySequence(standard.ZoomOut): partial(canvas.zoom_by, 1 / ZOOM_STEP),
            QKeySequence("Ctrl+0"): canvas.zoom_to_fit,
            QKeySequence("Ctrl+1"): canvas.zoom_to_actual_size,
            QKeySequence("Ctrl+Return"): self._accept_image,
        }
        for key, slot in keys.items():
            QShortcut(key, self).activated.connect(slot)
        letters = {"P": self.private.redact_current_area, "L": self.private.skip_current_area}
        letters |= {
            letter: partial(self._choose_tool_by_key, tool) for tool, (_word, letter, _how) in TOOLS.items()
        }
        for letter, slot in letters.items():  # on the canvas only: speech input types letters (WCAG 2.1.4)
            shortcut = QShortcut(QKeySequence(letter), canvas.surface)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)


def _make_added_message(again: bool, hidden: int, *, reduced: bool) -> Text:
    """Return the message after adding an image, with the number of redacted areas and any size reduction."""
    if reduced:
        return N_(
            "The image was reduced in size so that it can be sent. Open it to check that it's still readable."
        )
    what = N_("Image updated.") if again else N_("Image added.")
    if not hidden:
        return N_("{what} Nothing in the image is redacted.", what=what)
    areas = NN_("{count} area in the image is redacted.", "{count} areas in the image are redacted.", hidden)
    return N_("{what} {areas}", what=what, areas=areas)
