"""The messages of a conversation in order, including replies that are waiting to be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState, RemoteFile, ReplyKind, TicketComment
from selfhelp.tickets.outbox.outbox_items import ReplyItem
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.conversation.inline_pictures import InlinePicture, PictureFetcher, is_inline_picture
from selfhelp.ui.state_texts import (
    describe_delivery,
    describe_outlook,
    describe_retry,
    join_sentences,
    needs_sign_in,
    needs_user_action,
)
from selfhelp.ui.widgets.delayed_call import call_soon
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import LIMIT, PlainLabel, remove_control_characters, shorten_to_one_line
from selfhelp.ui.widgets.section_frame import clear_layout, order_by_layout, remove_widgets
from selfhelp.ui.widgets.selectable_label import SelectableLabel
from selfhelp.ui.widgets.status_icons import BUSY, WARN, StatusIcon
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

SHOWN = 8
"""Number of messages shown at first and added by each click; a larger number would delay the window."""

WIDEST = 0.86
"""Maximum width of a message, as a fraction of the page's width."""

NARROWEST = 240
"""Minimum width of a message, in logical pixels."""

FIRST = 600
"""Number of characters in the user's description shown at first; the facts below it are hidden."""

LONG = 2_000
"""Number of characters in other messages shown at first; very long texts would block the window."""

Message = tuple[object, Callable[[], QWidget]]
"""The type of a message: a unique key, and a function that creates the message's widget."""

SAID = {ReplyKind.REOPEN: N_("Reopen this ticket"), ReplyKind.SOLVE: N_("Mark as resolved")}


class MessageList(QWidget):
    """The messages of one ticket, oldest first.

    Signals:
        wanted: the user wants to save a file; carries the `RemoteFile`.
        outbox_wanted: the user wants to see a reply in the outbox; carries its reference.
        retry_wanted: the user wants to send a reply again; carries its reference.
        dismissed: the user has read that the help desk closes the ticket; carries the request's reference.
        sign_in_wanted: the user wants to sign in to the help desk.
    """

    wanted = Signal(object)
    outbox_wanted = Signal(str)
    retry_wanted = Signal(str)
    dismissed = Signal(str)
    sign_in_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._talk: LoadedConversation | None = None
        self._most, self._in_other_words = SHOWN, False
        self._rows: dict[RemoteFile, FileLine] = {}
        self._shown: dict[object, QWidget] = {}
        self.pictures = PictureFetcher(context, self)
        self.pictures.put.connect(self._adjust_bubble_widths)
        self.older = QPushButton()
        self.older.hide()
        self.older.setProperty("link", True)
        self.older.clicked.connect(self._show_older_messages)
        self._list = QWidget()
        self.column = QVBoxLayout(self._list)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.older, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self._list)

    def clear_conversation(self) -> None:
        """Remove the messages of the previous ticket."""
        self._talk, self._most = None, SHOWN
        self._clear_messages()
        self.pictures.clear()
        self.older.hide()

    def show_conversation(self, talk: LoadedConversation) -> None:
        """Show a ticket's current state; reuse existing messages."""
        self._talk = talk
        if self._in_other_words:
            self._clear_messages()
        said = list(self._iter_later_messages(talk))
        hidden = max(0, len(said) - self._most)
        if hidden:
            older = NN_("Show {count} older message", "Show {count} older messages", min(hidden, SHOWN))
            self.older.setText(self._context.translate(older))
        self.older.setVisible(bool(hidden))
        first = [] if hidden else [self._make_first_message(talk)]
        self._update_list([*first, *said[hidden:]])

    def rebuild(self) -> None:
        """Rebuild the list in another language, from the event loop.

        A hidden list is rebuilt the next time a conversation is shown.
        """
        self._in_other_words = True
        if self.isVisible():
            call_soon(self, self._rebuild_stale_list)

    def find_file_line(self, file: RemoteFile) -> FileLine | None:
        """Return the line of a file, or None if it isn't shown."""
        return self._rows.get(file)

    # -- parts -------------------------------------------------------------------------------------

    def _make_first_message(self, talk: LoadedConversation) -> Message:
        """Return the ticket's first message: the user's description."""
        files = _list_ticket_files(talk)
        key = (talk.item.report, talk.words, tuple(files), talk.abilities.fetch)
        return key, partial(self._make_first_bubble, talk, files)

    def _iter_later_messages(self, talk: LoadedConversation) -> Iterator[Message]:
        """Yield the later messages of both sides, then the undelivered replies, from top to bottom."""
        seen: Counter[object] = Counter()
        for comment in _list_comments(talk):
            said = (comment.author, comment.time, comment.text, comment.mine, tuple(comment.files))
            seen[said] += 1  # the same twice is shown twice
            yield (said, seen[said], talk.abilities.fetch), partial(self._make_comment_bubble, comment)
        for reply in talk.replies:
            sending = reply.ref in talk.sending
            state = (
                reply.state,
                reply.stage,
                reply.reason,
                reply.attempts,
                reply.next_try,
                sending,
                talk.lost,
            )
            yield (
                (reply.ref, reply.text, tuple(reply.files), *state),
                partial(self._make_reply_bubble, reply, sending=sending),
            )

    def _update_list(self, wanted: Iterable[Message]) -> None:
        before, self._shown = self._shown, {}
        if not before:  # all are new: showing each separately would lay out all the others again
            self._list.hide()
        for place, (key, make) in enumerate(wanted):
            widget = before.pop(key, None) or make()
            self._shown[key] = widget
            if self.column.indexOf(widget) != place:
                self.column.removeWidget(widget)
                self.column.insertWidget(place, widget)
                widget.show()  # the layout would show it only after the replaced one is hidden
        self._list.show()
        self._move_focus(before)
        for gone in before.values():
            self._rows = {file: line for file, line in self._rows.items() if not gone.isAncestorOf(line)}
        remove_widgets(self.column, before.values())
        order_by_layout(self.column)

    def _move_focus(self, gone: Mapping[object, QWidget]) -> None:
        """Focus the message that replaces the focused one, before that is hidden; otherwise the last one."""
        focus = self.window().focusWidget()
        key = next((key for key, row in gone.items() if focus is not None and row.isAncestorOf(focus)), None)
        if isinstance(key, tuple) and self._shown:
            same = [
                row for other, row in self._shown.items() if isinstance(other, tuple) and other[0] == key[0]
            ]
            [*self._shown.values(), *same][-1].setFocus()

    def _rebuild_stale_list(self) -> None:
        if self._in_other_words and self._talk is not None:
            self.show_conversation(self._talk)

    def _clear_messages(self) -> None:
        clear_layout(self.column)
        self._shown, self._rows, self._in_other_words = {}, {}, False

    def _show_older_messages(self) -> None:
        """Show older messages, and focus the newest of the added messages.

        The button that the user clicked may be hidden now, so it can't keep the focus.
        """
        here = next(iter(self._shown.values()), None)
        self._most += SHOWN
        if here is not None:
            here.setFocus()
        if self._talk is not None:
            self.show_conversation(self._talk)

    def _make_first_bubble(self, talk: LoadedConversation, files: Sequence[RemoteFile]) -> QWidget:
        """Return a bubble with the user's first message, above the collapsed facts."""
        first = Bubble(self._context.translate(N_("You")), self._format_moment(talk.item.created), mine=True)
        if talk.words:
            words = self._context.translate(talk.words)
            first.show_shortened_text(
                words, words.strip().partition("\n\n")[0][:FIRST], self._more_button_label
            )
        else:
            first.show_message_text(self._context.translate(talk.item.subject))
        self._add_files(first, talk, files)
        return first.wrap_in_row()

    def _make_comment_bubble(self, comment: TicketComment) -> QWidget:
        name = self._context.translate(N_("You")) if comment.mine else comment.author
        name = name or self._context.translate(N_("Help desk"))
        if comment.automatic:
            name = self._context.translate(N_("{author} · automatic message", author=name[:70]))
        bubble = Bubble(name, self._format_moment(comment.time), comment.mine)
        text = self._context.translate(comment.text)
        bubble.show_shortened_text(text, text[:LONG], self._more_button_label)
        if self._talk is not None:
            self._add_files(bubble, self._talk, comment.files)
        return bubble.wrap_in_row()

    def _make_reply_bubble(self, reply: ReplyItem, *, sending: bool) -> QWidget:
        show = self._context.translate
        arrived = reply.state is DeliveryState.DELIVERED
        bubble = Bubble(show(N_("You")), self._format_moment(reply.created), mine=True, waits=not arrived)
        text = show(reply.text or SAID.get(reply.kind, N_("Files")))
        bubble.show_shortened_text(text, text[:LONG], self._more_button_label)
        for name, size in reply.files:
            if is_inline_picture(name, size):
                place = InlinePicture(self._context, name)
                bubble.add_picture(place)
                self.pictures.show_outbox_picture(reply, name, place)
            bubble.add_widget(PlainLabel(f"{name}  {self._context.translator.format_size(size)}", "small"))
        if not arrived:
            needs_attention = needs_user_action(reply.stage, reply.reason) and not sending
            told = [describe_retry(reply.state)[1]] if sending else _describe_waiting_reply(reply)
            bubble.show_status(WARN if needs_attention else BUSY, join_sentences(*map(show, told)))
            if needs_attention:
                bubble.add_buttons(self._make_reply_buttons(reply))
        return bubble.wrap_in_row()

    def _make_reply_buttons(self, reply: ReplyItem) -> Sequence[QPushButton]:
        """Return the buttons of a reply that needs the user.

        It is sent again from here, unless the help desk rejected it, so that it may have to be changed first.
        If the help desk no longer has the ticket, it can't be sent at all.
        """
        show, ref, buttons = self._context.translate, reply.ref, []
        again, outbox = partial(self.retry_wanted.emit, ref), partial(self.outbox_wanted.emit, ref)
        refused, lost = reply.is_close_refused, self._talk is not None and self._talk.lost
        unchanged = reply.state is DeliveryState.UNKNOWN or reply.stage is not DeliveryState.ATTENTION
        for text, action, wanted in (
            (N_("Sign in"), self.sign_in_wanted.emit, needs_sign_in(reply.stage, reply.reason)),
            (describe_retry(reply.state)[0], again, unchanged and not lost),
            (N_("Show in outbox"), outbox, unchanged or lost),
            (N_("Send again…"), outbox, not (unchanged or refused or lost)),
            (N_("OK"), partial(self.dismissed.emit, ref), refused),
        ):
            if wanted:
                button = QPushButton(show(text))
                button.setProperty("link", True)
                button.clicked.connect(action)
                buttons.append(button)
        return buttons

    def _add_files(self, bubble: Bubble, talk: LoadedConversation, files: Sequence[RemoteFile]) -> None:
        for file in files:
            can_be_saved = talk.abilities.fetch and bool(file.id)
            if can_be_saved and is_inline_picture(file.name, file.size):
                place = InlinePicture(self._context, file.name)
                bubble.add_picture(place)
                self.pictures.show_help_desk_picture(talk, file, place)
            line = FileLine(self._context, file, can_be_saved)
            line.save.clicked.connect(partial(self.wanted.emit, file))
            self._rows[file] = line
            bubble.add_widget(line)

    @property
    def _more_button_label(self) -> str:
        return self._context.translate(N_("Show more"))

    def _adjust_bubble_widths(self) -> None:
        """Adjust the width of every message, after an image was loaded."""
        for row in self._shown.values():
            if isinstance(row, _MessageRow):
                row.adjust_row_width()

    def _format_moment(self, moment: datetime) -> str:
        return self._context.translator.format_moment(moment)


class Bubble(QFrame):
    """A bubble with one message: author, time, text and files."""

    def __init__(self, author: str, when: str, mine: bool, *, waits: bool = False) -> None:
        super().__init__()
        self.setObjectName("said")
        self.setProperty("mine", mine)
        self.setProperty("waits", waits)
        self.is_mine, self._name = mine, f"{shorten_to_one_line(author, 100)}, {when}"
        self._texts: list[PlainLabel] = []
        self._beside: list[QWidget] = []
        self.setAccessibleName(self._name)
        make_text_tab_stop(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        self._column.setSpacing(theme.SPACE_1)
        head = FlowLayout(spacing=theme.SPACE_2)
        name, time = PlainLabel(author[:100], "author"), PlainLabel(when, "small")
        for label in (name, time):
            label.setWordWrap(False)
            head.addWidget(label)
        self._column.addLayout(head)

    def wrap_in_row(self) -> QWidget:
        """Return a row that aligns the bubble to its side."""
        return _MessageRow(self)

    def compute_natural_width(self) -> int:
        """Return the width in logical pixels at which no line of the message wraps."""
        self.ensurePolished()
        widths = [part.sizeHint().width() for part in self._beside if not part.isHidden()]
        for label in self._texts:
            lines = label.text()[:LONG].splitlines()
            widths += [label.fontMetrics().horizontalAdvance(line[:200]) for line in lines]
        return max(widths, default=0) + 2 * theme.SPACE_4 + theme.SPACE_3

    def show_message_text(self, text: str) -> None:
        """Show the full text.

        Long texts are added in parts from the event loop, so that the window isn't blocked.
        """
        self.setAccessibleDescription(remove_control_characters(text))
        rest, place = _split_for_labels(text.strip()), self._column.count()

        def add_next_text_part(at: int) -> None:
            part = next(rest, None)
            if part is not None:
                self._column.insertWidget(at, self._make_label(part))
                call_soon(self, partial(add_next_text_part, at + 1))

        add_next_text_part(place)

    def show_shortened_text(self, text: str, short: str, more: str) -> None:
        """Show the beginning of a text, with a button for the full text if it is longer."""
        text, short = text.strip(), short.strip()
        label = self._make_label(short)
        self._column.addWidget(label)
        self.setAccessibleDescription(remove_control_characters(short))
        if short == text:
            return
        button = QPushButton(more)
        button.setProperty("link", True)

        def show_full_text() -> None:
            self.setFocus()  # before the focused button is hidden
            button.hide()
            label.hide()
            self.show_message_text(text)

        button.clicked.connect(show_full_text)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """Add buttons below the text, side by side."""
        row = FlowLayout(spacing=theme.SPACE_2)
        for button in buttons:
            row.addWidget(button)
        self._column.addLayout(row)

    def add_picture(self, picture: InlinePicture) -> None:
        """Add an image below the text."""
        self._column.addWidget(picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._beside.append(picture)

    def add_widget(self, widget: QWidget) -> None:
        """Add a widget below the text."""
        self._column.addWidget(widget)
        self._beside.append(widget)

    def show_status(self, sign: str, sentence: str) -> None:
        """Show the delivery status as an icon and a sentence."""
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(StatusIcon(sign))
        label = PlainLabel(sentence, "small")
        row.addWidget(label, 1)
        self._column.addLayout(row)
        self._texts.append(label)
        self.setAccessibleName(f"{self._name}. {sentence}")

    def _make_label(self, text: str) -> SelectableLabel:
        label = SelectableLabel(text)
        self._texts.append(label)
        self._adjust_bubble_width()
        return label

    def _adjust_bubble_width(self) -> None:
        """Fit the message to the list's width, after its content has changed."""
        row = self.parentWidget()
        if isinstance(row, _MessageRow):
            row.adjust_row_width()


class _MessageRow(QWidget):
    """A row that aligns a message: the user's messages to the right, the help desk's to the left."""

    def __init__(self, bubble: Bubble) -> None:
        super().__init__()
        self._bubble = bubble
        self.setFocusProxy(bubble)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if bubble.is_mine:
            row.addStretch(1)
        row.addWidget(bubble, 1000)
        if not bubble.is_mine:
            row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adjust the message's width."""
        super().resizeEvent(event)
        self.adjust_row_width()

    def adjust_row_width(self) -> None:
        """Set the message's width to its natural width, within limits."""
        most = max(int(self.width() * WIDEST), min(self.width(), NARROWEST))
        width = max(min(most, self._bubble.compute_natural_width()), min(most, NARROWEST))
        if self._bubble.maximumWidth() != width:
            self._bubble.setMaximumWidth(width)


class FileLine(QWidget):
    """A file's name and size, with a Save button if the help desk supports downloads."""

    def __init__(self, context: Context, file: RemoteFile, can_be_saved: bool) -> None:
        super().__init__()
        show = context.translate
        self.save, self.folder = QPushButton(show(N_("Save"))), QPushButton(show(N_("Show folder")))
        self.state = PlainLabel("", "small")
        size = (
            context.translator.format_size(file.size) if file.size else ""
        )  # not every help desk reports it
        name = PlainLabel(f"{file.name[:200]}  {size}".strip(), "sub")
        for button in (self.save, self.folder):
            button.setProperty("link", True)
            button.setAccessibleName(
                shorten_to_one_line(context.make_row_button_label(button.text(), file.name), 200)
            )
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(name, 1)
        row.addWidget(self.save)
        row.addWidget(self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.state)
        self.save.setVisible(can_be_saved)  # after it has a parent: otherwise it would open as a window
        self.folder.hide()
        self.state.hide()

    def show_result(self, sentence: str, *, saved: bool = False) -> None:
        """Show the progress or the result of saving the file."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        self.save.setEnabled(not saved)
        self.folder.setVisible(saved)


def _describe_waiting_reply(reply: ReplyItem) -> Sequence[Text]:
    """Return the state of an undelivered reply, the reason, and what happens next after a failed attempt."""
    if reply.is_close_refused and reply.reason is not None:
        return [reply.reason]
    state = describe_delivery(reply.state, reply.reason, reply.stage)[1]
    tried = reply.attempts or needs_user_action(reply.stage, reply.reason)
    outlook = describe_outlook([reply]) if tried and not reply.held else ()
    return [text for text in (state, reply.reason, *outlook) if text is not None]


def _split_for_labels(text: str) -> Iterator[str]:
    """Yield a text in parts short enough for a label, split at line breaks if possible."""
    while len(text) > LIMIT:
        cut = text.rfind("\n", 1, LIMIT)
        cut = LIMIT if cut < 1 else cut
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    yield text


def _list_comments(talk: LoadedConversation) -> Sequence[TicketComment]:
    return talk.status.comments if talk.status is not None else ()


def _list_ticket_files(talk: LoadedConversation) -> Sequence[RemoteFile]:
    """Return the ticket's files that don't belong to a message."""
    said = {file.name for comment in _list_comments(talk) for file in comment.files}
    files = talk.status.attachments if talk.status is not None else ()
    return [file for file in files if file.name not in said]
