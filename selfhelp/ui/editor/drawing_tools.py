"""The tools of the picture editor: what each of them makes of the rectangle that was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from selfhelp.ui.editor.annotated_image import Picture
from selfhelp.ui.editor.annotations import (
    Arrow,
    BlackOut,
    Box,
    Highlight,
    Mark,
    Number,
    Words,
    line_width,
    text_height,
)
from selfhelp.ui.editor.selection import Selection


class Tool(StrEnum):
    """What the mouse does on the picture."""

    BLACK_OUT = "black-out"
    ARROW = "arrow"
    BOX = "box"
    NUMBER = "number"
    TEXT = "text"
    HIGHLIGHT = "highlight"
    CROP = "crop"


MAKERS: Mapping[Tool, Callable[[Selection, Picture], Mark]] = {
    Tool.BLACK_OUT: lambda s, p: BlackOut(s.area(p.size)),
    Tool.HIGHLIGHT: lambda s, p: Highlight(s.area(p.size)),
    Tool.BOX: lambda s, p: Box(s.area(p.size), line_width(p.size)),
    Tool.ARROW: lambda s, p: Arrow(s.start, s.end, line_width(p.size)),
    Tool.NUMBER: lambda s, p: Number(s.end, p.next_number(), text_height(p.size)),
}
"""What a tool draws; crop and text are not drawn from a rectangle alone."""

PLACED: Mapping[Tool, type[Mark]] = {Tool.TEXT: Words, Tool.NUMBER: Number}
"""Tools that need a place and no rectangle, and what they put there."""
