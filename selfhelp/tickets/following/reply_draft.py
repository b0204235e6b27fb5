"""An unsent reply to the help desk, within the limits of the desk."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from selfhelp.core.errors import RefusedError, SelfhelpError
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import ReplyKind
from selfhelp.tickets.form.added_file import AddedFile, find_picture_extension, require_free_slot
from selfhelp.tickets.form.attachment_limits import AttachmentLimits
from selfhelp.tickets.outbox.outbox import ReplyToSeal


class ReplyDraft:
    """An unsent reply, with images that can be edited as in a case."""

    def __init__(self, report: str, acceptance: AttachmentLimits, *, pictures: bool) -> None:
        """Create an empty reply.

        Args:
            report: the ticket's correlation ID.
            acceptance: the limits for attachments.
            pictures: whether the organisation allows screenshots.
        """
        self.report = report
        self.text = ""
        self._acceptance, self._pictures = acceptance, pictures
        self._added: dict[str, AddedFile] = {}

    @property
    def is_empty(self) -> bool:
        """True if the reply has neither text nor attachments."""
        return not (self.text.strip() or self._added)

    def list_added_items(self) -> Sequence[tuple[str, AddedFile]]:
        """Return the images and files with their keys, in order."""
        return list(self._added.items())

    def add_attachment(self, added: AddedFile) -> str:
        """Add an image or file and return its key.

        Raises:
            TooLargeError: it exceeds a limit, alone or with the others.
            UsageError: the desk doesn't accept it, or there are too many.
        """
        require_free_slot(len(self._added))
        already = sum(one.size for one in self._added.values())
        self._acceptance.require_file_accepted(added.name, added.size, already)
        number = 1 + max((int(key.partition("-")[2]) for key in self._added), default=0)
        key = f"{added.group}-{number}"
        self._added[key] = added
        return key

    def add_screenshot(self, png: bytes, stem: str = "screenshot", hidden: int = 0) -> str:
        """Add a screenshot that the user approved, with the number of hidden areas; return its key.

        The file's name is a stem with a number.

        Raises:
            RefusedError: the organisation doesn't allow screenshots.
            TooLargeError, UsageError: as in `add_attachment`.
        """
        if not self._pictures:
            raise RefusedError(_NO_PICTURES)
        count = sum(key.startswith("picture") for key in self._added)
        title = f"{stem}-{count + 1}.{find_picture_extension(png)}"
        return self.add_attachment(AddedFile("picture", title, len(png), png, hidden=hidden))

    def resume_draft(self, text: str, kept: Sequence[AddedFile]) -> Sequence[Text]:
        """Restore a reply; return a message for each image or file that isn't accepted now."""
        self.text, refused = text, []
        for item in kept:
            try:
                if item.group == "picture" and not self._pictures:
                    raise RefusedError(_NO_PICTURES)
                self.add_attachment(item)
            except SelfhelpError as error:
                refused.append(error.message)
        return refused

    def read_picture(self, key: str) -> bytes:
        """Return the bytes of an added image."""
        content = self._added[key].content
        return content if isinstance(content, bytes) else content.read_bytes()

    def count_hidden_areas(self, key: str) -> int:
        """Return the number of hidden areas in an added image."""
        return self._added[key].hidden

    def replace_picture(self, key: str, png: bytes, hidden: int = 0) -> None:
        """Replace an image with its edited version; the old image is discarded."""
        old = self._added[key]
        name = f"{Path(old.name).stem}.{find_picture_extension(png)}"
        self._added[key] = dataclasses.replace(old, name=name, content=png, size=len(png), hidden=hidden)

    def remove_attachment(self, key: str) -> None:
        """Remove an image or file."""
        self._added.pop(key, None)

    def make_reply(self, kind: ReplyKind = ReplyKind.COMMENT) -> ReplyToSeal:
        """Return the reply in the form in which the outbox stores it."""
        files = [(one.name, one.content) for one in self._added.values()]
        return ReplyToSeal(self.report, kind, self.text.strip(), files)

    def clear(self) -> None:
        """Clear text and attachments after the reply was saved."""
        self.text = ""
        self._added.clear()


_NO_PICTURES = N_("Your organisation doesn't allow screenshots in tickets.")
