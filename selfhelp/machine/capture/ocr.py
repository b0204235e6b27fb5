"""Reads the words in an image and their positions, with Tesseract if it is installed.

Tesseract is optional and never comes with us (docs/decisions/013-words-in-pictures.md). The picture goes to
its standard input and the words come from its standard output as tab-separated values (tesseract(1),
"tsv"), so that nothing is written to the disk. Tried with Tesseract 5.5 on Linux; where its programs stand
on Windows and macOS is from the documentation of their installers and was not tried.
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
"""Seconds: a picture of 3840 × 2160 full of small text takes three here."""

PROGRAMS: Mapping[Platform, tuple[str, ...]] = MappingProxyType(
    {
        # One thread: on a busy computer its threads wait for each other, and three need longer than one.
        Platform.LINUX: ("env", "OMP_THREAD_LIMIT=1", "tesseract"),
        # MacPorts; the folder of Homebrew can be written to by the person, nothing is started from there.
        Platform.MACOS: ("env", "OMP_THREAD_LIMIT=1", "/opt/local/bin/tesseract"),
        Platform.WINDOWS: ("C:\\Program Files\\Tesseract-OCR\\tesseract.exe",),
    }
)

HOW = ("--psm", "11", "-c", "thresholding_method=1", "tsv")
"""Sparse text, and light and dark told apart tile by tile: white on blue is lost otherwise (measured)."""

_WORD = "5"
_COLUMNS = 12
_NO_SUCH_PROGRAM = 127


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word and its place, in pixels of the picture."""

    text: str
    x: int
    y: int
    width: int
    height: int


def can_read_pictures(machine: Machine) -> bool:
    """Whether Tesseract is installed."""
    try:
        return machine.run(Command((*PROGRAMS[machine.platform], "--version"))).code == 0
    except ProbeError:
        return False


def recognise_lines(machine: Machine, picture: bytes) -> Sequence[Sequence[OcrWord]]:
    """Return the words of a picture (PNG), line by line.

    Raises:
        ProbeError: Tesseract is not installed, could not read the picture, or took too long.
    """
    argv = (*PROGRAMS[machine.platform], "stdin", "stdout", *HOW)
    answer = machine.run(Command(argv, LONGEST, picture))
    if answer.code == _NO_SUCH_PROGRAM:
        raise ProbeError(N_("{program} isn't installed on this computer.", program="tesseract"))
    if answer.code != 0:
        message = N_("The text in the image couldn't be read.")
        raise ProbeError(message, detail=answer.stderr[-500:])
    rows = [row for row in map(_row, answer.stdout.splitlines()) if row is not None]
    return [[word for _, word in line] for _, line in groupby(rows, key=lambda row: row[0])]


def _row(text: str) -> tuple[tuple[str, ...], OcrWord] | None:
    """Return the line that a word belongs to (page, block, paragraph, line), and the word."""
    cells = text.split("\t")
    if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[-1].strip():
        return None
    try:
        x, y, width, height = (int(cell) for cell in cells[6:10])
    except ValueError:
        return None
    return tuple(cells[1:5]), OcrWord(cells[-1].strip(), x, y, width, height)
