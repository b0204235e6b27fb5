"""Limits for attachments, checked when they are added rather than when the ticket is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import N_, Size, Text
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.policy.policy import OutboxPolicy as Policy

ROOM_FOR_REPORT = 500_000
"""Number of bytes in the desk's total limit that are reserved for the computer report."""


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """The limits of the organisation and the desk, known without network access.

    Attributes:
        file_bytes, total_bytes: the organisation's limits for one file and for the outbox.
        desk_file_bytes, desk_total_bytes: the desk's limits; 0 if unknown.
        endings: the only file extensions the desk accepts; empty for any.
        refused: file extensions it never accepts.
        files: True if it accepts files.
    """

    file_bytes: int
    total_bytes: int
    desk_file_bytes: int = 0
    desk_total_bytes: int = 0
    endings: Sequence[str] = ()
    refused: Sequence[str] = ()
    files: bool = True

    @classmethod
    def create_from_policy(
        cls, policy: Policy, abilities: ConnectorAbilities | None = None, *, reply: bool = False
    ) -> AttachmentLimits:
        """Return the limits for attachments of a ticket, or of a reply."""
        abilities = abilities or ConnectorAbilities()
        return cls(
            file_bytes=policy.file_megabytes * 1_000_000,
            total_bytes=policy.megabytes * 1_000_000,
            desk_file_bytes=abilities.file_limit,
            desk_total_bytes=abilities.total_limit,
            endings=tuple(abilities.endings),
            refused=tuple(abilities.refused),
            files=abilities.files and (abilities.comment_files or not reply),
        )

    @property
    def max_file_bytes(self) -> int:
        """The maximum size of a file, in bytes."""
        return min(self.file_bytes, self.desk_file_bytes or self.file_bytes)

    def require_file_accepted(self, name: str, size: int, already: int = 0) -> None:
        """Raise an error if a file can't be added.

        Args:
            name: the file name as the user knows it.
            size: in bytes.
            already: total bytes of the files already added.

        Raises:
            TooLargeError: it exceeds a limit.
            UsageError: the desk doesn't accept such files.
        """
        shown = name[:120]
        if not self.files:
            raise UsageError(
                N_(
                    "The help desk system doesn't accept attachments. Describe what {name} shows instead.",
                    name=shown,
                )
            )
        if not self._is_file_type_accepted(name):
            raise UsageError(
                _build_zip_advice(shown)
                if self._is_file_type_accepted("any.zip")
                else _build_other_format_advice(shown)
            )
        if size > self.file_bytes:
            raise TooLargeError(make_file_too_large_message(shown, size, self.file_bytes))
        if size > self.max_file_bytes:
            message = N_(
                "{name} is too large ({size}). The help desk system accepts files up to {limit}. "
                "Remove it, or share it another way.",
                name=shown,
                size=Size(size),
                limit=Size(self.max_file_bytes),
            )
            raise TooLargeError(message)
        self._require_room_for_file(shown, size, already)

    def require_files_accepted(self, paths: Sequence[Path]) -> None:
        """Raise an error if files can't be added together; unreadable files are reported when read.

        Raises:
            TooLargeError: one exceeds a limit.
            UsageError: the desk doesn't accept such files.
        """
        already = 0
        for path in paths:
            try:
                size = path.stat().st_size
            except (OSError, ValueError):
                size = 0
            self.require_file_accepted(path.name, size, already)
            already += size

    def _require_room_for_file(self, name: str, size: int, already: int) -> None:
        if self.desk_total_bytes and already + size > max(self.desk_total_bytes - ROOM_FOR_REPORT, 0):
            message = N_(
                "With {name}, the attachments would total {size}. The help desk system accepts "
                "up to {limit}, including the report. Remove an attachment, or send one with a "
                "second ticket.",
                name=name,
                size=Size(already + size),
                limit=Size(self.desk_total_bytes),
            )
            raise TooLargeError(message)
        if already + size > self.total_bytes:
            message = N_(
                "With {name}, the attachments would total {size}. The limit is {limit}. Remove "
                "an attachment.",
                name=name,
                size=Size(already + size),
                limit=Size(self.total_bytes),
            )
            raise TooLargeError(message)

    def _is_file_type_accepted(self, name: str) -> bool:
        low = name.casefold().rstrip(" .")
        ends = [f".{ending.lstrip('.').casefold()}" for ending in self.endings]
        never = [f".{ending.lstrip('.').casefold()}" for ending in self.refused]
        return not low.endswith(tuple(never)) and (not ends or low.endswith(tuple(ends)))


def _build_zip_advice(name: str) -> Text:
    return N_(
        "The help desk system doesn't accept files like {name}. Compress the file into a ZIP file.", name=name
    )


def _build_other_format_advice(name: str) -> Text:
    return N_(
        "The help desk system doesn't accept files like {name}. Save the file in another format.", name=name
    )


def make_file_too_large_message(name: str, size: int, limit: int) -> Text:
    """Return the message about a file of more than ``limit`` bytes."""
    return N_(
        "{name} is too large ({size}). The limit is {limit} per file. Remove it, or share it another way.",
        name=name,
        size=Size(size),
        limit=Size(limit),
    )
