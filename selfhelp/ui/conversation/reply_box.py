"""The reply composer: text, images and files, and one-click replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import CancelledError, SelfhelpError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import ReplyKind
from selfhelp.ui import theme
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.images import image_file
from selfhelp.ui.navigation import EditorPage
from selfhelp.ui.parts.attachment_input import add_opened_files, open_files
from selfhelp.ui.parts.attachment_strip import list_open_windows
from selfhelp.ui.parts.thumbnail_cache import ThumbnailCache
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.attachment_tiles import THUMBNAIL, FileRow, PictureTile
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.multiline_input import TOO_LONG, MultilineInput
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.spoken_menu import SpokenMenu

if TYPE_CHECKING:
    from selfhelp.tickets.following.reply_draft import ReplyDraft
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.ui.editor.redaction_bar import Seen

LINES = 2
"""Visible lines of the field; longer text scrolls, so that the messages keep their space."""

GUARD_MS = 1_500
"""Milliseconds for which "Reopen" and "Mark as resolved" are disabled after one appeared or was clicked.

They take each other's place, so the second click of a double-click would undo the first.
"""


class ReplyBox(QWidget):
    """The text field, the attachment tools and the Send buttons; the page fixes them at its foot if it can.

    Attributes:
        added: the widget with the reply's attachments; the page places it below the messages, because it can
          become high.
        reopens: whether the user said that the problem isn't resolved, so that Send also reopens the ticket.

    Signals:
        said: the user wants to send a reply; carries the `ReplyKind`.
        changed: the draft was changed.
        grown: an attachment was added to `added`.
    """

    said = Signal(object)
    changed = Signal()
    grown = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.draft: ReplyDraft | None = None
        self.reopens = False
        self._talk: LoadedConversation | None = None
        self._thumbnails, self._count = ThumbnailCache(context.jobs), 0
        self.camera = ScreenshotCapture(context, self._edit_screenshot, self._on_attachment_failed, self)
        self.words, self.added = MultilineInput(), QWidget()
        self._tiles, self._rows = FlowLayout(spacing=theme.SPACE_3), QVBoxLayout()
        self._tools = FlowLayout()
        self.attach, self.picture, self.paste = QPushButton(), QPushButton(), QPushButton()
        self.send, self.resolved, self.reopen = QPushButton(), QPushButton(), QPushButton()
        self._enabled, self._guard = True, QTimer(self, singleShot=True, interval=GUARD_MS)
        self._note, self._added_heading = PlainLabel("", "small"), PlainLabel("", "author")
        self._build_layout()

    # -- a ticket ----------------------------------------------------------------------------------

    def set_draft(self, draft: ReplyDraft) -> None:
        """Set the draft to edit."""
        self.draft, self._count, self.reopens = draft, len(draft.list_added_items()), False
        self.words.setPlainText(draft.text)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.update_texts()

    def show_conversation(self, talk: LoadedConversation) -> None:
        """Offer the kinds of reply that the ticket's current state allows."""
        before, self._talk = self._talk, talk
        hidden = [button for button in self._list_state_buttons() if button.isHidden()]
        self.update_texts()
        same = before is not None and before.item.report == talk.item.report
        if same and any(not button.isHidden() for button in hidden):
            self._start_guard()

    def update_texts(self) -> None:
        """Update all text and the attachments."""
        show, talk = self._context.translate, self._talk
        comment = talk is not None and talk.can_send_reply(ReplyKind.COMMENT)
        self.words.setAccessibleName(show(N_("Your reply")))
        self.words.setPlaceholderText(show(N_("Write a reply…")))
        self._added_heading.setText(show(N_("To be sent with your reply")))
        for button, text in (
            (self.attach, N_("Add files…")),
            (self.picture, N_("Take a screenshot")),
            (self.paste, N_("Paste an image")),
            (self.send, N_("Send and reopen") if self._sending_reopens else N_("Send")),
        ):
            button.setText(show(text))
        self._update_visibility(talk, comment)
        self._rebuild_attachments()
        self._update_reply_hint()

    def _update_visibility(self, talk: LoadedConversation | None, comment: bool) -> None:
        files = comment and talk is not None and talk.abilities.files and talk.abilities.comment_files
        keeps = talk is not None and talk.lost and not self._is_empty
        pictures = files and self._context.app.policy.evidence.screenshots
        for widget, wanted in (
            (self.words, comment or keeps),
            (self.attach, files),
            (self.picture, pictures),
            (self.paste, pictures),
            (self.send, comment),
            (self.resolved, self._offers_resolving()),
            (self.reopen, talk is not None and talk.reopens_without_question),
        ):
            widget.setVisible(wanted)
        self.setVisible(keeps or not all(button.isHidden() for button in self.list_send_buttons()))

    def _offers_resolving(self) -> bool:
        """Return whether the ticket can be marked as resolved, or an empty reply can say that it is."""
        talk = self._talk
        if talk is None or talk.awaits_approval or talk.is_resolving:
            return False
        if talk.not_closable and not (self._is_empty and talk.can_send_reply(ReplyKind.COMMENT)):
            return False
        return talk.can_send_reply(ReplyKind.SOLVE)

    @property
    def _sending_reopens(self) -> bool:
        return self.reopens or (self._talk is not None and self._talk.reopens_on_comment)

    @property
    def _is_empty(self) -> bool:
        return self.draft is None or self.draft.is_empty

    def set_low(self, low: bool) -> None:
        """Show fewer lines of the reply if the page is low, so that the buttons below aren't cut off."""
        line = self.words.fontMetrics().lineSpacing()
        self.words.setFixedHeight(line + theme.SPACE_6 if low else line * LINES + theme.SPACE_5)

    def get_height_while_writing(self, width: int) -> int:
        """Return the height in logical pixels while the reply has text.

        A reply with text has a hint above it and longer labels below.
        """
        around = QRect(0, 0, width, 0)
        wrap = Qt.TextFlag.TextWordWrap
        hint = self._note.fontMetrics().boundingRect(around, wrap, self._make_hint(empty=False)).height()
        field, gaps = self.words.minimumHeight(), 2 * self._column.spacing()
        wider: dict[QWidget, int] = {
            button: button.fontMetrics().horizontalAdvance(self._context.translate(text))
            - button.fontMetrics().horizontalAdvance(button.text())
            for button, text in self._list_state_labels(empty=False)
        }
        return hint + field + gaps + self._tools.get_height_if_wider(width, wider)

    def list_send_buttons(self) -> Sequence[QPushButton]:
        """Return the Send buttons, the most important first."""
        return (self.send, self.reopen, self.resolved)  # as `ReplyKind` has them

    def set_sending_enabled(self, allowed: bool) -> None:
        """Enable or disable the Send buttons, for example while a reply is being saved."""
        self._enabled = allowed
        self.send.setEnabled(allowed)
        self._update_state_buttons()
        if allowed:
            self.update_texts()

    def _list_state_buttons(self) -> Sequence[QPushButton]:
        return (self.reopen, self.resolved)

    def _start_guard(self) -> None:
        """Disable the buttons that change the ticket's state for a moment."""
        self._guard.start()
        self._update_state_buttons()

    def _update_state_buttons(self) -> None:
        for button in self._list_state_buttons():
            button.setEnabled(self._enabled and not self._guard.isActive())

    def set_send_primary(self, on: bool) -> None:
        """Style Send as the primary button or as a normal button."""
        set_button_primary(self.send, on)

    def _update_reply_hint(self) -> None:
        """Update the hint about sending; disable Send for an empty reply.

        The buttons that change the ticket's state say if they also send the reply.
        """
        empty = self._is_empty
        for button, text in self._list_state_labels(empty=empty):
            button.setText(self._context.translate(text))
        self.resolved.setVisible(self._offers_resolving())
        self.send.setEnabled(not empty)
        self._note.setText(self._make_hint(empty=empty))
        self._note.setVisible(bool(self._note.text()))
        warning = self._context.translate(self._make_reopen_warning())
        for part in (self.words, self.send):  # screen readers read the warning before sending
            part.setAccessibleDescription(warning)

    def _list_state_labels(self, *, empty: bool) -> Sequence[tuple[QPushButton, Text]]:
        """Return the buttons that change the ticket's state with their labels."""
        solve = N_("Mark as resolved") if empty else N_("Send and mark as resolved")
        if self._talk is not None and self._talk.not_closable:
            solve = N_("Write that it's resolved")
        return (
            (self.resolved, solve),
            (self.reopen, N_("Reopen") if empty else N_("Send and reopen")),
        )

    def _make_hint(self, *, empty: bool) -> str:
        """Return the hint above an empty or written reply, in the current language."""
        show, unsent = self._context.translate, self._talk is not None and self._talk.sent is None
        if self._talk is not None and self._talk.lost:
            return "" if empty else show(_GOES_ALONG)
        lines = [] if empty else [show(_AFTER_THE_TICKET if unsent else _AS_IT_IS)]
        return "\n".join(filter(None, [show(self._make_reopen_warning()), *lines]))

    def _make_reopen_warning(self) -> Text | str:
        """Return a warning if sending a message reopens the ticket, otherwise ""."""
        talk = self._talk
        if self.reopens:
            return _SAY_WHY
        if talk is None or not talk.reopens_on_comment or not talk.can_send_reply(ReplyKind.COMMENT):
            return ""
        return _REOPENS

    # -- the user's words ---------------------------------------------------------------------------------

    def _on_reply_typed(self) -> None:
        if self.draft is not None:
            self.draft.text = self.words.toPlainText()
            self._update_reply_hint()
            self.changed.emit()

    def start_reopening(self) -> None:
        """Fill in a sentence that the problem isn't resolved, for the user to complete and send."""
        self.reopens = True
        self.update_texts()  # the field's description, which screen readers read with the focus
        self.words.setFocus()  # before the button is hidden
        self.words.setPlainText(self._context.translate(_NOT_RESOLVED))
        self.words.selectAll()
        announce_politely(self.words, self.words.toPlainText())

    def cancel_reopening(self) -> None:
        """Don't reopen the ticket; the sentence is removed from the field if the user hasn't changed it."""
        self.reopens = False
        if self.words.toPlainText() == self._context.translate(_NOT_RESOLVED):
            self.words.clear()
        self.update_texts()
        self.changed.emit()

    def _send_reply(self, kind: ReplyKind) -> None:
        if kind is ReplyKind.COMMENT and self.reopens and not self._is_empty:
            kind = ReplyKind.REOPEN
        if kind is ReplyKind.SOLVE and self._talk is not None and self._talk.not_closable:
            self.words.setFocus()  # before the button is hidden
            self.words.setPlainText(self._context.translate(_IS_RESOLVED))
        elif self.draft is not None and (kind is not ReplyKind.COMMENT or not self.draft.is_empty):
            self.said.emit(kind)
            if kind is not ReplyKind.COMMENT:
                self._start_guard()  # after the focus was moved

    # -- images and files ------------------------------------------------------------------------

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files to the reply; they are opened on a pool thread, because a network drive may be slow."""
        draft = self.draft
        if draft is not None and paths:
            self._context.jobs.start_job(
                partial(open_files, paths),
                partial(self._add_opened_files, draft),
                self._on_attachment_failed,
                owner=self,
            )

    def add_from_mime(self, data: QMimeData) -> None:
        """Add pasted or dropped data to the reply; images open in the editor, files are added as they are."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if self.attach.isHidden():
            self._context.say(_NO_FILES)
        elif files:
            self.add_files(files)
        elif self.paste.isHidden() or not data.hasImage():
            self._context.say(N_("The clipboard has no image or file to add."))
        else:
            self._edit_pasted_image(QImage(data.imageData()))

    def _edit_pasted_image(self, picture: QImage) -> None:
        try:
            if picture.isNull():  # a format that Qt doesn't support
                raise SelfhelpError(N_("The clipboard has no image or file to add."))
            image_file.require_allowed_image_size(picture)
        except SelfhelpError as error:
            self._on_attachment_failed(error)
        else:
            self._open_editor(picture)

    def _edit_screenshot(self, picture: QImage) -> None:
        """Open a new screenshot in the editor, with the names that were visible during the capture."""
        seen, place = self.camera.sighting, picture.offset()
        area = (place.x(), place.y(), picture.width(), picture.height())
        names = None if seen is None else partial(seen.find_names_in_area, *area)
        self._open_editor(picture, names)

    def _edit_attachment(self, key: str) -> None:
        if self.draft is not None:
            self._context.open(EditorPage(self.draft, key=key))

    def _open_editor(self, picture: QImage, names: Seen | None = None) -> None:
        if self.draft is not None:
            self._context.open(EditorPage(self.draft, picture=picture, seen=names))

    def _on_attachment_failed(self, error: SelfhelpError) -> None:
        if not isinstance(error, CancelledError):
            self._context.say(error.user_message)

    def _add_opened_files(self, draft: ReplyDraft, found: Sequence[AddedFile | SelfhelpError]) -> None:
        if (text := add_opened_files(draft.add_attachment, found)) is not None:
            self._context.say(text)
        self.update_texts()
        self.changed.emit()

    def _rebuild_attachments(self) -> None:
        clear_layout(self._tiles)
        clear_layout(self._rows)
        show, size = self._context.translate, self._context.translator.format_size
        had, self._count = self._count, 0
        for key, added in self.draft.list_added_items() if self.draft is not None else ():
            self._count += 1
            remove = partial(self._remove_attachment, key)
            if isinstance(added.content, bytes):
                caption = f"{added.name}, {size(added.size)}"
                tile = PictureTile(
                    caption, self._context.make_row_button_label, show(N_("Edit")), show(N_("Remove")), self
                )
                tile.edited.connect(partial(self._edit_attachment, key))
                tile.removed.connect(remove)
                self._thumbnails.show_thumbnail(key, added.content, THUMBNAIL, tile, tile.show_picture)
                self._tiles.addWidget(tile)
            else:
                row = FileRow(
                    added.name,
                    size(added.size),
                    self._context.make_row_button_label,
                    show(N_("Remove")),
                    self,
                )
                row.removed.connect(remove)
                self._rows.addWidget(row)
        self.added.setVisible(bool(self._count))
        if self._count > had:
            self.grown.emit()
            announce_politely(self.words, show(NN_("{count} file added", "{count} files added", self._count)))

    def _remove_attachment(self, key: str) -> None:
        if self.draft is not None:
            self.draft.remove_attachment(key)
            self.words.setFocus()  # before the focused button is hidden
            self.update_texts()
            self.changed.emit()

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, self._context.translate(N_("Add files")))
        self.add_files([Path(name) for name in names])

    def add_from_clipboard(self) -> None:
        """Add the clipboard's content to the reply."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where there's no clipboard
        self.add_from_mime(data or QMimeData())

    def _fill_capture_menu(self) -> None:
        """Fill the menu of capture modes in the current language."""
        self._menu.clear()
        ways: Sequence[tuple[Text, Callable[[], None]]] = (
            (N_("The whole screen"), self.camera.capture_desktop),
            (N_("Part of the screen"), self.camera.capture_region),
        )
        for text, way in ways:
            self._menu.addAction(self._context.translate(text), way)
        kind = grab.detect_window_choice()
        if kind is grab.WindowChoice.CHOSEN_ON_THE_DESKTOP:
            self._menu.addAction(
                self._context.translate(N_("One window")), partial(self.camera.capture_window, None)
            )
        elif kind is grab.WindowChoice.LISTED:
            for window in list_open_windows():
                title = shorten_to_one_line(window.title).replace(
                    "&", "&&"
                )  # otherwise Qt underlines the next letter
                self._menu.addAction(title, partial(self.camera.capture_window, window))

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        self.set_low(False)
        self._guard.timeout.connect(self._update_state_buttons)
        self.words.textChanged.connect(self._on_reply_typed)
        self.words.shortened.connect(lambda: self._context.say(TOO_LONG))
        self.words.offered.connect(self.add_from_mime)
        self._menu = SpokenMenu(self.picture)
        self._menu.aboutToShow.connect(self._fill_capture_menu)
        self.picture.setMenu(self._menu)
        self.attach.clicked.connect(self._choose_files)
        self.paste.clicked.connect(self.add_from_clipboard)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(
                partial(self._send_reply, ReplyKind.COMMENT)
            )
        tools, below = self._tools, QVBoxLayout(self.added)
        for tool in (self.attach, self.picture, self.paste):
            tool.setProperty("link", True)
            tools.addWidget(tool)
        for button, kind in zip(self.list_send_buttons(), ReplyKind, strict=True):
            button.setAutoDefault(True)
            button.clicked.connect(partial(self._send_reply, kind))
            tools.addWidget(button)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._added_heading)
        below.addLayout(self._rows)
        below.addLayout(self._tiles)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._note)
        column.addWidget(self.words)
        column.addLayout(tools)


_IS_RESOLVED = N_("The problem is resolved. You can close this ticket.")
_NOT_RESOLVED = N_("The problem isn't resolved.")
_SAY_WHY = N_("Describe what still doesn't work. Sending your message reopens the ticket.")
_REOPENS = N_("The ticket is resolved. Sending a message reopens it.")
_NO_FILES = N_("Files can't be added to this reply. Describe what they show instead.")
_GOES_ALONG = N_("“Write a new ticket” takes this text and its files along.")
_AS_IT_IS = N_("We remove passwords and keys from your text. Files are sent unchanged.")
_AFTER_THE_TICKET = N_(
    "Your reply will be sent after the ticket. We remove passwords and keys from your text."
)
