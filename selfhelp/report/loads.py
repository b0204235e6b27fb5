"""Files in groups that one request to a help desk may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from selfhelp.ticket import FileRef


def loads(
    files: Sequence[FileRef], budget: int, weight: Callable[[int], int] = lambda size: size
) -> Iterator[list[FileRef]]:
    """Yield files in groups, none heavier than ``budget``; one that never fits is left out.

    Args:
        files: in the order in which they are sent.
        budget: bytes of one request.
        weight: how many bytes of a request a file of so many bytes takes.
    """
    load: list[FileRef] = []
    left = budget
    for ref in files:
        needed = weight(ref.size)
        if needed > budget:
            continue
        if needed > left:
            yield load
            load, left = [], budget
        load.append(ref)
        left -= needed
    if load:
        yield load
