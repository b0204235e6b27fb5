"""Split a line like a shell: unquoted words with positions, in commands joined by ``|``, ``;``, ``&&``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

_JOINTS = ("&&", "||", "<<<", "<<-", "<<", "<(", "$(", "|", ";", "`", ")", "&")
"""Operators that end a word without a space, the longer operators first."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command.

    Attributes:
        text: the word without its quotes.
        start: start of the text in the line.
        end: end of the text in the line.
        joint: whether it is an operator between commands.
    """

    text: str
    start: int
    end: int
    joint: bool = False


@dataclass(slots=True)
class Command:
    """One command of a line.

    Attributes:
        words: the program and its arguments.
        opener: the operator before it, ``""`` at the start.
        closer: the operator after it.
    """

    opener: str = ""
    words: list[Word] = field(default_factory=list)
    closer: str = ""


def iter_shell_words(line: str) -> Iterator[Word]:
    """Yield the words of a line; an unclosed quote extends to the end of the line."""
    place, size = 0, len(line)
    while place < size:
        if line[place].isspace():
            place += 1
            continue
        sign = next((s for s in _JOINTS if line.startswith(s, place)), "")
        if sign:
            yield Word(sign, place, place + len(sign), joint=True)
            place += len(sign)
            continue
        word = _parse_word(line, place)
        yield word
        place = max(word.end + (line[word.end : word.end + 1] in ("'", '"')), place + 1)


def _parse_word(line: str, start: int) -> Word:
    """Return the word at a position, without quotes that surround all of it."""
    place, size = start, len(line)
    while place < size and not line[place].isspace():
        sign = line[place]
        if sign in "'\"":
            close = _find_closing_quote(line, place)
            if place == start and (
                close + 1 >= size or line[close + 1].isspace() or line[close + 1] in "|;&)`"
            ):
                return Word(line[start + 1 : close], start + 1, close)
            place = min(close + 1, size)
            continue
        if sign == "\\" and place + 1 < size:
            place += 2
            continue
        if place > start and (sign in "|;`)" or line.startswith(("&&", "<<", "<(", "$("), place)):
            break
        place += 1
    return Word(line[start : min(place, size)], start, min(place, size))


def _find_closing_quote(line: str, start: int) -> int:
    """Return the position of the closing quote, or the end of the line."""
    sign, place = line[start], start + 1
    while place < len(line) and line[place] != sign:
        place += 2 if line[place] == "\\" and sign == '"' else 1
    return min(place, len(line))


def parse_commands(line: str) -> list[Command]:
    """Return the commands of a line with the operators between them."""
    found = [Command()]
    for word in iter_shell_words(line):
        if not word.joint:
            found[-1].words.append(word)
            continue
        found[-1].closer = word.text
        found.append(Command(opener=word.text))
    return [command for command in found if command.words]
