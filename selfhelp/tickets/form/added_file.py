"""Images and files that the user adds to a ticket; policy may require redaction of text files."""

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
from selfhelp.tickets.form.attachment_limits import make_file_too_large_message
from selfhelp.tickets.review import items
from selfhelp.tickets.review.items import ReviewItem

if TYPE_CHECKING:
    from selfhelp.steps.recording import Recording

MOST_FILES = 50
"""Maximum number of attachments to a ticket or reply."""

_FEW = 0.1
"""Maximum proportion of unreadable lines in a file that counts as text."""


@dataclass(slots=True)
class AddedFile:
    """An image or file that the user added.

    Attributes:
        group: picture or file.
        name: the file name as the user knows it.
        size: in bytes.
        content: the bytes, or the path they are read from when the ticket is saved.
        on: True if it is sent.
        cleaned: the redacted text that is sent instead; None if it is sent unchanged.
        looked_at: True once the decision about redaction was made.
        most: maximum size in bytes; a file that grew isn't read whole.
        hidden: number of blacked-out areas in an image.
        made_here: True if the app generated it from recorded steps; the user's edits change only the steps'
            texts.
        redacted: the redacted texts of the recorded steps.
        remade: the last generated file and its source.
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

    def redact_content(self, redact: Callable[[bytes], str]) -> None:
        """Replace a text file by its redacted text, at most once; other files stay unchanged.

        Raises:
            UsageError: the file can't be read.
            TooLargeError: it exceeds the limit.
        """
        if self.looked_at or not isinstance(self.content, Path):
            return
        if self.made_here:
            self.looked_at = True
            if self._has_texts():
                self.redacted = _redact_recording(self.content, redact)
            return
        try:
            with durable_files.open_regular_file(self.content) as file:
                data = file.read(self.most + 1)
        except (OSError, ValueError) as error:
            raise UsageError(_make_missing_file_message(self.content.name)) from error
        self.size = len(data)
        require_file_size(self, self.most)
        self.looked_at = True
        if _is_redactable_text(data):
            self.cleaned = redact(data)

    def build_review_item(
        self, key: str, edit: Callable[[str], str], *, clean: bool, hashed: bool = True
    ) -> ReviewItem:
        """Return the attachment's row in the review.

        Args:
            key: its key in the case.
            edit: applies the user's replacements.
            clean: True if the organisation redacts attached texts.
            hashed: True to read the file for its hash; this takes time.
        """
        name = edit(self.name)
        if self.made_here:
            return self._build_recording_item(key, name, edit, hashed=hashed)
        if self.cleaned is not None:
            text = edit(self.cleaned)
            return items.build_text_item(key, name, text, on=self.on, group=self.group, note=_CLEANED)
        preview = self.content if isinstance(self.content, bytes) else None
        note = (
            _build_hidden_areas_note(self.hidden)
            if self.group == "picture"
            else _AS_IT_IS
            if clean
            else _UNCHANGED
        )
        sha256 = self._hash_content() if hashed else ""
        if hashed and not sha256:
            note = (
                _make_missing_file_message(self.name)
                if self.size <= self.most
                else make_file_too_large_message(self.name, self.size, self.most)
            )
        return ReviewItem(key, name, self.size, self.on, preview, group=self.group, note=note, sha256=sha256)

    def _build_recording_item(
        self, key: str, name: str, edit: Callable[[str], str], *, hashed: bool
    ) -> ReviewItem:
        """Return the review's row for a file that was generated from recorded steps."""
        if self._has_texts():
            if hashed:
                return self._build_edited_recording_item(key, name, *self.build_edited_content(edit))
            return ReviewItem(
                key, name, self.size, self.on, None, group=self.group, note=_REVIEWED, changeable=()
            )
        data = self._read_content() if hashed else None
        sha256 = items.compute_content_sha256(data) if data else ""
        return ReviewItem(
            key, name, self.size, self.on, data,
            group=self.group, note=_COVERED, sha256=sha256, of_steps=True,
        )  # fmt: skip

    def _build_edited_recording_item(self, key: str, name: str, texts: Recording, data: bytes) -> ReviewItem:
        from selfhelp.steps.attached_recording import list_texts

        if name.endswith(".json"):
            shown = data.decode("utf-8", "replace")
            return items.build_text_item(
                key, name, shown, on=self.on, group=self.group, note=_REVIEWED, changeable=()
            )
        return ReviewItem(
            key, name, len(data), self.on, None, group=self.group, note=_REVIEWED,
            sha256=items.compute_content_sha256(data), changeable=tuple(list_texts(texts)),
        )  # fmt: skip

    def _has_texts(self) -> bool:
        """Return whether the file is generated from texts that the user's edits change."""
        from selfhelp.steps.attached_recording import is_made_of_texts

        return self.made_here and isinstance(self.content, Path) and is_made_of_texts(self.content)

    def build_edited_content(self, edit: Callable[[str], str]) -> tuple[Recording, bytes]:
        """Return the recorded steps with redacted and edited texts, and the file generated from them.

        Raises:
            UsageError: it can't be read.
        """
        from selfhelp.steps import attached_recording

        assert isinstance(self.content, Path)  # noqa: S101 - what has texts is a file
        texts = attached_recording.edit_texts(
            self.redacted or attached_recording.read_attached_recording(self.content), edit
        )
        known = self.remade
        if known is None or known[0] != texts:
            known = self.remade = (texts, attached_recording.render_recording_again(self.content, texts))
        return known

    def _read_content(self) -> bytes | None:
        """Return the bytes of a file; None if it can't be read."""
        try:
            with durable_files.open_regular_file(Path(str(self.content))) as file:
                return file.read(self.most)
        except (OSError, ValueError):
            return None

    def _hash_content(self) -> str:
        """Return the SHA-256 of the content; "" if it can't be read or exceeds the limit."""
        if isinstance(self.content, bytes):
            return items.compute_content_sha256(self.content)
        try:
            with durable_files.open_regular_file(self.content) as file:
                self.size = os.fstat(file.fileno()).st_size
                return hashlib.file_digest(file, "sha256").hexdigest() if self.size <= self.most else ""
        except (OSError, ValueError):
            return ""

    def read_content_to_send(self, item: ReviewItem, edit: Callable[[str], str]) -> bytes | Path:
        """Return the content to send for a row of the review, as bytes or as a path."""
        text = item.preview
        if item.changeable is not None and not isinstance(text, str):
            return self.build_edited_content(edit)[1]
        return text.encode("utf-8", "replace") if isinstance(text, str) else self.content


def _redact_recording(path: Path, redact: Callable[[bytes], str]) -> Recording:
    from selfhelp.steps.attached_recording import edit_texts, read_attached_recording

    return edit_texts(read_attached_recording(path), lambda text: redact(text.encode("utf-8", "replace")))


def open_added_file(path: Path) -> AddedFile:
    """Return a file that the user chose, without reading it.

    Raises:
        UsageError: it isn't a readable file.
    """
    try:
        with durable_files.open_regular_file(path) as file:
            size = os.fstat(file.fileno()).st_size
    except (OSError, ValueError) as error:
        raise UsageError(_build_unreadable_message(path, error)) from error
    return AddedFile("file", path.name, size, path)


def require_file_size(attached: AddedFile, limit: int) -> AddedFile:
    """Return the attachment if its size is within the limit.

    Raises:
        TooLargeError: it exceeds ``limit`` bytes.
    """
    if attached.size <= limit:
        return attached
    raise TooLargeError(make_file_too_large_message(attached.name, attached.size, limit))


def find_picture_extension(picture: bytes) -> str:
    """Return an image's file extension; large images are JPEG (ITU-T T.81, B.1.1.3: SOI)."""
    return "jpg" if picture.startswith(b"\xff\xd8") else "png"


def _is_redactable_text(data: bytes) -> bool:
    """Return whether an attachment is plain text, so that it can be redacted."""
    lines = decode(data).split("\n")
    broken = sum(line.startswith(NOT_TEXT) for line in lines)
    return "\0" not in "".join(lines) and broken <= len(lines) * _FEW


def _build_unreadable_message(path: Path, error: Exception) -> Text:
    """Return a message with the reason why a file can't be added, and advice for the user."""
    name = path.name[:120]
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if folder:
        return N_("{name} is a folder. Compress it into a ZIP file, and attach that instead.", name=name)
    if isinstance(error, PermissionError):
        return N_(
            "You don't have permission to read {name}. Copy what you need into another "
            "file, and attach that instead.",
            name=name,
        )
    return _make_missing_file_message(path.name)


def require_free_slot(count: int) -> None:
    """Raise an error if no more attachments can be added.

    Raises:
        UsageError: the limit is reached.
    """
    if count >= MOST_FILES:
        raise UsageError(
            N_(
                "There are already {count} attachments, which is the limit. Remove some of "
                "them, and attach those files together in one ZIP file.",
                count=count,
            )
        )


def _build_hidden_areas_note(areas: int) -> Text:
    """Return a note with the number of hidden areas in an image; without any, a reminder to check it."""
    if not areas:
        return N_("Nothing redacted – check for names.")
    return NN_("{count} area redacted.", "{count} areas redacted.", areas)


def _make_missing_file_message(name: str) -> Text:
    """Return the message that an item isn't a file or no longer exists."""
    return N_("{name} doesn't exist or can't be read.", name=name[:120])


_UNCHANGED = N_("This file will be sent unchanged, with all its content.")
_CLEANED = N_("Secrets and names will be removed from this text, as your organisation requires.")
_REVIEWED = N_(
    "You reviewed these steps when you added them. Names you replace elsewhere in "
    "your ticket are also replaced here."
)
_COVERED = N_("An image of your recorded steps. Names found in the image are redacted.")
_AS_IT_IS = N_("This isn't a text file, so it can't be redacted. It will be sent unchanged.")
