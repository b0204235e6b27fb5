"""A mapping whose values are loaded one at a time, each on first use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")


class OnDemand(Mapping[str, T], Generic[T]):
    """Values by ID, each loaded on first use and kept.

    To look up one ID loads one value; to iterate loads all. Thread-safe: of two values that two threads load
    for the same ID, only one is ever returned.
    """

    def __init__(self, list_ids: Callable[[], Collection[str]], load: Callable[[str], T | None]) -> None:
        """Create the mapping.

        Args:
            list_ids: returns all IDs in order, without loading values.
            load: returns the value for one of these IDs, or None if the mapping doesn't contain it.
        """
        self._list_ids = list_ids
        self._load = load
        self._loaded: dict[str, T | None] = {}

    @cached_property
    def _ids(self) -> Collection[str]:
        return self._list_ids()

    def __getitem__(self, id_: str) -> T:
        if id_ not in self._ids:
            raise KeyError(id_)
        if id_ not in self._loaded:
            self._loaded.setdefault(id_, self._load(id_))
        found = self._loaded[id_]
        if found is None:
            raise KeyError(id_)
        return found

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_ in self._ids if id_ in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
