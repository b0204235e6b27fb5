"""Recognises the words in an image and their positions, with Tesseract if it is installed.

Tesseract is optional and not bundled (docs/decisions/013-words-in-pictures.md). The image is passed to its
standard input and the words are read from its standard output as tab-separated values (tesseract(1), "tsv"),
so that nothing is written to disk. Tested with Tesseract 5.5 on Linux; its paths on Windows and macOS come
from its installers' documentation and are untested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine

LONGEST = 30.0
"""Timeout in seconds; an image of 3840 × 2160 full of small text takes three (measured)."""

PROGRAMS: Mapping[Platform, tuple[str, ...]] = MappingProxyType(
    {
        # One thread: on a busy computer three threads wait for each other and take longer than one.
        Platform.LINUX: ("env", "OMP_THREAD_LIMIT=1", "tesseract"),
        # MacPorts; Homebrew's folder is writable by the user, so nothing is started from there.
        Platform.MACOS: ("env", "OMP_THREAD_LIMIT=1", "/opt/local/bin/tesseract"),
        Platform.WINDOWS: ("C:\\Program Files\\Tesseract-OCR\\tesseract.exe",),
    }
)

HOW = ("--psm", "11", "-c", "thresholding_method=1", "tsv")
"""Tesseract options: sparse text, and local thresholding, without which white on blue is lost (measured)."""

_WORD = "5"
_COLUMNS = 12
_NO_SUCH_PROGRAM = 127


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word and its area, in pixels of the image."""

    text: str
    x: int
    y: int
    width: int
    height: int


def is_ocr_available(machine: Machine) -> bool:
    """Return whether Tesseract is installed."""
    try:
        return machine.run(Command((*PROGRAMS[machine.platform], "--version"))).code == 0
    except ProbeError:
        return False


def recognise_text_lines(machine: Machine, picture: bytes) -> Sequence[Sequence[OcrWord]]:
    """Return the words of an image (PNG), line by line.

    Raises:
        ProbeError: Tesseract isn't installed, failed, or timed out.
    """
    argv = (*PROGRAMS[machine.platform], "stdin", "stdout", *HOW)
    answer = machine.run(Command(argv, LONGEST, picture))
    if answer.code == _NO_SUCH_PROGRAM:
        raise ProbeError(N_("{program} isn't installed on this computer.", program="tesseract"))
    if answer.code != 0:
        message = N_("The text in the image couldn't be read.")
        raise ProbeError(message, detail=answer.stderr[-500:])
    rows = [row for row in map(_parse_word_row, answer.stdout.splitlines()) if row is not None]
    return [[word for _, word in line] for _, line in groupby(rows, key=lambda row: row[0])]


def _parse_word_row(text: str) -> tuple[tuple[str, ...], OcrWord] | None:
    """Return a word's line key (page, block, paragraph, line) and the word; None for other rows."""
    cells = text.split("\t")
    if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[-1].strip():
        return None
    try:
        x, y, width, height = (int(cell) for cell in cells[6:10])
    except ValueError:
        return None
    return tuple(cells[1:5]), OcrWord(cells[-1].strip(), x, y, width, height)
