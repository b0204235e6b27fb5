"""The images and files of one ticket in order, each included or excluded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import Text
from selfhelp.tickets.form.added_file import AddedFile, find_picture_extension, require_free_slot
from selfhelp.tickets.form.attachment_limits import AttachmentLimits
from selfhelp.tickets.form.attachment_store import split_missing_attachments
from selfhelp.tickets.review.items import ReviewItem


@dataclass(slots=True)
class AddedFiles:
    """The user's images and files by key, in order.

    Attributes:
        acceptance: returns the limits when a file is added.
        cleans: True if the organisation redacts attached texts.
    """

    acceptance: Callable[[], AttachmentLimits] = field(compare=False)
    cleans: bool
    _items: Mapping[str, AddedFile] = field(default_factory=dict)
    """The attachments by key; replaced on each change, because a letter may be written at the same time."""

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[AddedFile]:
        return iter(list(self._items.values()))

    def copy(self) -> AddedFiles:
        """Return an independent copy; text read for redaction is shared."""
        return AddedFiles(self.acceptance, self.cleans, self._items)

    def add(self, added: AddedFile) -> str:
        """Add an attachment and return its key.

        Raises:
            TooLargeError: it exceeds a limit of the organisation or the desk.
            UsageError: the desk doesn't accept it, or there are too many.
        """
        require_free_slot(len(self._items))
        acceptance = self.acceptance()
        added.most = acceptance.max_file_bytes
        acceptance.require_file_accepted(added.name, added.size, sum(item.size for item in self if item.on))
        number = 1 + max((int(key.partition("-")[2]) for key in self._items), default=0)
        key = f"{added.group}-{number}"
        self._items = {**self._items, key: added}
        return key

    def add_picture(self, data: bytes, stem: str, hidden: int = 0) -> str:
        """Add an image with a number of hidden areas and return its key; its name is a stem with a number."""
        pictures = sum(key.startswith("picture") for key in self._items)
        title = f"{stem}-{pictures + 1}.{find_picture_extension(data)}"
        return self.add(AddedFile("picture", title, len(data), data, hidden=hidden))

    def restore(self, kept: Iterable[AddedFile]) -> Sequence[Text]:
        """Add a draft's attachments; return a message for each file that no longer exists."""
        there, gone = split_missing_attachments(kept)
        refused = []
        for item in there:
            try:
                self.add(item)
            except SelfhelpError as error:
                refused.append(error.message)
        return [*gone, *refused]

    def remove(self, key: str) -> None:
        """Remove an attachment; if the app created its file, delete the file."""
        from selfhelp.steps.attached_recording import delete_attached_recording

        gone = self._items.get(key)
        if gone is not None and gone.made_here and isinstance(gone.content, Path):
            with suppress(OSError):  # it expires in time
                delete_attached_recording(gone.content)
        self._items = {name: item for name, item in self._items.items() if name != key}

    def set_file_included(self, key: str, on: bool) -> None:
        """Include or exclude an attachment."""
        self._items = {**self._items, key: replace(self._items[key], on=on)}

    def read_picture(self, key: str) -> bytes:
        """Return the bytes of an image."""
        content = self._items[key].content
        return content if isinstance(content, bytes) else content.read_bytes()

    def count_hidden_areas(self, key: str) -> int:
        """Return the number of hidden areas in an image."""
        return self._items[key].hidden

    def replace_picture(self, key: str, data: bytes, hidden: int = 0) -> None:
        """Replace an image with its edited version; the old image is discarded."""
        old = self._items[key]
        name = f"{Path(old.name).stem}.{find_picture_extension(data)}"
        new = replace(old, name=name, content=data, size=len(data), hidden=hidden)
        self._items = {**self._items, key: new}

    def reset_redaction(self) -> None:
        """Discard redacted texts, so that they are redacted again with consistent placeholders."""
        for item in self:
            item.looked_at, item.cleaned, item.redacted = False, None, None

    def redact_text_files(self, redact: Callable[[bytes], str]) -> None:
        """Redact text files if the organisation requires it; each is read once.

        Raises:
            UsageError: a file can't be read.
            TooLargeError: it exceeds the limit.
        """
        for item in self if self.cleans else ():
            item.redact_content(redact)

    def build_review_items(self, edit: Callable[[str], str]) -> Sequence[ReviewItem]:
        """Return the review's rows, without hashes; no file is read."""
        return [
            item.build_review_item(key, edit, clean=self.cleans, hashed=False)
            for key, item in self._items.items()
        ]

    def read_contents(self, edit: Callable[[str], str]) -> Sequence[tuple[ReviewItem, bytes | Path]]:
        """Return the review's rows with the content to send for each; files are read."""
        found = []
        for key, added in self._items.items():
            item = added.build_review_item(key, edit, clean=self.cleans)
            found.append((item, added.read_content_to_send(item, edit)))
        return found
