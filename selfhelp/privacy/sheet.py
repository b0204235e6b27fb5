"""Writes the page as one HTML file that can be printed or kept: no script, nothing loaded, all escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core.errors import StorageError
from selfhelp.core.paths import private
from selfhelp.core.text import N_, Text, Translator
from selfhelp.privacy import INTRO, TITLE, Point, Topic
from selfhelp.report.markup import safe
from selfhelp.report.page import framed


def sheet(topics: Sequence[Topic], translator: Translator, now: datetime | None = None) -> str:
    """Return the whole page in one language."""

    def shown(text: Text | str) -> str:
        return safe(translator.show(text))

    when = N_("As of {time}.", time=now or datetime.now(UTC))
    parts = [f"<header><h1>{shown(TITLE)}</h1><p>{shown(INTRO)} {shown(when)}</p></header>"]
    parts += ["\n".join(_topic(topic, translator)) for topic in topics]
    body = "\n".join(parts)
    return framed(translator.show(TITLE), f"<main>\n{body}\n</main>", translator.language)


def write(path: Path, topics: Sequence[Topic], translator: Translator) -> None:
    """Write the page into a file, which may be there already; a missing folder is made for this person.

    Raises:
        StorageError: it could not be written.
    """
    try:
        private(path.parent, ours=False)
        path.write_text(sheet(topics, translator), encoding="utf-8")
    except OSError as error:
        message = N_("The page couldn't be saved: {reason}", reason=error.strerror or "?")
        raise StorageError(message, detail=str(error)) from error


def _topic(topic: Topic, translator: Translator) -> Iterator[str]:
    yield f'<section id="{safe(topic.id)}"><h2>{safe(translator.show(topic.title))}</h2>'
    for point in topic.points:
        yield from _point(point, translator)
    yield "</section>"


def _point(point: Point, translator: Translator) -> Iterator[str]:
    yield f"<p>• {safe(translator.show(point.text))}</p>"
    if point.more:
        yield "<ul>"
        yield from (f"<li>{safe(translator.show(one))}</li>" for one in point.more)
        yield "</ul>"
