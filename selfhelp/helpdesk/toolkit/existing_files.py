"""Which files of a ticket the help desk already has, by name and size."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.ticket import FileRef, RemoteFile


def is_attached(ref: FileRef, held: Sequence[RemoteFile]) -> bool:
    """Whether the desk already has a file."""
    return any((file.name, file.size) == (ref.name, ref.size) for file in held)


def missing_files(files: Sequence[FileRef], held: Sequence[RemoteFile]) -> list[FileRef]:
    """Return the files that the desk does not have yet, in their order."""
    return [ref for ref in files if not is_attached(ref, held)]


def missing_names(files: Sequence[FileRef], held: Sequence[RemoteFile]) -> list[str]:
    """Return the names of the files that the desk does not have."""
    return [ref.name for ref in missing_files(files, held)]
