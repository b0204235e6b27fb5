"""Images and files that the user adds to a ticket; policy may have text files redacted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core import durable_files
from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.report.redact.decoding import NOT_TEXT, decode
from selfhelp.tickets.form.attachment_limits import file_too_large
from selfhelp.tickets.review import items
from selfhelp.tickets.review.items import ReviewItem

if TYPE_CHECKING:
    from selfhelp.steps.recording import Recording

MOST_FILES = 50
"""Pictures and files of one ticket or answer; more are a folder that was dropped by mistake."""

_FEW = 0.1
"""Share of unreadable lines up to which a file is a text with a broken line, and not something else."""


@dataclass(slots=True)
class AddedFile:
    """A picture or file that the user added.

    Attributes:
        group: picture or file.
        name: as the user knows it.
        size: bytes.
        content: the bytes, or where they are read from when the ticket is saved.
        on: whether it is sent.
        cleaned: the text that is sent in its place; None if it is sent unchanged.
        looked_at: whether it was decided if it has to be cleaned.
        most: bytes that one file may have; one that grew in the meantime is not read whole.
        hidden: areas of a picture that were blacked out.
        made_here: whether this app made it of recorded steps; only their texts are changed in it.
        redacted: what the organisation has redacted in those texts.
        remade: the file as it was made last, and of what.
    """

    group: str
    name: str
    size: int
    content: bytes | Path
    on: bool = True
    cleaned: str | None = None
    looked_at: bool = False
    most: int = 25_000_000
    hidden: int = 0
    made_here: bool = False
    redacted: Recording | None = field(default=None, compare=False)
    remade: tuple[Recording, bytes] | None = field(default=None, compare=False)

    def clean(self, redact: Callable[[bytes], str]) -> None:
        """Replace a text file by its redacted text, once; other files stay unchanged.

        Raises:
            UsageError: the file cannot be read any more.
            TooLargeError: it grew over the limit.
        """
        if self.looked_at or not isinstance(self.content, Path):
            return
        if self.made_here:
            self.looked_at = True
            if self._has_texts():
                self.redacted = _redacted_texts(self.content, redact)
            return
        try:
            with durable_files.open_regular_file(self.content) as file:
                data = file.read(self.most + 1)
        except (OSError, ValueError) as error:
            raise UsageError(missing_file_message(self.content.name)) from error
        self.size = len(data)
        require_size(self, self.most)
        self.looked_at = True
        if is_redactable_text(data):
            self.cleaned = redact(data)

    def item(self, key: str, edit: Callable[[str], str], *, clean: bool, hashed: bool = True) -> ReviewItem:
        """Return the attachment's row in the review.

        Args:
            key: for switching it.
            edit: what the user replaced.
            clean: whether the organisation has texts cleaned.
            hashed: whether a file is read for its hash; that takes time.
        """
        name = edit(self.name)
        if self.made_here:
            return self._made_item(key, name, edit, hashed=hashed)
        if self.cleaned is not None:
            text = edit(self.cleaned)
            return items.text_item(key, name, text, on=self.on, group=self.group, note=_CLEANED)
        preview = self.content if isinstance(self.content, bytes) else None
        note = (
            _hidden_areas_note(self.hidden) if self.group == "picture" else _AS_IT_IS if clean else _UNCHANGED
        )
        sha256 = self._hash() if hashed else ""
        if hashed and not sha256:
            note = (
                missing_file_message(self.name)
                if self.size <= self.most
                else file_too_large(self.name, self.size, self.most)
            )
        return ReviewItem(key, name, self.size, self.on, preview, group=self.group, note=note, sha256=sha256)

    def _made_item(self, key: str, name: str, edit: Callable[[str], str], *, hashed: bool) -> ReviewItem:
        """Return the line of a file of recorded steps."""
        if self._has_texts():
            if hashed:
                return self._remade_item(key, name, *self.changed_content(edit))
            return ReviewItem(
                key, name, self.size, self.on, None, group=self.group, note=_REVIEWED, changeable=()
            )
        data = self._read() if hashed else None
        sha256 = items.content_sha256(data) if data else ""
        return ReviewItem(
            key, name, self.size, self.on, data,
            group=self.group, note=_COVERED, sha256=sha256, of_steps=True,
        )  # fmt: skip

    def _remade_item(self, key: str, name: str, texts: Recording, data: bytes) -> ReviewItem:
        from selfhelp.steps.attaching import texts_of

        if name.endswith(".json"):
            shown = data.decode("utf-8", "replace")
            return items.text_item(
                key, name, shown, on=self.on, group=self.group, note=_REVIEWED, changeable=()
            )
        return ReviewItem(
            key, name, len(data), self.on, None, group=self.group, note=_REVIEWED,
            sha256=items.content_sha256(data), changeable=tuple(texts_of(texts)),
        )  # fmt: skip

    def _has_texts(self) -> bool:
        """Whether the file is generated from texts, so that edits change it."""
        from selfhelp.steps.attaching import is_made_of_texts

        return self.made_here and isinstance(self.content, Path) and is_made_of_texts(self.content)

    def changed_content(self, edit: Callable[[str], str]) -> tuple[Recording, bytes]:
        """Return a file of recorded steps with its texts redacted and replaced; made once for each change.

        Raises:
            UsageError: it cannot be read any more.
        """
        from selfhelp.steps import attaching

        assert isinstance(self.content, Path)  # noqa: S101 - what has texts is a file
        texts = attaching.change_texts(self.redacted or attaching.read_texts(self.content), edit)
        known = self.remade
        if known is None or known[0] != texts:
            known = self.remade = (texts, attaching.make_again(self.content, texts))
        return known

    def _read(self) -> bytes | None:
        """Return the bytes of a file; None if it cannot be read."""
        try:
            with durable_files.open_regular_file(Path(str(self.content))) as file:
                return file.read(self.most)
        except (OSError, ValueError):
            return None

    def _hash(self) -> str:
        """Return the SHA-256 of what leaves; "" if it cannot be read, or grew over the limit."""
        if isinstance(self.content, bytes):
            return items.content_sha256(self.content)
        try:
            with durable_files.open_regular_file(self.content) as file:
                self.size = os.fstat(file.fileno()).st_size
                return hashlib.file_digest(file, "sha256").hexdigest() if self.size <= self.most else ""
        except (OSError, ValueError):
            return ""

    def sent_content(self, item: ReviewItem, edit: Callable[[str], str]) -> bytes | Path:
        """Return the bytes or path to send for a row of the review."""
        text = item.preview
        if item.changeable is not None and not isinstance(text, str):
            return self.changed_content(edit)[1]
        return text.encode("utf-8", "replace") if isinstance(text, str) else self.content


def _redacted_texts(path: Path, redact: Callable[[bytes], str]) -> Recording:
    from selfhelp.steps.attaching import change_texts, read_texts

    return change_texts(read_texts(path), lambda text: redact(text.encode("utf-8", "replace")))


def added_file_at(path: Path) -> AddedFile:
    """Return a file that the user chose; it is not read yet.

    Raises:
        UsageError: it is not a file that can be read.
    """
    try:
        with durable_files.open_regular_file(path) as file:
            size = os.fstat(file.fileno()).st_size
    except (OSError, ValueError) as error:
        raise UsageError(_why_not(path, error)) from error
    return AddedFile("file", path.name, size, path)


def require_size(attached: AddedFile, limit: int) -> AddedFile:
    """Return the attachment if it isn't too large.

    Raises:
        TooLargeError: it has more than ``limit`` bytes.
    """
    if attached.size <= limit:
        return attached
    raise TooLargeError(file_too_large(attached.name, attached.size, limit))


def picture_extension(picture: bytes) -> str:
    """Return a picture's file extension: large ones are JPEG (ITU-T T.81, B.1.1.3: SOI)."""
    return "jpg" if picture.startswith(b"\xff\xd8") else "png"


def is_redactable_text(data: bytes) -> bool:
    """Whether an attachment is a text that can be cleaned; a document, a picture, an archive are none."""
    lines = decode(data).split("\n")
    broken = sum(line.startswith(NOT_TEXT) for line in lines)
    return "\0" not in "".join(lines) and broken <= len(lines) * _FEW


def _why_not(path: Path, error: Exception) -> Text:
    """Return why a file can't be added, and what the user can do."""
    name = path.name[:120]
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if folder:
        return N_("{name} is a folder. Compress it into a ZIP file, and attach that.", name=name)
    if isinstance(error, PermissionError):
        return N_(
            "You don't have permission to read {name}. Copy what you need into another file, and "
            "attach that.",
            name=name,
        )
    return missing_file_message(path.name)


def ensure_slot(count: int) -> None:
    """Raise UsageError if no more pictures or files can be added.

    Raises:
        UsageError: there are as many as anyone at the help desk looks at.
    """
    if count >= MOST_FILES:
        raise UsageError(
            N_("There are already {count} attachments. Put the others together in one ZIP file.", count=count)
        )


def _hidden_areas_note(areas: int) -> Text:
    """Return how many areas of a picture are hidden; if none, what to check for."""
    if not areas:
        return N_("Nothing hidden – check for names.")
    return NN_("{count} area hidden.", "{count} areas hidden.", areas)


def missing_file_message(name: str) -> Text:
    """Return the sentence about something that isn't a file, or is gone."""
    return N_("{name} isn't a readable file.", name=name[:120])


_UNCHANGED = N_("This file is sent unchanged, with all its content.")
_CLEANED = N_("Secrets and names are removed from this text, as your organisation requires.")
_REVIEWED = N_("You reviewed these steps when you added them. Names you replace are replaced here, too.")
_COVERED = N_("An image of your recorded steps. Names found in the image are redacted.")
_AS_IT_IS = N_("This isn't a text file, so it can't be redacted. It's sent unchanged.")
