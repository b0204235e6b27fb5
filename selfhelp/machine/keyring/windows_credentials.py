"""The Windows Credential Manager: lists and deletes saved passwords without reading secrets.

Source: Microsoft Learn, wincred.h (CredEnumerateW, CredDeleteW, CREDENTIALW). Untested on Windows.
"""

from __future__ import annotations

import ctypes
import os
import time
from ctypes import wintypes
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json

GENERIC, DOMAIN_PASSWORD = 1, 2
"""Types of credential: CRED_TYPE_GENERIC and CRED_TYPE_DOMAIN_PASSWORD.

Certificates and smart cards are other types.
"""

NOT_FOUND = 1168
"""Error code ERROR_NOT_FOUND: there are no saved passwords, or the entry no longer exists."""

TICKS, SINCE_1601 = 10_000_000, 11_644_473_600
"""FILETIME units (100 ns) per second, and the seconds from 1601 to 1970."""


class _WindowsCredential(ctypes.Structure):
    """The structure CREDENTIALW; the secret's bytes (``blob``) are never read."""

    _fields_ = (
        ("flags", wintypes.DWORD),
        ("type", wintypes.DWORD),
        ("target", wintypes.LPWSTR),
        ("comment", wintypes.LPWSTR),
        ("written", wintypes.FILETIME),
        ("blob_size", wintypes.DWORD),
        ("blob", ctypes.c_void_p),
        ("persist", wintypes.DWORD),
        ("attribute_count", wintypes.DWORD),
        ("attributes", ctypes.c_void_p),
        ("alias", wintypes.LPWSTR),
        ("user", wintypes.LPWSTR),
    )


def read_saved_passwords() -> Json:
    """Return ``name`` (this user's account) and ``entries`` (type, target, user, age in seconds).

    Raises:
        OSError: Windows refused.
    """
    library: Any = ctypes
    advapi = declare_function_types(
        ctypes, library.WinDLL("advapi32", use_last_error=True), "CredEnumerateW", "CredFree"
    )
    count, found = wintypes.DWORD(), ctypes.POINTER(ctypes.POINTER(_WindowsCredential))()
    if not advapi.CredEnumerateW(None, 0, ctypes.byref(count), ctypes.byref(found)):
        if library.get_last_error() != NOT_FOUND:
            raise library.WinError(library.get_last_error())
        return {"name": os.environ.get("USERNAME", ""), "entries": []}
    try:
        entries = [_credential_to_data(found[number].contents) for number in range(count.value)]
    finally:
        advapi.CredFree(found)
    return {"name": os.environ.get("USERNAME", ""), "entries": entries}


def _credential_to_data(credential: _WindowsCredential) -> Json:
    written = credential.written.dwHighDateTime << 32 | credential.written.dwLowDateTime
    age = time.time() - (written / TICKS - SINCE_1601)
    return {
        "type": credential.type,
        "target": credential.target or "",
        "user": credential.user or "",
        "age": max(0, int(age)),
    }


def delete_saved_password(target: str, kind: int) -> Json:
    """Delete one saved password; return whether it existed.

    Raises:
        OSError: Windows refused.
    """
    library: Any = ctypes
    advapi = declare_function_types(ctypes, library.WinDLL("advapi32", use_last_error=True), "CredDeleteW")
    if advapi.CredDeleteW(ctypes.c_wchar_p(target), wintypes.DWORD(kind), wintypes.DWORD(0)):
        return True
    if library.get_last_error() != NOT_FOUND:
        raise library.WinError(library.get_last_error())
    return False
