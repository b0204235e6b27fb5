"""Open images from files and from the clipboard, with user-facing errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QByteArray, QDataStream, QSize
from PySide6.QtGui import QImage, QImageReader

from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import N_, Size
from selfhelp.ui.capture.pixels import copy_pixels

MOST_BYTES = 100_000_000
"""Maximum size of an image file, in bytes."""

MOST_PIXELS = 64_000_000
"""Maximum number of pixels: seven monitors of 3840 × 2160, 256 MB in memory."""

LONGEST_SIDE = 32_000
"""Maximum width and height in pixels, because Qt draws with 16-bit coordinates."""

_BEGINNINGS: tuple[tuple[bytes, bytes], ...] = (
    (b"\x89PNG\r\n\x1a\n", b"png"),
    (b"\xff\xd8\xff", b"jpeg"),
    (b"GIF87a", b"gif"),
    (b"GIF89a", b"gif"),
    (b"BM", b"bmp"),
)
_NAMED = {"heic": "HEIC", "heix": "HEIC", "mif1": "HEIC", "msf1": "HEIC", "avif": "AVIF"}
"""Container brands of images from phones (ISO/IEC 23008-12, section 10), with their usual format names."""


def read_image(path: Path) -> QImage:
    """Return the decoded image of a file. Thread-safe.

    Raises:
        UsageError: the path isn't a file, or the file isn't a supported image.
        TooLargeError: the image has too many bytes or pixels; it wasn't decoded.
    """
    try:
        if not path.is_file():  # checked first: opening a pipe would block
            raise UsageError(N_("“{name}” isn't a file. Choose an image.", name=path.name))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        message = N_("“{name}” can't be read. Copy it to your desktop and try again.", name=path.name)
        raise UsageError(message, detail=str(error)) from error
    return decode_image(data, path.name)


def is_picture_file(path: Path) -> bool:
    """Return whether a file's first bytes identify a supported image format."""
    try:
        if not path.is_file():  # checked first: opening a pipe would block
            return False
        with path.open("rb") as file:
            return _detect_format(file.read(12)) is not None
    except (OSError, ValueError):
        return False


def decode_image(data: bytes, name: str) -> QImage:
    """Return the decoded image: rotated by its EXIF orientation, in sRGB, without metadata.

    The first bytes determine the format, never the file's name, and only that format's reader is used. SVG
    isn't supported, because it may refer to other files. For an animation, the first image is returned.

    Args:
        data: the whole file.
        name: the file's name, for error messages.

    Raises:
        UsageError: the data isn't a supported image.
        TooLargeError: the image has too many bytes or pixels; it wasn't decoded.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            N_("“{name}” is larger than {limit}. Choose a smaller image.", name=name, limit=Size(MOST_BYTES))
        )
    kind = _detect_format(data)
    if kind is None:
        raise _make_unsupported_error(data, name)
    with open_image_reader(data) as reader:
        reader.setAutoTransform(True)
        _require_allowed_size(reader.size(), name)
        image = reader.read()
        if image.isNull() or _is_image_truncated(data, kind):
            message = N_(
                "“{name}” is damaged or incomplete. Save the image again, or take a new screenshot.",
                name=name,
            )
            raise UsageError(message, detail=reader.errorString())
    return copy_pixels(image)


@contextmanager
def open_image_reader(data: bytes) -> Iterator[QImageReader]:
    """Yield a reader for an image; it reads nothing if the format isn't supported. Thread-safe.

    Unlike `decode_image`, this also reads PPM, the format of screenshots by grim.

    Without a format, as in ``QImage.fromData``, Qt lets every plug-in inspect the data. The SVG plug-in
    connects a signal while the thread holds the interpreter lock. Meanwhile, the GUI thread may be
    disconnecting a signal with Qt's connection lock held, and wait for the interpreter lock: a deadlock.
    """
    stream = QDataStream(QByteArray(data))  # its buffer stays in C++: see pixels.py
    kind = b"ppm" if data.startswith(b"P6") else _detect_format(data)
    reader = QImageReader() if kind is None else QImageReader(stream.device(), kind)
    reader.setAutoDetectImageFormat(False)
    yield reader


def decode_trusted_image(data: bytes) -> QImage:
    """Return the image in a file that the app or its system wrote; a null image if it can't be read."""
    with open_image_reader(data) as reader:
        return reader.read()


def read_image_size(data: bytes) -> QSize:
    """Return an image's size in pixels, from the file's header; an invalid size if it can't be read."""
    with open_image_reader(data) as reader:
        return reader.size()


def require_allowed_image_size(image: QImage) -> None:
    """Raise an error if a decoded image is too large, for example an image from the clipboard.

    Raises:
        TooLargeError: the image has too many pixels.
    """
    _require_allowed_size(image.size(), "")


def _detect_format(data: bytes) -> bytes | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return b"webp"
    return next((kind for begin, kind in _BEGINNINGS if data.startswith(begin)), None)


def _make_unsupported_error(data: bytes, name: str) -> UsageError:
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


def _require_allowed_size(size: QSize, name: str) -> None:
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


def _is_image_truncated(data: bytes, kind: bytes) -> bool:
    """Return whether an image file is truncated; Qt would show the missing part as grey without an error.

    Sources: ITU-T T.81, B.1.1.3 (SOS, EOI); BITMAPFILEHEADER.bfSize.
    """
    if kind == b"jpeg":
        return data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")
    if kind == b"gif":
        return not _has_complete_first_frame(data)
    return kind == b"bmp" and len(data) < int.from_bytes(data[2:6], "little")


def _has_complete_first_frame(gif: bytes) -> bool:
    """Return whether a GIF's first image is complete, by its blocks (GIF 89a, sections 15 to 27)."""
    try:
        at = 13 + _compute_colour_table_size(gif[10])
        while True:
            kind, at = gif[at], at + 1
            if kind not in (_PICTURE, _EXTENSION):
                return False
            at += 10 + _compute_colour_table_size(gif[at + 8]) if kind == _PICTURE else 1
            while gif[at]:
                at += gif[at] + 1
            at += 1
            if kind == _PICTURE:
                return True
    except IndexError:
        return False


def _compute_colour_table_size(packed: int) -> int:
    """Return the size in bytes of a GIF's colour table, from the packed field before the table."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


_PICTURE, _EXTENSION = 0x2C, 0x21
