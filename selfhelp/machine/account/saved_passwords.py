"""Saved passwords: their server, user name and age. The passwords themselves are never read.

Linux asks the session's keyring. The Windows row (Credential Manager) and the macOS row (`security`,
attributes only) were written from documentation and not tested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Row, Step
from selfhelp.machine.account.account_status import read_account
from selfhelp.machine.command_output import run_and_read_output
from selfhelp.machine.keyring import secret_service, windows_credentials

KEPT = (
    *("virtualapp/", "microsoftaccount:", "sso_pop_", "windowslive:", "xbl", "_dpapi", "onedrive cached"),
    *("_data:adal", "_data:live", "msteams"),  # MicrosoftOffice16_Data:ADAL:… and similar
)
"""Parts of the names of Windows credentials that are tokens, not server passwords; they are never deleted."""


@dataclass(frozen=True, slots=True)
class SavedPassword:
    """One saved password.

    Attributes:
        key: the system's identifier.
        target: the server it is for. External text.
        user: the user name it is sent with. External text.
        age: time since it was saved.
    """

    key: str
    target: str
    user: str
    age: timedelta


@dataclass(frozen=True, slots=True)
class SavedPasswords:
    """Saved passwords. ``name`` is the user's account; ``locked`` is true if some passwords can't be read."""

    name: str
    locked: bool
    entries: Sequence[SavedPassword]


def find_outdated_passwords(keyring: SavedPasswords, age: timedelta) -> Sequence[SavedPassword]:
    """Return passwords saved for the user's own account before its password was changed, ``age`` ago."""
    return [e for e in keyring.entries if e.age > age and is_same_account(e.user, keyring.name)]


def is_same_account(user: str, account: str) -> bool:
    r"""Return whether ``DOMAIN\name``, ``name@domain`` or ``name`` is this account, ignoring case."""
    plain = user.rpartition("\\")[2].partition("@")[0]
    return bool(account) and plain.casefold() == account.casefold()


def _read_saved_passwords_linux(machine: Machine) -> SavedPasswords:
    said = machine.read(Reading(secret_service.read_saved_passwords))
    entries = [_parse_saved_password(entry["key"], entry) for entry in said["entries"]]
    return SavedPasswords(machine.read(Reading(read_account))["name"], said["locked"], entries)


def _parse_saved_password(key: str, entry: Mapping[str, Json]) -> SavedPassword:
    return SavedPassword(key, entry["target"], entry["user"], timedelta(seconds=entry["age"]))


def _read_saved_passwords_windows(machine: Machine) -> SavedPasswords:
    said = machine.read(Reading(windows_credentials.read_saved_passwords))
    kinds = (windows_credentials.GENERIC, windows_credentials.DOMAIN_PASSWORD)
    entries = [
        _parse_saved_password(str(entry["type"]), entry)
        for entry in said["entries"]
        if entry["type"] in kinds and not any(part in entry["target"].lower() for part in KEPT)
    ]
    return SavedPasswords(said["name"], locked=False, entries=entries)


MACOS_ITEM = re.compile(r'^class: "?inet"?$(.*?)(?=^keychain: |\Z)', re.MULTILINE | re.DOTALL)
MACOS_FACT = re.compile(
    r'^\s+"(?P<name>acct|srvr|ptcl|mdat)"<\w+>=(?:0x[0-9A-F]+\s+)?"(?P<value>.*)"$', re.MULTILINE
)
"""Pattern of an internet password's attributes in the output of security(1) ``dump-keychain``.

Without ``-d``, the command prints no secret.
"""


def _read_saved_passwords_macos(machine: Machine) -> SavedPasswords:
    """Return the saved internet passwords; the current time is read in UTC, like ``mdat``."""
    name = str(machine.read(Reading(read_account))["name"])
    dump = run_and_read_output(machine, Command(("security", "dump-keychain"), timeout=15.0))
    now = run_and_read_output(machine, Command(("date", "-u", "+%Y%m%d%H%M%SZ"))).strip()
    items = [{m["name"]: m["value"] for m in MACOS_FACT.finditer(item)} for item in MACOS_ITEM.findall(dump)]
    return SavedPasswords(name, locked=False, entries=list(_iter_macos_entries(items, now)))


def _iter_macos_entries(items: Sequence[Mapping[str, str]], now: str) -> Iterator[SavedPassword]:
    for item in items:
        server, user, changed = item.get("srvr"), item.get("acct"), _parse_utc_time(item.get("mdat", ""))
        today = _parse_utc_time(now)
        if server and user and changed and today:
            yield SavedPassword(item.get("ptcl", "").strip(), server, user, today - changed)


def _parse_utc_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:15], "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


SAVED: Probe[SavedPasswords] = Probe(
    "which passwords are saved",
    {
        Platform.LINUX: _read_saved_passwords_linux,
        Platform.WINDOWS: _read_saved_passwords_windows,
        Platform.MACOS: _read_saved_passwords_macos,
    },
)


# -- step ------------------------------------------------------------------------------------------


def _forget_password_linux(step: ForgetPassword, machine: Machine, _progress: Progress) -> str | None:
    params = {"key": step.key, "target": step.target, "user": step.user}
    return "deleted" if machine.change(Native(secret_service.delete_saved_password, params)) else None


def _forget_password_windows(step: ForgetPassword, machine: Machine, _progress: Progress) -> str | None:
    params = {"target": step.target, "kind": int(step.key)}
    return "deleted" if machine.change(Native(windows_credentials.delete_saved_password, params)) else None


def _forget_password_macos(step: ForgetPassword, machine: Machine, _progress: Progress) -> str:
    """Delete the saved password of this server, account and protocol (security(1))."""
    which = ("-s", step.target, "-a", step.user, *(("-r", step.key) if step.key else ()))
    output = machine.change(Command(("security", "delete-internet-password", *which)))
    if output.code != 0:
        message = N_("The saved password couldn't be deleted. You can delete it in the “Passwords” app.")
        raise StepError(message, detail=output.stderr.strip()[:300])
    return "deleted"


@dataclass(frozen=True, slots=True)
class ForgetPassword(Step):
    """Step that deletes one saved password. It can't be undone, because the password isn't read."""

    key: str
    target: str
    user: str

    name: ClassVar[str] = "forget-password"
    risk: ClassVar[Text | None] = N_(
        "The saved password will be permanently deleted. You'll be asked for your "
        "current password the next time it's needed."
    )
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _forget_password_linux,
            Platform.WINDOWS: _forget_password_windows,
            Platform.MACOS: _forget_password_macos,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the password."""
        return N_(
            "Delete the saved password of {user} for {target}.",
            user=self.user[:200],
            target=self.target[:200],
        )
