"""Reads a user's free space on a Windows volume, and whether the volume is read-only.

``GetDiskFreeSpaceExW`` (fileapi.h): its first number takes the user's quota into account, the third doesn't.
``GetVolumeInformationW``: ``FILE_READ_ONLY_VOLUME`` (winnt.h). Untested on Windows.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json

READ_ONLY_VOLUME = 0x0008_0000


def read_windows_usage(folder: str, root: str) -> Json:
    """Return a user's usable bytes on a volume, and whether the volume is read-only for everyone.

    Args:
        folder: any folder on the volume.
        root: root path of the volume.

    Raises:
        OSError: Windows refused.
    """
    ctypes: Any = import_module("ctypes")
    mine, total, free = (ctypes.c_ulonglong() for _ in range(3))
    numbers = [ctypes.byref(number) for number in (mine, total, free)]
    if not load_windows_function(ctypes, "kernel32", "GetDiskFreeSpaceExW")(
        ctypes.c_wchar_p(folder), *numbers
    ):
        raise ctypes.WinError()  # noqa: RSE102 - a function that returns the error
    flags, kind = ctypes.c_ulong(), ctypes.create_unicode_buffer(64)
    told = load_windows_function(ctypes, "kernel32", "GetVolumeInformationW")(
        ctypes.c_wchar_p(root.rstrip("\\") + "\\"), None, 0, None, None, ctypes.byref(flags), kind, len(kind)
    )
    return {
        "total": total.value,
        "free": mine.value,
        "read_only": bool(told and flags.value & READ_ONLY_VOLUME),
        "kind": kind.value if told else "",
        "quota": _compute_volume_quota(total.value, mine.value) if mine.value < free.value else None,
    }


def _compute_volume_quota(total: int, left: int) -> Json:
    """Return the quota of a volume that has more space than the user may use.

    Windows shows the quota as the volume's size.
    """
    return {"source": "quota of the volume", "used": max(0, total - left), "limit": total}
