"""The screenshot editor: black out what is private, point at what is wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from selfhelp.errors import SelfhelpError
from selfhelp.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.pixels import to_png
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.canvas import ZOOM_STEP, Canvas, Tool
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.picture import Picture

if TYPE_CHECKING:
    from selfhelp.case import Case

_TOOLS: dict[Tool, tuple[Text, str]] = {
    Tool.BLACK_OUT: (N_("Black out"), "B"),
    Tool.CROP: (N_("Crop"), "C"),
    Tool.ARROW: (N_("Arrow"), "A"),
    Tool.BOX: (N_("Box"), "X"),
    Tool.TEXT: (N_("Text"), "T"),
    Tool.NUMBER: (N_("Number"), "N"),
    Tool.HIGHLIGHT: (N_("Highlight"), "H"),
}
_HOW: dict[Tool, Text] = {
    Tool.BLACK_OUT: N_("Draw over what is private. It is removed from the picture."),
    Tool.CROP: N_("Draw around what should stay."),
    Tool.ARROW: N_("Draw towards what you mean."),
    Tool.BOX: N_("Draw around what you mean."),
    Tool.TEXT: N_("Click where the words should stand."),
    Tool.NUMBER: N_("Click on what comes first, then on what comes next."),
    Tool.HIGHLIGHT: N_("Draw over what is important."),
}
_KEYS = N_("By keyboard: arrow keys move the rectangle, Shift stretches it, Ctrl is finer, Enter draws.")


class EditorScreen(Screen):
    """Edits one picture, in memory only, until it is accepted."""

    scrolls = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case: Case | None = None
        self._key = ""
        self._picture: Picture | None = None
        self._warned = False
        self.canvas = Canvas()
        self.canvas.setObjectName("canvas")
        self.tools: dict[Tool, QToolButton] = {}
        self._how = PlainLabel("", "sub")
        self._build()
        self._shortcuts()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("Your picture"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        for tool, button in self.tools.items():
            name, key = _TOOLS[tool]
            button.setText(show(name))
            button.setToolTip(f"{show(_HOW[tool])} ({key})")
            button.setAccessibleDescription(show(_HOW[tool]))
        for button, text, name in (
            (self.undo, N_("Undo"), N_("Undo")),
            (self.redo, N_("Redo"), N_("Redo")),
            (self.smaller, "−", N_("Show smaller")),
            (self.fit, N_("Fit"), N_("Show the whole picture")),
            (self.larger, "+", N_("Show larger")),
        ):
            button.setText(show(text))
            button.setAccessibleName(show(name))
            button.setToolTip(show(name))
        self.discard.setText(show(N_("Drop the picture")))
        self.accept.setText(show(N_("Use this picture")))
        self.canvas.describe(show(N_("Your picture")), show(_KEYS))
        self._tell_how()

    def shown(self, **what: Any) -> None:
        """Edit a picture: one just taken (``picture``), or one of the case again (``key``)."""
        if "case" in what:
            self._begin(what["case"], what.get("key", ""), what.get("picture"))
        self.canvas.setFocus()

    def may_leave(self) -> bool:
        """Ask once before a picture that was worked on is dropped."""
        if self._picture is None or self._warned:
            self._end()
            return True
        self._warned = True
        self.context.say(N_("The picture is not used yet. Go back once more to drop what you drew."))
        return False

    def may_be_freed(self) -> bool:
        """Keep what is being drawn."""
        return self._picture is None

    # -- doing -------------------------------------------------------------------------------------

    def _begin(self, case: Case, key: str, image: QImage | None) -> None:
        self._case, self._key, self._warned = case, key, False
        if image is None:
            image = QImage.fromData(case.picture(key))
        self._picture = Picture(image, self)
        self._picture.undo_stack.indexChanged.connect(self._refresh)
        self._choose(Tool.BLACK_OUT)
        self.canvas.show_picture(self._picture)
        self._refresh()

    def _accept(self) -> None:
        """Make the file elsewhere; the way back is forgotten first."""
        if self._picture is None:
            return
        self.accept.setEnabled(False)
        image = self._picture.finish()
        limit = self.context.app.policy.outbox.file_megabytes * 1_000_000
        self.context.jobs.start(lambda _progress: to_png(image, limit), self._made, self._failed, owner=self)

    def _made(self, png: bytes) -> None:
        if self._case is None:
            return
        try:
            if self._key:
                self._case.replace_picture(self._key, png)
            else:
                self._case.add_screenshot(png)
        except SelfhelpError as error:
            self._failed(error)
            return
        self._leave()

    def _failed(self, error: SelfhelpError) -> None:
        self.accept.setEnabled(True)
        self.context.say(error.message)

    def _leave(self) -> None:
        self._end()
        self.context.back()

    def _end(self) -> None:
        """Forget the picture and everything that was under what she drew."""
        if self._picture is not None:
            self.canvas.clear()
            self._picture.deleteLater()
        self._picture = None

    # -- telling -----------------------------------------------------------------------------------

    def _choose(self, tool: Tool) -> None:
        self.tools[tool].setChecked(True)
        self.canvas.choose(tool)
        self._tell_how()

    def _tell_how(self) -> None:
        self._how.setText(self.context.show(_HOW[self.canvas.tool]))

    def _tell_size(self, area: QRect) -> None:
        if area.isEmpty():
            self._tell_how()
            return
        text = N_(
            "{width} × {height} pixels, {left} from the left, {top} from the top",
            width=area.width(),
            height=area.height(),
            left=area.x(),
            top=area.y(),
        )
        self._how.setText(self.context.show(text))
        announce(self, self._how.accessibleName())

    def _refresh(self) -> None:
        self._warned = False
        stack = None if self._picture is None else self._picture.undo_stack
        self.undo.setEnabled(stack is not None and stack.canUndo())
        self.redo.setEnabled(stack is not None and stack.canRedo())
        self.accept.setEnabled(self._picture is not None)

    def _undo(self) -> None:
        if self._picture is not None:
            self._picture.undo_stack.undo()

    def _redo(self) -> None:
        if self._picture is not None:
            self._picture.undo_stack.redo()

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, 0, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_2)
        column.addLayout(self._tool_row())
        column.addWidget(self._how)
        column.addWidget(self._framed(), 1)
        column.addLayout(self._foot())
        self.canvas.selected.connect(self._tell_size)

    def _tool_row(self) -> Flow:
        row, group = Flow(spacing=theme.SPACE_1 + 2), QButtonGroup(self)
        for tool in _TOOLS:
            button = QToolButton()
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, tool))
            group.addButton(button)
            row.addWidget(button)
            self.tools[tool] = button
        return row

    def _framed(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.canvas)
        return frame

    def _foot(self) -> QVBoxLayout:
        self.undo, self.redo, self.smaller, self.fit, self.larger = (QToolButton() for _ in range(5))
        for button, slot in (
            (self.undo, self._undo),
            (self.redo, self._redo),
            (self.smaller, lambda: self.canvas.zoom_by(1 / ZOOM_STEP)),
            (self.fit, self.canvas.zoom_to_fit),
            (self.larger, lambda: self.canvas.zoom_by(ZOOM_STEP)),
        ):
            button.clicked.connect(slot)
        self.discard, self.accept = QPushButton(), QPushButton()
        self.accept.setProperty("primary", True)
        self.discard.clicked.connect(self._leave)
        self.accept.clicked.connect(self._accept)
        foot, above, below = QVBoxLayout(), Flow(), QHBoxLayout()
        for widget in (self.undo, self.redo, self.smaller, self.fit, self.larger):
            above.addWidget(widget)
        below.addWidget(self.discard)
        below.addStretch(1)
        below.addWidget(self.accept)
        foot.setSpacing(theme.SPACE_3)
        foot.addLayout(above)
        foot.addLayout(below)
        return foot

    def _shortcuts(self) -> None:
        keys = {
            QKeySequence(QKeySequence.StandardKey.Undo): self._undo,
            QKeySequence(QKeySequence.StandardKey.Redo): self._redo,
            QKeySequence(QKeySequence.StandardKey.ZoomIn): lambda: self.canvas.zoom_by(ZOOM_STEP),
            QKeySequence(QKeySequence.StandardKey.ZoomOut): lambda: self.canvas.zoom_by(1 / ZOOM_STEP),
            QKeySequence("Ctrl+0"): self.canvas.zoom_to_fit,
            QKeySequence("Ctrl+Return"): self._accept,
        }
        for tool, (_name, letter) in _TOOLS.items():
            keys[QKeySequence(letter)] = partial(self._choose, tool)
        for key, slot in keys.items():
            QShortcut(key, self).activated.connect(slot)
