"""The editor's tools: each turns a selection into an annotation."""

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
"""The annotation that a tool creates; crop and text need more than a selection."""

PLACED: Mapping[Tool, type[Annotation]] = {Tool.TEXT: TextAnnotation, Tool.NUMBER: NumberAnnotation}
"""Tools that need only a point, and their annotations."""
