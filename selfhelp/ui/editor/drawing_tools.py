"""The editor's tools: each turns a drawn rectangle into an annotation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import (
    Annotation,
    ArrowAnnotation,
    BlackOut,
    BoxAnnotation,
    Highlight,
    NumberAnnotation,
    TextAnnotation,
    line_width_for,
    text_height_for,
)
from selfhelp.ui.editor.selection import Selection


class Tool(StrEnum):
    """The tools for drawing on the image."""

    BLACK_OUT = "black-out"
    ARROW = "arrow"
    BOX = "box"
    NUMBER = "number"
    TEXT = "text"
    HIGHLIGHT = "highlight"
    CROP = "crop"


MAKERS: Mapping[Tool, Callable[[Selection, AnnotatedImage], Annotation]] = {
    Tool.BLACK_OUT: lambda s, p: BlackOut(s.to_rect(p.size)),
    Tool.HIGHLIGHT: lambda s, p: Highlight(s.to_rect(p.size)),
    Tool.BOX: lambda s, p: BoxAnnotation(s.to_rect(p.size), line_width_for(p.size)),
    Tool.ARROW: lambda s, p: ArrowAnnotation(s.start, s.end, line_width_for(p.size)),
    Tool.NUMBER: lambda s, p: NumberAnnotation(s.end, p.next_number(), text_height_for(p.size)),
}
"""What a tool draws; crop and text are not drawn from a rectangle alone."""

PLACED: Mapping[Tool, type[Annotation]] = {Tool.TEXT: TextAnnotation, Tool.NUMBER: NumberAnnotation}
"""Tools that need a place and no rectangle, and what they put there."""
