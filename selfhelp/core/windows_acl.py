"""Windows access control: reads owners and ACLs, and creates folders with a given ACL.

Microsoft Learn: "GetNamedSecurityInfoW", "ACCESS_ALLOWED_ACE", "Well-known SIDs", "Security Descriptor String
Format", "CreateDirectoryW". Tested under Wine, which stores less of an ACL than Windows. It isn't in
`selfhelp.machine` because the policy and the helper, which are in lower layers, need it to trust a file.
"""

from __future__ import annotations

import ctypes
import stat
from collections.abc import Iterator
from ctypes import byref, c_void_p, c_wchar_p
from functools import cache
from pathlib import Path
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types

ADMINISTRATORS = frozenset(
    {
        "S-1-5-18",  # the system
        "S-1-5-32-544",  # administrators
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  # TrustedInstaller
    }
)
OWNER = "S-1-3-4"
"""SID of OWNER RIGHTS, an entry that Python adds to private folders ("os.mkdir")."""

WRITING = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x10000 | 0x40000 | 0x80000 | 0x40000000 | 0x10000000
"""Access rights that allow a change: write, append, attributes, delete, ACL, owner, generic write and all."""

ALLOWED, DENIED, INHERIT_ONLY = 0, 1, 0x8
REPARSE_POINT = 0x400
OWNER_AND_LIST = 0x1 | 0x4
PERSONS_SID = 1
"""The class TokenUser of TOKEN_INFORMATION_CLASS."""


def find_insecure_reason(path: Path) -> str:
    """Return the reason why a Windows ACL lets non-administrators change a file; "" if it doesn't.

    Raises:
        OSError: it doesn't exist, or its ACL can't be read.
    """
    if getattr(path.lstat(), "st_file_attributes", 0) & REPARSE_POINT:
        return "is a link"
    found = path.lstat()
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        return "has a second name"
    owner, entries = _read_owner_and_rights(path)
    trusted = ADMINISTRATORS | _list_own_sids_if_administrator()
    if owner not in trusted:
        return f"belongs to {owner}"
    return _find_other_writers(entries, trusted | {OWNER})


def _find_other_writers(entries: list[tuple[str, int]] | None, trusted: frozenset[str]) -> str:
    """Return the other accounts that may write, in technical words; "" if there are none."""
    if entries is None:
        return "everybody may write to it"
    writers = sorted({sid for sid, mask in entries if mask & WRITING and sid not in trusted})
    return f"{writers[0]} may write to it" if writers else ""


def make_folder_with_acl(path: Path, access: str) -> None:
    """Create a folder that has its ACL from the start.

    Args:
        path: the new folder; its parent must exist.
        access: the security descriptor, in its string form (SDDL).

    Raises:
        OSError: it can't be created, or already exists.
    """
    described = c_void_p()
    convert = _load_library(
        "advapi32", "ConvertStringSecurityDescriptorToSecurityDescriptorW"
    ).ConvertStringSecurityDescriptorToSecurityDescriptorW
    if not convert(c_wchar_p(access), 1, byref(described), None):
        raise _make_last_error(path)
    attributes = _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), described, 0)
    made = _load_library("kernel32", "CreateDirectoryW").CreateDirectoryW(
        c_wchar_p(str(path)), byref(attributes)
    )
    error = None if made else _make_last_error(path)
    _load_library("kernel32", "LocalFree").LocalFree(described)
    if error:
        raise error


class _SecurityAttributes(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ulong), ("descriptor", c_void_p), ("inherit", ctypes.c_int))


class _AclEntry(ctypes.Structure):
    """The structure of an ACL entry; the account's SID follows."""

    _fields_ = (
        ("kind", ctypes.c_ubyte),
        ("flags", ctypes.c_ubyte),
        ("size", ctypes.c_ushort),
        ("mask", ctypes.c_ulong),
    )


class _AclHeader(ctypes.Structure):
    """The structure of an ACL header."""

    _fields_ = (
        ("revision", ctypes.c_ubyte),
        ("zero", ctypes.c_ubyte),
        ("size", ctypes.c_ushort),
        ("count", ctypes.c_ushort),
        ("zeros", ctypes.c_ushort),
    )


def _read_owner_and_rights(path: Path) -> tuple[str, list[tuple[str, int]] | None]:
    """Return owner, and allowed rights by account; None for a missing ACL, which allows everything."""
    owner, access, described = c_void_p(), c_void_p(), c_void_p()
    status = _load_library("advapi32", "GetNamedSecurityInfoW").GetNamedSecurityInfoW(
        c_wchar_p(str(path)), 1, OWNER_AND_LIST, byref(owner), None, byref(access), None, byref(described)
    )
    if status:
        raise OSError(None, "its access list cannot be read", str(path), status)
    try:
        return _sid_to_text(owner), list(_iter_allowed_entries(access)) if access else None
    finally:
        _load_library("kernel32", "LocalFree").LocalFree(described)


def _iter_allowed_entries(access: c_void_p) -> Iterator[tuple[str, int]]:
    """Yield the account and the rights of every effective entry that grants rights."""
    for place in range(_AclHeader.from_address(access.value or 0).count):
        found = c_void_p()
        if not _load_library("advapi32", "GetAce").GetAce(access, place, byref(found)):
            raise OSError(None, "its access list cannot be read")
        entry = _AclEntry.from_address(found.value or 0)
        if entry.kind == DENIED or entry.flags & INHERIT_ONLY:
            continue
        if entry.kind != ALLOWED:
            yield f"an entry of kind {entry.kind}", WRITING  # conditional entries aren't supported
            continue
        yield _sid_to_text(c_void_p((found.value or 0) + ctypes.sizeof(_AclEntry))), int(entry.mask)


def _sid_to_text(sid: c_void_p) -> str:
    text = c_void_p()
    if not sid or not _load_library("advapi32", "ConvertSidToStringSidW").ConvertSidToStringSidW(
        sid, byref(text)
    ):
        return "nobody"
    try:
        return ctypes.wstring_at(text.value or 0)
    finally:
        _load_library("kernel32", "LocalFree").LocalFree(text)


def is_owned_by_user(path: Path) -> bool:
    """Return whether this program's Windows account owns a file, or an administrator's group does.

    Files created with administrator permission belong to that group (Microsoft Learn, "Owner of a New
    Object"). From documentation; untested on Windows.
    """
    try:
        owner, _list = _read_owner_and_rights(path)
    except OSError:
        return False
    return owner in _read_own_sids() or (owner in ADMINISTRATORS and bool(_list_own_sids_if_administrator()))


def _list_own_sids_if_administrator() -> frozenset[str]:
    """Return this program's SIDs if it runs with administrator permission; otherwise an empty set."""
    return _read_own_sids() if _load_library("shell32", "IsUserAnAdmin").IsUserAnAdmin() else frozenset()


@cache
def _read_own_sids() -> frozenset[str]:
    """Return the SIDs of this program's account, and of the group that owns an administrator's files."""
    token, size = c_void_p(), ctypes.c_ulong()
    kernel = _load_library("kernel32", "GetCurrentProcess", "CloseHandle")
    security = _load_library("advapi32", "OpenProcessToken", "GetTokenInformation")
    if not security.OpenProcessToken(c_void_p(kernel.GetCurrentProcess()), 0x8, byref(token)):
        return frozenset()
    told = ctypes.create_string_buffer(256)  # TOKEN_USER: a pointer to the SID, its attributes, the SID
    ok = security.GetTokenInformation(token, PERSONS_SID, told, len(told), byref(size))
    kernel.CloseHandle(token)
    return frozenset({_sid_to_text(c_void_p.from_buffer(told))}) if ok else frozenset()


def _make_last_error(path: Path) -> OSError:
    code = getattr(ctypes, "get_last_error")()  # noqa: B009 - only Windows has it
    return OSError(None, "Windows refused it", str(path), code)


@cache
def _load_library(name: str, *functions: str) -> Any:
    """Return a Windows library from the system folder, with typed functions."""
    library = getattr(ctypes, "WinDLL")(f"{name}.dll", use_last_error=True, winmode=0x800)  # noqa: B009
    return declare_function_types(ctypes, library, *functions)
