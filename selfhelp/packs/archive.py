"""Reads and writes a pack's archive; equal content always gives an equal archive.

Members are stored uncompressed, sorted by name and with a fixed date. What was read is written again and
compared with the file, so that an archive that two programs could read differently (duplicate names, links,
differing local headers, leading or trailing data) is refused.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping

from selfhelp.core.text import N_
from selfhelp.packs.errors import PackError

LARGEST = 2_000_000
"""Maximum size of a pack, in bytes."""
MEMBERS = 200
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?/)?[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?")
"""Pattern of a member name: lower-case ASCII, at most one folder, the same on all systems."""
LONGEST_NAME = 100
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))})
"""Device names on Windows (Microsoft, "Naming Files, Paths, and Namespaces")."""
MOMENT = (1980, 1, 1, 0, 0, 0)


def is_member_name(name: str) -> bool:
    """Return whether a name is allowed for a member of the archive."""
    plain = len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None and ".." not in name
    return plain and not any(part.partition(".")[0] in RESERVED for part in name.split("/"))


def read_archive(data: bytes) -> Mapping[str, bytes]:
    """Return the members of a pack as bytes by name.

    Raises:
        PackError: it isn't an archive that `write_archive` wrote.
    """
    if len(data) > LARGEST:
        raise PackError(N_("The pack is too large."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _read_members(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, OSError, EOFError) as error:
        raise PackError(NOT_OURS, detail=repr(error)) from error
    except (ValueError, RuntimeError, OverflowError) as error:  # NotImplementedError is a RuntimeError
        raise PackError(NOT_OURS, detail=repr(error)) from error
    if write_archive(members) != data:
        raise PackError(NOT_OURS, detail="written again, it is another file")
    return members


def _read_members(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MEMBERS:
        raise PackError(N_("The pack contains too many files."))
    for entry in entries:
        if not is_member_name(entry.filename):
            raise PackError(N_("The pack contains a file name that isn't allowed."))
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > LARGEST:
            raise PackError(NOT_OURS, detail="compressed")
    return {entry.filename: archive.read(entry) for entry in entries}


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of the members; equal members always give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, members[name])
    return buffer.getvalue()


NOT_OURS = N_("This isn't a pack created by “selfhelp pack sign”.")
