"""What pasted and dropped data contains."""

from __future__ import annotations

from PySide6.QtCore import QMimeData


def has_picture_or_files(source: QMimeData) -> bool:
    """Return whether the data contains an image or local files.

    An image dragged from a browser also has its URL. One from a document also has its text; then the text is
    meant.
    """
    picture = source.hasImage() and (not source.hasText() or bool(source.urls()))
    return picture or any(url.isLocalFile() for url in source.urls())
