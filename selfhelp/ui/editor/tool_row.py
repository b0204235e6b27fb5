"""The editor's toolbar; shows labels if they fit, otherwise only icons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.editor.annotations import (
    Annotation,
    ArrowAnnotation,
    BlackOut,
    BoxAnnotation,
    Highlight,
    NumberAnnotation,
    TextAnnotation,
)
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.icon_buttons import IconButton, IconToggle

TOOLS: Mapping[Tool, tuple[Text, str, Text]] = {
    Tool.BLACK_OUT: (
        N_("Black out"),
        "B",
        N_("Draw over private details. They'll be removed from the image."),
    ),
    Tool.ARROW: (N_("Arrow"), "A", N_("Draw an arrow to the spot you mean.")),
    Tool.BOX: (N_("Box"), "X", N_("Draw a box around the part you mean.")),
    Tool.NUMBER: (N_("Number"), "N", N_("Click the first spot, then the next.")),
    Tool.TEXT: (N_("Text"), "T", N_("Click where the text should go.")),
    Tool.HIGHLIGHT: (N_("Highlight"), "H", N_("Draw over the important part.")),
    Tool.CROP: (N_("Crop"), "C", N_("Draw a box around the part to keep.")),
}
"""The label, shortcut key and instruction of each tool."""

_MADE_BY: Mapping[type[Annotation], Tool] = {
    BlackOut: Tool.BLACK_OUT,
    ArrowAnnotation: Tool.ARROW,
    BoxAnnotation: Tool.BOX,
    NumberAnnotation: Tool.NUMBER,
    TextAnnotation: Tool.TEXT,
    Highlight: Tool.HIGHLIGHT,
}


def describe_annotation(mark: Annotation) -> Text:
    """Return the name of an annotation's kind, as in the toolbar."""
    return TOOLS[_MADE_BY[type(mark)]][0]


def describe_added_annotation(mark: Annotation, *, by_keyboard: bool) -> Text:
    """Return a sentence about a new annotation: its kind, and the click or key that selects it."""
    if isinstance(mark, BlackOut):
        if by_keyboard:
            return N_("Area blacked out. Press M to move or remove it.")
        return N_("Area blacked out. Click it to move or remove it.")
    if by_keyboard:
        return N_("{name} added. Press M to move or remove it.", name=describe_annotation(mark))
    return N_("{name} added. Click it to move or remove it.", name=describe_annotation(mark))


def describe_position(area: QRect, *, at_a_place: bool) -> Text:
    """Return a sentence with a rectangle's position on the image; and its size, unless ``at_a_place``."""
    place = {"left": area.x(), "top": area.y()}
    if at_a_place:
        return N_("{left} pixels from the left, {top} from the top", **place)
    size = {"width": area.width(), "height": area.height()}
    return N_("{width} × {height} pixels, {left} from the left, {top} from the top", **size, **place)


class ToolRow(QWidget):
    """A row with one button for each tool; the current tool's button is checked.

    Signals:
        chosen: carries the `Tool`.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Tool, IconToggle] = {}
        row = FlowLayout(self, theme.SPACE_1 + 2)
        for tool in TOOLS:
            button = IconToggle(tool.value)
            button.setProperty("tool", True)
            button.clicked.connect(partial(self.chosen.emit, tool))
            row.addWidget(button)
            self.buttons[tool] = button
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update all text to the current language."""
        for tool, button in self.buttons.items():
            word, key, how = TOOLS[tool]
            button.set_label(show(word), f"{show(how)} ({key})")
        self._fit_tool_labels()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons' labels if they fit the new width."""
        super().resizeEvent(event)
        self._fit_tool_labels()

    def _fit_tool_labels(self) -> None:
        show_labels_if_fitting(self.buttons.values(), self.width(), theme.SPACE_1 + 2)


def show_labels_if_fitting(buttons: Iterable[IconButton | IconToggle], room: int, spacing: int) -> bool:
    """Show the labels of all buttons if all fit, otherwise only icons; return whether the labels fit.

    ``room`` and ``spacing`` are in logical pixels.
    """
    needed = -spacing
    for button in buttons:
        button.set_label_visible(True)
        needed += button.sizeHint().width() + spacing
    for button in buttons:
        button.set_label_visible(needed <= room)
    return needed <= room
