"""The drawing tools of the editor, which turn a selection into an annotation."""

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
    compute_line_width,
    compute_text_height,
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
    Tool.BOX: lambda s, p: BoxAnnotation(s.to_rect(p.size), compute_line_width(p.size)),
    Tool.ARROW: lambda s, p: ArrowAnnotation(s.start, s.end, compute_line_width(p.size)),
    Tool.NUMBER: lambda s, p: NumberAnnotation(s.end, p.find_next_number(), compute_text_height(p.size)),
}
"""Functions that turn a selection into an annotation, by tool; crop and text have none."""

PLACED: Mapping[Tool, type[Annotation]] = {Tool.TEXT: TextAnnotation, Tool.NUMBER: NumberAnnotation}
"""Annotation classes of the tools that need only a point of the image, by tool."""
