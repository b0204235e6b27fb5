"""Converts the names and metadata of Redmine's files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selfhelp.core.model import Json
from selfhelp.core.ticket import RemoteFile

_REPLACED = re.compile(r"[/?%*:|\"'<>\n\r]+")
"""Characters in file names that Redmine replaces with one ``_`` (app/models/attachment.rb)."""


def make_stored_file_name(name: str) -> str:
    """Return a file's name as stored by Redmine."""
    return _REPLACED.sub("_", name)


def to_remote_file(row: Mapping[str, Json]) -> RemoteFile:
    """Convert a Redmine attachment for display."""
    size = row.get("filesize")
    name, number = str(row.get("filename") or ""), str(row.get("id") or "")
    return RemoteFile(name, size if isinstance(size, int) else 0, id=number)
