"""The messages of a conversation in order, including those that are waiting to be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState, RemoteFile, ReplyKind, TicketComment
from selfhelp.tickets.outbox.queued import ReplyItem
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.conversation.inline_pictures import InlinePicture, PictureFetcher, is_picture
from selfhelp.ui.states import NEEDS_ATTENTION, delivery_texts
from selfhelp.ui.widgets.flow import FlowLayout
from selfhelp.ui.widgets.label import LIMIT, PlainLabel, clean_text, to_one_line
from selfhelp.ui.widgets.order import make_tab_readable
from selfhelp.ui.widgets.section import clear_layout
from selfhelp.ui.widgets.selectable_label import SelectableLabel
from selfhelp.ui.widgets.signs import BUSY, WARN, StatusIcon
from selfhelp.ui.widgets.soon import call_soon

SHOWN = 8
"""Messages that are shown at first, and how many older ones each click adds: more at once would be felt."""

WIDEST = 0.86
"""How much of the page a message takes at most; the rest keeps it from the other side's edge."""

NARROWEST = 240
"""Logical pixels of a short message: name and time have room."""

FIRST = 600
"""Characters shown at first of what the user sent: the facts for the technician follow."""

LONG = 2_000
"""Characters shown at first of everything else: some messages of 10,000 each would hold the window up."""

Message = tuple[object, Callable[[], QWidget]]
"""What tells one message from every other, and what makes its widget."""

SAID = {ReplyKind.REOPEN: N_("Reopen this ticket"), ReplyKind.SOLVE: N_("Mark as resolved")}


class MessageList(QWidget):
    """The messages of one ticket, oldest first.

    Signals:
        wanted: the user wants a file of the desk's; carries the `RemoteFile`.
        outbox_wanted: the user wants to see what waits; carries the mark of the reply.
    """

    wanted = Signal(object)
    outbox_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._talk: LoadedConversation | None = None
        self._most, self._in_other_words = SHOWN, False
        self._rows: dict[RemoteFile, FileLine] = {}
        self._shown: dict[object, QWidget] = {}
        self.pictures = PictureFetcher(context, self)
        self.pictures.put.connect(self._settle)
        self.older = QPushButton()
        self.older.hide()
        self.older.setProperty("link", True)
        self.older.clicked.connect(self._show_older)
        self._list = QWidget()
        self.column = QVBoxLayout(self._list)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.older, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self._list)

    def clear_ticket(self) -> None:
        """Clear the former ticket."""
        self._talk, self._most = None, SHOWN
        self._forget()
        self.pictures.forget()
        self.older.hide()

    def show_conversation(self, talk: LoadedConversation) -> None:
        """Show a ticket's current state; existing messages stay as they are."""
        self._talk = talk
        if self._in_other_words:
            self._forget()
        said = list(self._iter_later_messages(talk))
        hidden = max(0, len(said) - self._most)
        if hidden:
            older = NN_("Show {count} older message", "Show {count} older messages", min(hidden, SHOWN))
            self.older.setText(self._context.translate(older))
        self.older.setVisible(bool(hidden))
        first = [] if hidden else [self._own_words(talk)]
        self._arrange([*first, *said[hidden:]])

    def rebuild(self) -> None:
        """Rebuild the list in the current language, one event loop later than the rest.

        Where no one sees it, it is built when it is filled next.
        """
        self._in_other_words = True
        if self.isVisible():
            call_soon(self, self._build_again)

    def find_file_line(self, file: RemoteFile) -> FileLine | None:
        """Return the line of a file, where it is shown now."""
        return self._rows.get(file)

    # -- parts -------------------------------------------------------------------------------------

    def _own_words(self, talk: LoadedConversation) -> Message:
        """Return the ticket's first message."""
        files = _own_files(talk)
        key = (talk.item.report, talk.words, tuple(files), talk.abilities.fetch)
        return key, partial(self._show_first_message, talk, files)

    def _iter_later_messages(self, talk: LoadedConversation) -> Iterator[Message]:
        """Yield the later messages of both sides, then those waiting to be sent, from top to bottom."""
        seen: Counter[object] = Counter()
        for comment in _comments(talk):
            said = (comment.author, comment.time, comment.text, comment.mine, tuple(comment.files))
            seen[said] += 1  # the same twice is shown twice
            yield (said, seen[said], talk.abilities.fetch), partial(self._bubble, comment)
        for reply in talk.replies:
            yield (reply.ref, reply.text, reply.state, tuple(reply.files)), partial(self._waiting, reply)

    def _arrange(self, wanted: Iterable[Message]) -> None:
        before, self._shown = self._shown, {}
        if not before:  # all are new: each that is shown on its own would lay out all the others again
            self._list.hide()
        for place, (key, make) in enumerate(wanted):
            widget = before.pop(key, None) or make()
            self._shown[key] = widget
            if self.column.indexOf(widget) != place:
                self.column.removeWidget(widget)
                self.column.insertWidget(place, widget)
                widget.show()  # a layout would do it later, when what it replaces is hidden already
        self._list.show()
        for gone in before.values():
            self.column.removeWidget(gone)
            gone.hide()
            self._rows = {file: line for file, line in self._rows.items() if not gone.isAncestorOf(line)}
            gone.deleteLater()

    def _build_again(self) -> None:
        if self._in_other_words and self._talk is not None:
            self.show_conversation(self._talk)

    def _forget(self) -> None:
        clear_layout(self.column)
        self._shown, self._rows, self._in_other_words = {}, {}, False

    def _show_older(self) -> None:
        """Show more, and go on at the newest of them: the button may be hidden, and has the focus."""
        here = next(iter(self._shown.values()), None)
        self._most += SHOWN
        if here is not None:
            here.setFocus()
        if self._talk is not None:
            self.show_conversation(self._talk)

    def _show_first_message(self, talk: LoadedConversation, files: Sequence[RemoteFile]) -> QWidget:
        """Show the user's first message; the facts below it are folded."""
        first = Bubble(self._context.translate(N_("You")), self._format_moment(talk.item.created), mine=True)
        if talk.words:
            first.show_shortened(
                talk.words, talk.words.strip().partition("\n\n")[0][:FIRST], self._show_more_text
            )
        else:
            first.show_text(talk.item.subject)
        self._add_files(first, talk, files)
        return first.aligned_row()

    def _bubble(self, comment: TicketComment) -> QWidget:
        name = self._context.translate(N_("You")) if comment.mine else comment.author
        bubble = Bubble(
            name or self._context.translate(N_("Help desk")), self._format_moment(comment.time), comment.mine
        )
        bubble.show_shortened(comment.text, comment.text[:LONG], self._show_more_text)
        if self._talk is not None:
            self._add_files(bubble, self._talk, comment.files)
        return bubble.aligned_row()

    def _waiting(self, reply: ReplyItem) -> QWidget:
        show = self._context.translate
        arrived = reply.state is DeliveryState.DELIVERED
        bubble = Bubble(show(N_("You")), self._format_moment(reply.created), mine=True, waits=not arrived)
        text = reply.text or show(SAID.get(reply.kind, N_("Files")))
        bubble.show_shortened(text, text[:LONG], self._show_more_text)
        for name, size in reply.files:
            if is_picture(name, size):
                place = InlinePicture(self._context, name)
                bubble.add_picture(place)
                self.pictures.from_outbox(reply, name, place)
            bubble.add_widget(PlainLabel(f"{name}  {self._context.translator.format_size(size)}", "small"))
        if arrived:
            return bubble.aligned_row()
        needs_attention = reply.state in NEEDS_ATTENTION
        sentence: Text = N_("Waiting to be sent")
        if needs_attention:
            sentence = reply.reason or delivery_texts(reply.state, reply.reason)[1]
        bubble.show_status(WARN if needs_attention else BUSY, show(sentence))
        if needs_attention:
            button = QPushButton(show(N_("Send again…")))
            button.setProperty("link", True)
            button.clicked.connect(partial(self.outbox_wanted.emit, reply.ref))
            bubble.add_button(button)
        return bubble.aligned_row()

    def _add_files(self, bubble: Bubble, talk: LoadedConversation, files: Sequence[RemoteFile]) -> None:
        for file in files:
            can_be_saved = talk.abilities.fetch and bool(file.id)
            if can_be_saved and is_picture(file.name, file.size):
                place = InlinePicture(self._context, file.name)
                bubble.add_picture(place)
                self.pictures.from_desk(talk, file, place)
            line = FileLine(self._context, file, can_be_saved)
            line.save.clicked.connect(partial(self.wanted.emit, file))
            self._rows[file] = line
            bubble.add_widget(line)

    @property
    def _show_more_text(self) -> str:
        return self._context.translate(N_("Show more"))

    def _settle(self) -> None:
        """Adjust the width of every message: an image has been loaded."""
        for row in self._shown.values():
            if isinstance(row, _Row):
                row.settle()

    def _format_moment(self, moment: datetime) -> str:
        return self._context.translator.format_moment(moment)


class Bubble(QFrame):
    """One message: who, when, what, and its files."""

    def __init__(self, author: str, when: str, mine: bool, *, waits: bool = False) -> None:
        super().__init__()
        self.setObjectName("said")
        self.setProperty("mine", mine)
        self.setProperty("waits", waits)
        self.is_mine, self._name = mine, f"{to_one_line(author, 100)}, {when}"
        self._texts: list[PlainLabel] = []
        self._beside: list[QWidget] = []
        self.setAccessibleName(self._name)
        make_tab_readable(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        self._column.setSpacing(theme.SPACE_1)
        head = FlowLayout(spacing=theme.SPACE_2)
        name, time = PlainLabel(author[:100], "author"), PlainLabel(when, "small")
        for label in (name, time):
            label.setWordWrap(False)
            head.addWidget(label)
        self._column.addLayout(head)

    def aligned_row(self) -> QWidget:
        """Return the bubble in a row that aligns it to its side."""
        return _Row(self)

    def natural_width(self) -> int:
        """Return the width at which none of its lines wraps."""
        self.ensurePolished()
        widths = [part.sizeHint().width() for part in self._beside if not part.isHidden()]
        for label in self._texts:
            lines = label.text()[:LONG].splitlines()
            widths += [label.fontMetrics().horizontalAdvance(line[:200]) for line in lines]
        return max(widths, default=0) + 2 * theme.SPACE_4 + theme.SPACE_3

    def show_text(self, text: str) -> None:
        """Show the text, whole: a part in each round of the event loop, or a long one would hold it up."""
        self.setAccessibleDescription(clean_text(text))
        rest, place = split_for_labels(text.strip()), self._column.count()

        def more(at: int) -> None:
            part = next(rest, None)
            if part is not None:
                self._column.insertWidget(at, self._text(part))
                call_soon(self, partial(more, at + 1))

        more(place)

    def show_shortened(self, text: str, short: str, more: str) -> None:
        """Show the beginning of a text, and a button for the whole if that is more."""
        text, short = text.strip(), short.strip()
        label = self._text(short)
        self._column.addWidget(label)
        self.setAccessibleDescription(clean_text(short))
        if short == text:
            return
        button = QPushButton(more)
        button.setProperty("link", True)

        def unfold() -> None:
            self.setFocus()  # before the button is hidden that has it
            button.hide()
            label.hide()
            self.show_text(text)

        button.clicked.connect(unfold)
        self.add_button(button)

    def add_button(self, button: QPushButton) -> None:
        """Add a button below the text."""
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_picture(self, picture: InlinePicture) -> None:
        """Add an image below the text; it takes up room once it is loaded."""
        self._column.addWidget(picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._beside.append(picture)

    def add_widget(self, widget: QWidget) -> None:
        """Add a widget below the text."""
        self._column.addWidget(widget)
        self._beside.append(widget)

    def show_status(self, sign: str, sentence: str) -> None:
        """Show the delivery status, with an icon."""
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(StatusIcon(sign))
        label = PlainLabel(sentence, "small")
        row.addWidget(label, 1)
        self._column.addLayout(row)
        self._texts.append(label)
        self.setAccessibleName(f"{self._name}. {sentence}")

    def _text(self, text: str) -> SelectableLabel:
        label = SelectableLabel(text)
        self._texts.append(label)
        self._settle()
        return label

    def _settle(self) -> None:
        """Adjust the width to what was added."""
        row = self.parentWidget()
        if isinstance(row, _Row):
            row.settle()


class _Row(QWidget):
    """Puts a message on its side: the user's on the right, the help desk's on the left."""

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
        """Leave room on the other side, more of it beside a short message."""
        super().resizeEvent(event)
        self.settle()

    def settle(self) -> None:
        """Set the message's width to what it needs, up to its limit."""
        most = max(int(self.width() * WIDEST), min(self.width(), NARROWEST))
        width = max(min(most, self._bubble.natural_width()), min(most, NARROWEST))
        if self._bubble.maximumWidth() != width:
            self._bubble.setMaximumWidth(width)


class FileLine(QWidget):
    """A file of the desk's: its name and size, and a button that saves it, where the desk lets us."""

    def __init__(self, context: Context, file: RemoteFile, can_be_saved: bool) -> None:
        super().__init__()
        show = context.translate
        self.save, self.folder = QPushButton(show(N_("Save"))), QPushButton(show(N_("Show folder")))
        self.state = PlainLabel("", "small")
        size = context.translator.format_size(file.size) if file.size else ""  # not every desk tells it
        name = PlainLabel(f"{file.name[:200]}  {size}".strip(), "sub")
        for button in (self.save, self.folder):
            button.setProperty("link", True)
            button.setAccessibleName(to_one_line(context.label_for_row(button.text(), file.name), 200))
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
        self.save.setVisible(can_be_saved)  # not before it has a parent: it would be a window of its own
        self.folder.hide()
        self.state.hide()

    def show_result(self, sentence: str, *, saved: bool = False) -> None:
        """Show whether the file was saved."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        self.save.setEnabled(not saved)
        self.folder.setVisible(saved)


def split_for_labels(text: str) -> Iterator[str]:
    """Yield a text in parts short enough for a label, split at line ends if possible."""
    while len(text) > LIMIT:
        cut = text.rfind("\n", 1, LIMIT)
        cut = LIMIT if cut < 1 else cut
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    yield text


def _comments(talk: LoadedConversation) -> Sequence[TicketComment]:
    return talk.status.comments if talk.status is not None else ()


def _own_files(talk: LoadedConversation) -> Sequence[RemoteFile]:
    """Return the files of the ticket that belong to no message."""
    said = {file.name for comment in _comments(talk) for file in comment.files}
    files = talk.status.attachments if talk.status is not None else ()
    return [file for file in files if file.name not in said]
