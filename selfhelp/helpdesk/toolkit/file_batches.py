"""Splits files into batches that fit into one request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import N_, Size
from selfhelp.core.ticket import FileRef


def split_into_batches(
    files: Sequence[FileRef], budget: int, weight: Callable[[int], int] = lambda size: size
) -> Iterator[list[FileRef]]:
    """Yield files in batches of at most ``budget``; a file that exceeds it alone is omitted.

    Args:
        files: in sending order.
        budget: maximum bytes of a request.
        weight: returns the bytes that a file of a given size takes in a request.
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


def require_all_within_limit(files: Sequence[FileRef], limit: int) -> None:
    """Raise an error if a file exceeds the limit; called after the others were sent.

    Raises:
        DeskRefusedError: a file has more than ``limit`` bytes.
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
