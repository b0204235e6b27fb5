"""The status of the user's account: expired, locked, closed or due for a new password.

The password itself is never read. Linux shows each user their own entry: ``chage`` and `passwd -S` (shadow),
and their failed sign-ins (pam_faillock lets the user read them). A directory's account status is read only on
Windows (Active Directory, where any member may query their own account). The Windows and macOS rows were
written from documentation and not tested.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading, xdg
from selfhelp.machine.account.identity import read_account_database_field
from selfhelp.machine.account.linux_account_lock import AccountLock, find_account_lockout
from selfhelp.machine.command_output import (
    parse_assignments,
    parse_colon_lines,
    read_script_output_object,
    run_and_read_output,
    to_int,
    to_text,
)

WARNING = timedelta(days=7)
"""Default warning period before a password expires, if the system has no rule."""


class AccountAuthority(StrEnum):
    """Authority that manages an account, and so can unlock it."""

    COMPUTER = "this computer"
    ORGANISATION = "the organisation"


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """Status of the account that the user signs in with.

    Attributes:
        keeper: the authority that manages the account.
        told: whether the system reports password expiry.
        reached: whether the directory responded; None if there is none.
        closed: whether sign-in is disabled, even with the correct password.
        lock: the lock that rejects every sign-in; None without one.
        password_locked: whether the account's local password is locked (Linux), without another lock.
          Sign-in may still work in another way, such as through a directory.
        must_change: whether a new password must be chosen at the next sign-in.
        left: remaining validity of the password; negative if it has expired, None if it never expires.
        warning: the warning period before expiry.
        age: time since the last password change; None if unknown.
    """

    keeper: AccountAuthority
    told: bool = True
    reached: bool | None = None
    closed: bool = False
    lock: AccountLock | None = None
    password_locked: bool = False
    must_change: bool = False
    left: timedelta | None = None
    warning: timedelta = WARNING
    age: timedelta | None = None


# -- Linux -----------------------------------------------------------------------------------------

PASSWORD_SESSIONS = ("gdm-password", "lightdm", "sddm", "login", "xdm", "kde")
"""PAM services that open a session with a password (loginctl, property ``Service``)."""


def read_account() -> Json:
    """Return the user's account name, whether it is local, and the current time in seconds since 1970.

    The name is "" for an account that the account database doesn't know, as in a container. ``keyring`` is
    whether a login keyring exists, which only a sign-in with a password creates (pam_gnome_keyring).
    """
    name = read_account_database_field("pw_name")
    entries = Path("/etc/passwd").read_text("utf-8", "replace").splitlines()
    data = xdg.find_data_folder()
    return {
        "name": name,
        "local": any(entry.startswith(f"{name}:") for entry in entries),
        "keyring": (data / "keyrings" / "login.keyring").is_file(),
        "now": int(time.time()),
    }


def _read_account_linux(machine: Machine) -> AccountStatus:
    me = machine.read(Reading(read_account))
    if not me["name"]:
        raise ProbeError(N_("The name of your account isn't available on this computer."))
    lock = find_account_lockout(machine, me["name"])
    if not me["local"]:
        return AccountStatus(AccountAuthority.ORGANISATION, told=False, lock=lock)
    output = machine.run(Command(("chage", "-i", "-l", "--", me["name"])))
    if output.code != 0:
        raise ProbeError(
            N_("Your password's expiry date isn't available on this computer."), detail=output.stderr[:300]
        )
    account = parse_password_aging(parse_colon_lines(output.stdout), datetime.fromtimestamp(me["now"], UTC))
    locked = lock is None and _is_password_locked(machine, me["keyring"])
    return replace(account, lock=lock, password_locked=locked)


def parse_password_aging(said: Mapping[str, str], now: datetime) -> AccountStatus:
    """Return the account status from the output of ``chage -i -l`` (ISO dates, C locale).

    A date in this output is the last valid day, because pam_unix treats a password as expired only on the day
    after.
    """
    must_change = said.get("Last password change") == "password must be changed"
    changed, closes = (
        _parse_aging_day(said.get("Last password change", "")),
        _parse_aging_day(said.get("Account expires", "")),
    )
    expires, inactive = (
        _parse_aging_day(said.get("Password expires", "")),
        _parse_aging_day(said.get("Password inactive", "")),
    )
    day = timedelta(days=1)
    warning = to_int(said.get("Number of days of warning before password expires"))
    return AccountStatus(
        AccountAuthority.COMPUTER,
        closed=any(end is not None and now >= end + day for end in (closes, inactive)),
        must_change=must_change,
        left=expires + day - now if expires else None,
        warning=timedelta(days=min(warning, 3650)) if warning is not None and warning >= 0 else WARNING,
        age=now - changed if changed else None,
    )


def _parse_aging_day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:  # never, password must be changed
        return None


def _is_password_locked(machine: Machine, keyring: bool) -> bool:
    """Return whether the local password is locked, as by an administrator (``passwd -l``).

    An account that never had a password looks the same, so this applies only to users who have signed in with
    a password. That password may still be one of a directory, so this alone doesn't mean that sign-in fails.
    """
    state = machine.run(Command(("passwd", "-S"))).stdout.split()
    return state[1:2] in (["L"], ["LK"]) and (keyring or _has_password_session(machine))


def _has_password_session(machine: Machine) -> bool:
    try:
        output = machine.run(Command(("loginctl", "show-session", "self", "-p", "Service"), timeout=3.0))
    except ProbeError:
        return False
    return parse_assignments(output.stdout).get("Service") in PASSWORD_SESSIONS


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "if($env:USERDOMAIN -eq $env:COMPUTERNAME){"
    '$u=[adsi]"WinNT://$env:COMPUTERNAME/$env:USERNAME,user";'
    "[pscustomobject]@{kind='local';flags=[int]$u.UserFlags.Value;expired=[int]$u.PasswordExpired.Value;"
    "age=[int64]$u.PasswordAge.Value;longest=[int64]$u.MaxPasswordAge.Value}"
    "}elseif((Get-CimInstance Win32_ComputerSystem).PartOfDomain){try{"
    "$me=(whoami.exe /user /fo csv /nh|ConvertFrom-Csv -Header 'name','sid').sid;"
    "$names=[string[]]('msds-userpasswordexpirytimecomputed','msds-user-account-control-computed',"
    "'useraccountcontrol','accountexpires','pwdlastset');"
    '$s=New-Object adsisearcher -ArgumentList "(objectSid=$me)",$names'
    " -Property @{ClientTimeout=[timespan]::FromSeconds(8)};"
    "$p=$s.FindOne().Properties;"
    "[pscustomobject]@{kind='domain';now=[DateTime]::UtcNow.ToFileTimeUtc();"
    "expires=$p['msds-userpasswordexpirytimecomputed'][0];"
    "computed=$p['msds-user-account-control-computed'][0];flags=$p['useraccountcontrol'][0];"
    "closes=$p['accountexpires'][0];changed=$p['pwdlastset'][0]}"
    "}catch{[pscustomobject]@{kind='domain';reached=$false}}"
    "}else{[pscustomobject]@{kind='cloud'}}"
)
"""Script that reads the account from this computer or from the directory.

Computer: ADSI WinNT provider (ages in seconds, ADS_USER_FLAG_ENUM). Directory: Active Directory schema
(msDS-UserPasswordExpiryTimeComputed, msDS-User-Account-Control-Computed, accountExpires; FILETIME in UTC).
Any member may read their own account.
"""

LOCKED_OUT, DISABLED, NEVER_EXPIRES, EXPIRED = 0x10, 0x2, 0x10000, 0x800000
"""Bits of the account flags (Microsoft Learn, ADS_USER_FLAG_ENUM; MS-ADTS 3.1.1.4.5.17)."""

ENDLESS = 0x7FFF_FFFF_FFFF_0000
"""FILETIME that means "never". JSON may have rounded its last digits, so values near it count as well."""


def _read_account_windows(machine: Machine) -> AccountStatus:
    found = read_script_output_object(machine, WINDOWS)
    kind = to_text(found.get("kind"))
    if kind == "local":
        return _parse_windows_local_account(found)
    if kind == "domain" and found.get("reached") is not False:
        return _parse_windows_domain_account(found)
    if kind in ("domain", "cloud"):
        return AccountStatus(
            AccountAuthority.ORGANISATION, told=False, reached=False if kind == "domain" else None
        )
    raise ProbeError(N_("Your password's expiry date isn't available on this computer."), detail=str(found))


def _parse_windows_local_account(found: Mapping[str, Json]) -> AccountStatus:
    """Return the status of a local account; only Windows' own expiry flag is used.

    A Microsoft account's password can be older than the local limit and still be valid.
    """
    flags, age, longest = (to_int(found.get(key)) or 0 for key in ("flags", "age", "longest"))
    expired = to_int(found.get("expired")) == 1
    left = timedelta(seconds=longest - age)
    older = left <= timedelta(0) and not expired
    endless = flags & NEVER_EXPIRES or longest <= 0 or longest >= 0xFFFF_FFFF or older
    return AccountStatus(
        AccountAuthority.COMPUTER,
        closed=bool(flags & DISABLED),
        lock=AccountLock() if flags & LOCKED_OUT else None,
        must_change=expired and (bool(endless) or left > timedelta(0)),
        left=None if endless else left,
        age=timedelta(seconds=age),
    )


def _parse_windows_domain_account(found: Mapping[str, Json]) -> AccountStatus:
    names = ("now", "expires", "computed", "flags", "closes", "changed")
    now, expires, computed, flags, closes, changed = (to_int(found.get(name)) for name in names)
    if now is None or expires is None:
        raise ProbeError(
            N_("Your password's expiry date isn't available on this computer."), detail=str(found)
        )
    must_change = expires == 0
    state = (computed or 0) | (flags or 0)
    left = None if must_change or expires >= ENDLESS else _ticks_to_timedelta(expires - now)
    return AccountStatus(
        AccountAuthority.ORGANISATION,
        reached=True,
        closed=bool(state & DISABLED) or bool(closes and closes < min(now, ENDLESS)),
        lock=AccountLock() if state & LOCKED_OUT else None,
        must_change=must_change or (bool(state & EXPIRED) and left is None),
        left=left,
        age=_ticks_to_timedelta(now - changed) if changed else None,
    )


def _ticks_to_timedelta(ticks: int) -> timedelta:
    """Convert a difference of two FILETIMEs (100 ns units) to a timedelta."""
    return timedelta(microseconds=ticks // 10)


# -- macOS -----------------------------------------------------------------------------------------


MACOS_LIFETIMES = ("policyAttributeExpiresEveryNDays", "policyAttributeDaysUntilExpiration")
"""Keys of the password lifetime in days: the name in pwpolicy(8), and the name in profiles (NIST mSCP)."""


def _read_account_macos(machine: Machine) -> AccountStatus:
    """Return the account status from the account's policy data and the password rules.

    ``dscl -plist`` returns ``accountPolicyData`` (times in seconds since 1970, failures since the last
    success); ``pwpolicy`` returns the rules, with the parameter names of pwpolicy(8). A directory account has
    no such data here.
    """
    name = str(machine.read(Reading(read_account))["name"])
    output = machine.run(Command(("dscl", "-plist", ".", "-read", f"/Users/{name}", "accountPolicyData")))
    if output.code != 0:
        return AccountStatus(AccountAuthority.ORGANISATION, told=False)
    now = to_int(machine.run(Command(("date", "+%s"))).stdout)
    rules = run_and_read_output(machine, Command(("pwpolicy", "-getaccountpolicies")))
    data = _parse_policy_data(_parse_property_list(output.stdout))
    if now is None:
        raise ProbeError(N_("Your password's expiry date isn't available on this computer."))
    return _parse_macos_account(data, _collect_policy_parameters(_parse_property_list(rules)), now)


def _parse_property_list(text: str) -> Json:
    """Return the property list in a program's output, without any text before it; {} if there is none."""
    import plistlib
    from xml.parsers.expat import ExpatError

    start = text.find("<?xml")
    try:
        return plistlib.loads(text[start:].encode()) if start >= 0 else {}
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError):
        return {}


def _parse_policy_data(data: Json) -> Mapping[str, Json]:
    """Return the content of ``accountPolicyData``; dscl returns it as the text of a property list."""
    values = data.get("dsAttrTypeNative:accountPolicyData", ()) if isinstance(data, dict) else ()
    inner = _parse_property_list(str(values[0])) if values else {}
    return inner if isinstance(inner, dict) else {}


def _collect_policy_parameters(rules: Json) -> Mapping[str, Json]:
    """Return the parameters of all password rules in all categories, by name."""
    found: dict[str, Json] = {}
    pending = [rules]
    while pending:
        entry = pending.pop()
        if isinstance(entry, dict):
            found |= entry.get("policyParameters") or {}
        if isinstance(entry, dict | list):
            pending += entry.values() if isinstance(entry, dict) else entry
    return found


def _parse_macos_account(data: Mapping[str, Json], rules: Mapping[str, Json], now: int) -> AccountStatus:
    set_at = to_int(data.get("passwordLastSetTime"))
    days = next((to_int(rules[name]) for name in MACOS_LIFETIMES if name in rules), None)
    age = timedelta(seconds=now - set_at) if set_at else None
    return AccountStatus(
        AccountAuthority.COMPUTER,
        lock=_find_macos_account_lock(data, rules, now),
        must_change=bool(to_int(rules.get("policyAttributeNewPasswordRequired"))),
        left=timedelta(days=days) - age if days and age is not None else None,
        age=age,
    )


def _find_macos_account_lock(
    data: Mapping[str, Json], rules: Mapping[str, Json], now: int
) -> AccountLock | None:
    failures = to_int(data.get("failedLoginCount")) or 0
    allowed = to_int(rules.get("policyAttributeMaximumFailedAuthentications"))
    if not allowed or failures < allowed:
        return None
    again, last = to_int(rules.get("autoEnableInSeconds")), to_int(data.get("failedLoginTimestamp"))
    if not again or last is None:
        return AccountLock()
    left = timedelta(seconds=last + again - now)
    return AccountLock(left) if left > timedelta(0) else None


ACCOUNT: Probe[AccountStatus] = Probe(
    "the account this person signs in with",
    {
        Platform.LINUX: _read_account_linux,
        Platform.WINDOWS: _read_account_windows,
        Platform.MACOS: _read_account_macos,
    },
)
