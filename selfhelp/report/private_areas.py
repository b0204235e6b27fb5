"""Finds where a picture shows a name that is known: of this user, of this computer.

What is found is offered as a box, never blacked out on its own, and it is never all: a picture may show
more than names, and small or unusual writing cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.progress import Progress
from selfhelp.machine import Machine
from selfhelp.machine.account import identity
from selfhelp.machine.capture import accessible_text, ocr
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.report.redact.words import COMMON, WELL_KNOWN

OCR, ACCESSIBILITY = "ocr", "accessibility"
SHORTEST = 3
"""Characters of a name that is looked for; one of two letters is in every other word."""

ANYWHERE = 5
"""Characters from which a name is also looked for inside longer words (``C:\\Users\\mcurie\\…``)."""

FORGIVING = 8
"""Characters from which one of them may be misread."""

MARGIN = 2
"""Pixels around a word: letters reach over the box that was measured."""

_LOOK_ALIKE = str.maketrans("0158|!", "olsbll") | {ord("i"): "l"}


@dataclass(frozen=True, slots=True)
class PrivateArea:
    """A part of a picture that shows a known name, in the picture's pixels.

    Attributes:
        word: the name that was found there.
        source: what found it: ``ocr`` or ``accessibility``.
    """

    x: int
    y: int
    width: int
    height: int
    word: str
    source: str


def find_private_areas(
    machine: Machine, picture: bytes, names: Sequence[str], progress: Progress
) -> Sequence[PrivateArea]:
    """Return the areas of a picture (PNG) that show one of the names.

    Nothing is found where no program is installed that reads pictures (`machine.capture.ocr`); takes about
    three seconds for 3840 × 2160, so it belongs on a thread of its own.

    Raises:
        CancelledError: the user asked to stop.
    """
    wanted = _patterns(names)
    progress.check()
    if not wanted:
        return ()
    try:
        found = ocr.recognise_lines(machine, picture)
    except ProbeError:
        return ()
    progress.check()
    return [area for line in found for area in _find_names_in_line(line, wanted)]


def find_areas_on_screen(names: Sequence[str]) -> Sequence[PrivateArea]:
    """Return where names are shown on the desktop now, in its pixels; takes a second at most.

    Only under X11, and of programs that speak to screen readers (`machine.capture.accessible_text`). A
    window that is covered by another one counts as shown.
    """
    pattern = _exact(names)
    if pattern is None:
        return ()
    found = accessible_text.find_visible_names(
        lambda text: [(m.start(), m.end(), m[0]) for m in pattern.finditer(text)]
    )
    return [PrivateArea(word.x, word.y, word.width, word.height, word.text, ACCESSIBILITY) for word in found]


def inspect_shown_program(pid: int, names: Sequence[str], *, seconds: float = 1.0) -> ProgramInspection:
    """Return the private areas of one program: its password fields, and where it shows these names.

    Only under X11, in pixels of the desktop; takes so many seconds at most.
    """
    pattern = _exact(names)

    def spans(text: str) -> Sequence[tuple[int, int, str]]:
        return [(m.start(), m.end(), m[0]) for m in pattern.finditer(text)] if pattern else ()

    return accessible_text.inspect_program(pid, spans, seconds=seconds)


def find_name(text: str, names: Sequence[str]) -> str:
    """Return the first of the private names that a text has; "" if it has none."""
    pattern = _exact(names)
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""


def clip_areas(
    areas: Sequence[PrivateArea], x: int, y: int, width: int, height: int
) -> Sequence[PrivateArea]:
    """Return the areas of a desktop, moved and clipped to a picture of part of it."""
    moved = []
    for area in areas:
        left, top = max(area.x - x, 0), max(area.y - y, 0)
        right, bottom = min(area.x - x + area.width, width), min(area.y - y + area.height, height)
        if right > left and bottom > top:
            moved.append(PrivateArea(left, top, right - left, bottom - top, area.word, area.source))
    return moved


def exclude_known(areas: Sequence[PrivateArea], known: Sequence[PrivateArea]) -> Sequence[PrivateArea]:
    """Return the areas that do not show what is known already."""
    return [area for area in areas if not any(_overlap(other, area) for other in known)]


def read_known_names(machine: Machine) -> Sequence[str]:
    """Return the names that pictures are searched for: of this user, and of this computer."""
    told = identity.read_names(machine)
    return sorted({name for values in told.values() for name in values if _is_telling(name)})


def _is_telling(name: str) -> bool:
    return len(_folded(name)) >= SHORTEST and name.casefold() not in COMMON | WELL_KNOWN


def _folded(text: str) -> str:
    """Return the text without spaces, accents and capitals, look-alike characters made equal."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not (c.isspace() or unicodedata.combining(c))).translate(_LOOK_ALIKE)


def _patterns(names: Sequence[str]) -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return the patterns to search a folded line for, longest name first."""
    telling = sorted(filter(_is_telling, names), key=len, reverse=True)
    return [(name, re.compile(_pattern(_folded(name)))) for name in telling]


def _pattern(folded: str) -> str:
    """Return a pattern for a name: exact, or from some length on with one character misread.

    A character inside may have become none or two ("rn" for "m"); the first and the last may not become
    two, because one of the two would be their neighbour's.
    """
    if len(folded) < FORGIVING:
        return re.escape(folded)
    spots = range(1, len(folded) - 1)
    inside = (re.escape(folded[:at]) + ".{0,2}" + re.escape(folded[at + 1 :]) for at in spots)
    return "|".join((re.escape(folded), *inside, "." + re.escape(folded[1:]), re.escape(folded[:-1]) + "."))


def _exact(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern for names in a text that no one had to read; None if there is none to find."""
    telling = sorted(filter(_is_telling, names), key=len, reverse=True)
    loose = [re.escape(name) for name in telling if len(_folded(name)) >= ANYWHERE]
    whole = [rf"\b{re.escape(name)}\b" for name in telling if len(_folded(name)) < ANYWHERE]
    return re.compile("|".join((*loose, *whole)), re.IGNORECASE) if telling else None


def _overlap(one: PrivateArea, other: PrivateArea) -> bool:
    """Whether the middle of one area lies in another one."""
    x, y = one.x + one.width // 2, one.y + one.height // 2
    return other.x <= x < other.x + other.width and other.y <= y < other.y + other.height


def _find_names_in_line(
    line: Sequence[OcrWord], wanted: Sequence[tuple[str, re.Pattern[str]]]
) -> Iterator[PrivateArea]:
    """Find every name in the words of one line; a word belongs to a name even in part."""
    folded = [_folded(word.text) for word in line]
    owner = [number for number, text in enumerate(folded) for _ in text]
    text, taken = "".join(folded), set[int]()
    for name, pattern in wanted:
        for match in pattern.finditer(text):
            hit = set(owner[match.start() : match.end()])
            if hit and not hit & taken and _stands_alone(match, owner):
                taken |= hit
                yield _area_around([line[number] for number in sorted(hit)], name)


def _stands_alone(match: re.Match[str], owner: Sequence[int]) -> bool:
    """Whether a short name is a word, not a part of one."""
    start, end, text = match.start(), match.end(), match.string
    if end - start >= ANYWHERE:
        return True
    before = start > 0 and owner[start - 1] == owner[start] and text[start - 1].isalnum()
    after = end < len(text) and owner[end] == owner[end - 1] and text[end].isalnum()
    return not (before or after)


def _area_around(words: Sequence[OcrWord], name: str) -> PrivateArea:
    left, top = (max(0, min(edge) - MARGIN) for edge in ([w.x for w in words], [w.y for w in words]))
    right = max(word.x + word.width for word in words) + MARGIN
    bottom = max(word.y + word.height for word in words) + MARGIN
    return PrivateArea(left, top, right - left, bottom - top, name, OCR)
