"""Opens images from files and from the clipboard, with user-facing errors."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QDataStream, QSize
from PySide6.QtGui import QImage, QImageReader

from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import N_, Size
from selfhelp.ui.capture.pixels import copy_pixels

MOST_BYTES = 100_000_000
"""A file of more is not an image of a screen."""

MOST_PIXELS = 64_000_000
"""Seven monitors of 3840 × 2160; as pixels in memory 256 MB."""

LONGEST_SIDE = 32_000
"""Qt draws with 16-bit coordinates."""

_BEGINNINGS: tuple[tuple[bytes, bytes], ...] = (
    (b"\x89PNG\r\n\x1a\n", b"png"),
    (b"\xff\xd8\xff", b"jpeg"),
    (b"GIF87a", b"gif"),
    (b"GIF89a", b"gif"),
    (b"BM", b"bmp"),
)
_NAMED = {"heic": "HEIC", "heix": "HEIC", "mif1": "HEIC", "msf1": "HEIC", "avif": "AVIF"}
"""Brands of the container that phones write (ISO/IEC 23008-12, section 10), and what people call it."""


def read_image(path: Path) -> QImage:
    """Return the image in a file. May be called from any thread.

    Raises:
        UsageError: it is not a file, or not an image that can be opened.
        TooLargeError: it has too many bytes or pixels; nothing was unpacked then.
    """
    try:
        if not path.is_file():  # before it is opened: a pipe would never answer
            raise UsageError(N_("“{name}” isn't a file. Choose an image.", name=path.name))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        message = N_("“{name}” can't be read. Copy it to your desktop and try again.", name=path.name)
        raise UsageError(message, detail=str(error)) from error
    return decode_image(data, path.name)


def is_picture_file(path: Path) -> bool:
    """Return whether a file begins like an image that can be opened."""
    try:
        if not path.is_file():  # before it is opened: a pipe would never answer
            return False
        with path.open("rb") as file:
            return _kind(file.read(12)) is not None
    except (OSError, ValueError):
        return False


def decode_image(data: bytes, name: str) -> QImage:
    """Return the pixels of an image file: turned as its camera says, in sRGB, without anything else.

    What it is is read from its first bytes, never from its name, and only the reader of that one format
    sees it: SVG, which is a program's drawing and may ask for other files, is not among them. Of an
    animation it is the first image.

    Args:
        data: the whole file.
        name: for the sentence if it cannot be opened.

    Raises:
        UsageError: it is not an image that can be opened.
        TooLargeError: it has too many bytes or pixels; nothing was unpacked then.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            N_("“{name}” is larger than {limit}. Choose a smaller image.", name=name, limit=Size(MOST_BYTES))
        )
    kind = _kind(data)
    if kind is None:
        raise _unknown(data, name)
    stream = QDataStream(QByteArray(data))  # its buffer stays in C++: see pixels.py
    reader = QImageReader(stream.device(), kind)
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    _refuse_large(reader.size(), name)
    image = reader.read()
    if image.isNull() or _ends_early(data, kind):
        message = N_(
            "“{name}” is damaged or incomplete. Save the image again, or take a new screenshot.", name=name
        )
        raise UsageError(message, detail=reader.errorString())
    return copy_pixels(image)


def refuse_large(image: QImage) -> None:
    """Refuse an image, from the clipboard for example, that is too large to work with.

    Raises:
        TooLargeError: it has too many pixels.
    """
    _refuse_large(image.size(), "")


def _kind(data: bytes) -> bytes | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return b"webp"
    return next((kind for begin, kind in _BEGINNINGS if data.startswith(begin)), None)


def _unknown(data: bytes, name: str) -> UsageError:
    brand = data[8:12].decode("ascii", "replace") if data[4:8] == b"ftyp" else ""
    if brand in _NAMED:
        sentence = N_(
            "“{name}” is a {format} image, which can't be opened here. Save it as JPEG or PNG first.",
            name=name,
            format=_NAMED[brand],
        )
        return UsageError(sentence)
    return UsageError(
        N_("“{name}” isn't an image that can be opened here. You can add it as a file instead.", name=name)
    )


def _refuse_large(size: QSize, name: str) -> None:
    width, height = size.width(), size.height()
    if width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE:
        return
    if name:
        raise TooLargeError(
            N_(
                "“{name}” is too large: {width} × {height} pixels. Choose a smaller image.",
                name=name,
                width=width,
                height=height,
            )
        )
    raise TooLargeError(
        N_(
            "The image is too large: {width} × {height} pixels. Choose a smaller one.",
            width=width,
            height=height,
        )
    )


def _ends_early(data: bytes, kind: bytes) -> bool:
    """Return whether a file stops in the middle where Qt would show the rest in grey without a word.

    Sources: ITU-T T.81, B.1.1.3 (SOS, EOI); BITMAPFILEHEADER.bfSize.
    """
    if kind == b"jpeg":
        return data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")
    if kind == b"gif":
        return not _first_picture_ends(data)
    return kind == b"bmp" and len(data) < int.from_bytes(data[2:6], "little")


def _first_picture_ends(gif: bytes) -> bool:
    """Whether a GIF ends after its first image, by its blocks (GIF 89a, sections 15 to 27)."""
    try:
        at = 13 + _table(gif[10])
        while True:
            kind, at = gif[at], at + 1
            if kind not in (_PICTURE, _EXTENSION):
                return False
            at += 10 + _table(gif[at + 8]) if kind == _PICTURE else 1
            while gif[at]:
                at += gif[at] + 1
            at += 1
            if kind == _PICTURE:
                return True
    except IndexError:
        return False


def _table(packed: int) -> int:
    """Return the size of a colour table in bytes, from the packed field before it."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


_PICTURE, _EXTENSION = 0x2C, 0x21
