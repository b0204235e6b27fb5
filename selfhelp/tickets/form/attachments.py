"""The pictures and files that a person adds to one ticket, in her order, each with its own switch."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import Text
from selfhelp.tickets.form.attachment import Attached, ending, must_have_place
from selfhelp.tickets.form.attachment_limits import Acceptance
from selfhelp.tickets.form.attachment_store import looked_up
from selfhelp.tickets.review.items import SheetItem


class Added:
    """What she added, by key.

    Args:
        acceptance: says which files may go along; asked when one is added.
        clean: whether the organisation has attached texts cleaned.
    """

    def __init__(self, acceptance: Callable[[], Acceptance], *, clean: bool) -> None:
        self._acceptance, self._cleans = acceptance, clean
        self._items: Mapping[str, Attached] = {}  # a new one at each change: a sheet may be in the making

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[Attached]:
        return iter(list(self._items.values()))

    def add(self, added: Attached) -> str:
        """Add one and return its key.

        Raises:
            TooLargeError: it is over a limit of the organisation or the desk.
            UsageError: the desk takes no such files, or there are too many.
        """
        must_have_place(len(self._items))
        acceptance = self._acceptance()
        added.most = acceptance.most
        acceptance.must_take(added.name, added.size, sum(item.size for item in self if item.on))
        number = 1 + max((int(key.partition("-")[2]) for key in self._items), default=0)
        key = f"{added.group}-{number}"
        self._items = {**self._items, key: added}
        return key

    def add_picture(self, data: bytes, name: str = "") -> str:
        """Add a picture, called by its place where it has no name; returns its key."""
        pictures = sum(key.startswith("picture") for key in self._items)
        title = name or f"screenshot-{pictures + 1}.{ending(data)}"
        return self.add(Attached("picture", title, len(data), data))

    def resume(self, kept: Iterable[Attached]) -> Sequence[Text]:
        """Add what a draft kept; return a sentence about each file that is not there any more."""
        there, gone = looked_up(kept)
        refused = []
        for item in there:
            try:
                self.add(item)
            except SelfhelpError as error:
                refused.append(error.message)
        return [*gone, *refused]

    def remove(self, key: str) -> None:
        """Take one out again."""
        self._items = {name: item for name, item in self._items.items() if name != key}

    def switch(self, key: str, on: bool) -> None:
        """Send one or leave it out."""
        self._items[key].on = on

    def picture(self, key: str) -> bytes:
        """Return the bytes of a picture."""
        content = self._items[key].content
        return content if isinstance(content, bytes) else content.read_bytes()

    def replace_picture(self, key: str, data: bytes) -> None:
        """Put an edited picture in the place of the old one, of which nothing is kept."""
        old = self._items[key]
        name = f"{Path(old.name).stem}.{ending(data)}"
        new = dataclasses.replace(old, name=name, content=data, size=len(data))
        self._items = {**self._items, key: new}

    def look_again(self) -> None:
        """Clean every text anew, so that the same name gets the same stand-in everywhere."""
        for item in self:
            item.looked_at, item.cleaned = False, None

    def clean(self, redact: Callable[[bytes], str]) -> None:
        """Clean the texts where the organisation asks for it; each is read once.

        Raises:
            UsageError: a file cannot be read any more.
            TooLargeError: it grew over the limit.
        """
        for item in self if self._cleans else ():
            item.clean(redact)

    def items(self, edit: Callable[[str], str], *, hashed: bool) -> Sequence[SheetItem]:
        """Return the lines of the sheet; without hashes no file is read for it."""
        return [item.item(key, edit, clean=self._cleans, hashed=hashed) for key, item in self._items.items()]

    def outgoing(self, edit: Callable[[str], str]) -> Sequence[tuple[str, bytes | Path]]:
        """Return the names and contents that are sent."""
        return [item.outgoing(edit) for item in self if item.on]

    def on(self) -> Sequence[str]:
        """Return the keys of those that are sent."""
        return [key for key, item in self._items.items() if item.on]

    def texts(self, edit: Callable[[str], str]) -> Iterator[str]:
        """Yield every text of them that a replacement changes."""
        for item in self:
            yield edit(item.name)
            yield edit(item.cleaned or "")
