"""Compares a ticket's files with the help desk's files, by name and size."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.ticket import FileRef, RemoteFile


def is_file_attached(ref: FileRef, held: Sequence[RemoteFile]) -> bool:
    """Return whether the desk has a file with the same name and size."""
    return any((file.name, file.size) == (ref.name, ref.size) for file in held)


def find_missing_files(files: Sequence[FileRef], held: Sequence[RemoteFile]) -> list[FileRef]:
    """Return the files that the desk doesn't have yet, in order."""
    return [ref for ref in files if not is_file_attached(ref, held)]


def find_missing_names(files: Sequence[FileRef], held: Sequence[RemoteFile]) -> list[str]:
    """Return the names of the files that the desk doesn't have."""
    return [ref.name for ref in find_missing_files(files, held)]
