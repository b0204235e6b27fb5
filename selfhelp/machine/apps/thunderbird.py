"""Thunderbird: its profile, its settings, and unsent messages.

Its settings are the lines ``user_pref("name", value);`` of ``prefs.js``, which Thunderbird writes when it
closes, overridden by ``user.js``, which only users write (support.mozilla.org, "Profiles - Where Thunderbird
stores user data"; kb.mozillazine.org, "User.js file"). The meaning of the values was found in the source of
Thunderbird 153 (modules/OfflineStartup.sys.mjs, defaults/pref). Tested on Debian 13; the macOS folders come
from Mozilla's page and are untested.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from configparser import Error as ConfigError
from configparser import RawConfigParser
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.apps.known_apps import require_program_closed
from selfhelp.machine.files.settings_files import read_plain_text_file, replace_file_text

ROOTS = (
    ".thunderbird",
    ".var/app/org.mozilla.Thunderbird/.thunderbird",  # flatpak
    "snap/thunderbird/common/.thunderbird",
    "Library/Thunderbird",  # macOS
)
"""Folders of ``profiles.ini``, relative to the home folder."""

STARTUP, ONLINE, SEARCH = (
    "offline.startup_state",
    "network.online",
    "mailnews.database.global.indexer.enabled",
)
PREFERENCES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        STARTUP: frozenset("01234"),
        ONLINE: frozenset({"true", "false"}),
        SEARCH: frozenset({"true", "false"}),
    }
)
"""Settings that this app reads and changes, with the values allowed for each."""

WANTED: Mapping[str, str] = MappingProxyType({STARTUP: "2", ONLINE: "true", SEARCH: "true"})
"""Thunderbird's defaults on a new computer; 2 is "always online"."""

FILES = ("prefs.js", "user.js")
"""Settings files; the last file wins."""

NEVER_USED = N_(
    "Thunderbird is the only email app we can check here, but it has never been used on this computer."
)

EXPUNGED = 0x0008
"""The flag in ``X-Mozilla-Status`` of a deleted message that is still in the file."""

_LINE = re.compile(r'^[ \t]*user_pref\("(?P<name>[\w.-]+)",[ \t]*(?P<value>[^\r\n]*?)\)[ \t]*;', re.M)


@dataclass(frozen=True, slots=True)
class ThunderbirdPreference:
    """One line of a settings file: the file, the setting, and its current value."""

    file: str
    name: str
    value: str


# -- the profile -----------------------------------------------------------------------------------


def find_mail_profile_folder() -> Path | None:
    """Return the folder of the profile in use, or None if Thunderbird was never opened.

    Each installation names its own profile (``[Install…]``); of several profiles, the most recently used
    profile applies. Users who moved to the snap or flatpak still have a profile of the previous Thunderbird.

    Raises:
        ProbeError: the list of profiles can't be read.
        PermissionError: the user may not read the list.
    """
    found: list[Path] = []
    for root in (Path.home() / name for name in ROOTS):
        try:
            text = read_plain_text_file(root / "profiles.ini")
        except PermissionError:
            raise
        except OSError:  # none, or a link
            continue
        found += [folder for folder in _list_profile_candidates(root, text) if folder.is_dir()]
    return max(found, key=_read_last_used_time, default=None)


def _list_profile_candidates(root: Path, text: str) -> Sequence[Path]:
    """Return the profiles of the installations, or else the default profile, or else all profiles."""
    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except ConfigError as error:
        message = N_("The list of Thunderbird profiles can't be read.")
        raise ProbeError(message, detail=str(error)[:500]) from error
    sections = [parser[name] for name in parser.sections()]
    named = [s["Default"] for s in sections if s.name.startswith("Install") and s.get("Default")]
    profiles = [s for s in sections if s.name.startswith("Profile") and s.get("Path")]
    standard = [s["Path"] for s in profiles if s.get("Default") == "1"]
    return [root / path for path in named or standard or [s["Path"] for s in profiles]]


def _read_last_used_time(folder: Path) -> float:
    try:
        return (folder / "prefs.js").stat().st_mtime
    except OSError:
        return 0.0


# -- reading ---------------------------------------------------------------------------------------


def scan_mail_preferences() -> Json:
    """Return the last line that sets each of `PREFERENCES`; None without a profile."""
    folder = find_mail_profile_folder()
    if folder is None:
        return None
    lines: list[Json] = []
    for file in FILES:
        with suppress(FileNotFoundError):
            matches = _LINE.finditer(read_plain_text_file(folder / file))
            lines += [
                {"file": file, "name": m["name"], "value": m["value"].strip()[:80]}
                for m in matches
                if m["name"] in PREFERENCES
            ]
    return lines


def read_thunderbird_preferences(machine: Machine) -> Mapping[str, ThunderbirdPreference]:
    """Return Thunderbird's relevant settings by name; missing settings have their default.

    Raises:
        NotOfferedError: Thunderbird was never opened.
        ProbeError: the settings couldn't be read.
    """
    answer = machine.read(Reading(scan_mail_preferences))
    if answer is None:
        raise NotOfferedError(NEVER_USED)
    return {line["name"]: ThunderbirdPreference(**line) for line in answer}


def was_thunderbird_used() -> Json:
    """Return whether Thunderbird was ever opened."""
    return find_mail_profile_folder() is not None


def require_mail_profile(machine: Machine) -> None:
    """Check that Thunderbird was opened before.

    Raises:
        NotOfferedError: Thunderbird was never opened.
    """
    if not machine.read(Reading(was_thunderbird_used)):
        raise NotOfferedError(NEVER_USED)


def count_unsent_messages() -> Json:
    """Return the number of messages in "Unsent Messages", and the seconds since the folder last changed.

    The folder's name on disk isn't localised.
    """
    folder = find_mail_profile_folder()
    place = folder / "Mail" / "Local Folders" / "Unsent Messages" if folder else None
    if place is None or not place.exists():
        return {"count": 0, "age": 0}
    count = (
        len(list((place / "cur").iterdir()))
        if place.is_dir()
        else _count_messages(read_plain_text_file(place))
    )
    return {"count": count, "age": max(0, round(time.time() - place.stat().st_mtime))}


def _count_messages(text: str) -> int:
    """Count the messages of an mbox file that aren't marked as deleted."""
    count = 0
    for message in re.split(r"^From ", text, flags=re.M)[1:]:
        flags = re.search(r"^X-Mozilla-Status: ([0-9a-fA-F]{4})", message, re.M)
        count += not (flags and int(flags[1], 16) & EXPUNGED)
    return count


# -- changing --------------------------------------------------------------------------------------


def set_preference(file: str, preference: str, value: str) -> Json:
    """Set a value in one of the profile's files; return false if it is already set.

    The effective line is changed in place. If Thunderbird has removed it since, a line is added.

    Raises:
        StepError: this app may not change the setting.
    """
    folder = find_mail_profile_folder()
    if folder is None or file not in FILES or value not in PREFERENCES.get(preference, ()):
        raise StepError(
            N_("This setting can't be changed from your account."),
            detail=f"{file} {preference} {value}"[:200],
        )
    path = folder / file
    old = read_plain_text_file(path) if path.exists() else ""
    lines = [match for match in _LINE.finditer(old) if match["name"] == preference]
    if lines and lines[-1]["value"].strip() == value:
        return False
    if lines:
        new = old[: lines[-1].start("value")] + value + old[lines[-1].end("value") :]
    else:
        new = old + ("" if old.endswith("\n") or not old else "\n") + f'user_pref("{preference}", {value});\n'
    replace_file_text(path, new)
    return True


def _set_preference_of_step(step: SetThunderbirdPreference, machine: Machine, _: Progress) -> str | None:
    require_program_closed(machine, "thunderbird")
    params = {"file": step.file, "preference": step.preference, "value": step.value}
    changed = machine.change(Native(set_preference, params))
    return f"{step.preference} {step.value} in {step.file}" if changed else None


_SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        STARTUP: N_("Set Thunderbird to start online."),
        ONLINE: N_("Clear Thunderbird's offline setting."),
        SEARCH: N_("Turn on search indexing in Thunderbird."),
    }
)


@dataclass(frozen=True, slots=True)
class SetThunderbirdPreference(Step):
    """Step that changes one of Thunderbird's settings; Thunderbird must be closed.

    Attributes:
        file: the entry of `FILES` that contains the setting.
        preference: one of `PREFERENCES`.
        value: the new value.
        former: the previous value, for undo.
    """

    file: str
    preference: str
    value: str
    former: str

    name: ClassVar[str] = "mail-setting"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_preference_of_step, Platform.MACOS: _set_preference_of_step}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the change."""
        if self.value != WANTED[self.preference]:
            return N_("Restore the previous value of this Thunderbird setting.")
        return _SENTENCES[self.preference]

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the former value."""
        return SetThunderbirdPreference(self.file, self.preference, self.former, self.value)
