"""Files in groups that one request to a help desk may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import N_, Size
from selfhelp.core.ticket import FileRef


def split_batches(
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


def reject_oversized(files: Sequence[FileRef], limit: int) -> None:
    """Raise an error for a file that exceeds the limit; called when the others have been sent.

    Raises:
        DeskRefusedError: there is one of more than ``limit`` bytes.
    """
    for ref in files:
        if ref.size > limit:
            message = N_(
                "{name} is too large ({size}). The help desk system accepts files up to {limit}. "
                "Remove it, or share it another way.",
                name=ref.name[:120],
                size=Size(ref.size),
                limit=Size(limit),
            )
            raise DeskRefusedError(message)
