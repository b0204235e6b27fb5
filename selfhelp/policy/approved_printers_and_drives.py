r"""The printers and network drives that an organisation approves, each as a line of text.

    ipps://print.example.com/printers/colour2|name=Colour printer|building=North|floor=2|room=2.14
    \\print.example.com\colour2|name=Colour printer|building=North|driver=HP Universal Printing PS
    S:=\\files.example.com\sales|name=Sales|groups=sales,management|sites=paris|optional

Parts are separated by ``|``, so that the same line fits a TOML list, the registry and a property list. Parts
are only displayed. An address is passed to programs, so only strict forms are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import LONGEST_LINE
from selfhelp.policy.unknown_words import make_unknown_word_message

LONGEST_PART = 120
"""Maximum length of a name, a building, a floor, a room or a driver, in characters."""

PRINTER_PARTS = ("name", "building", "floor", "room", "driver")
DRIVE_PARTS = ("name", "groups", "sites")
OPTIONAL = "optional"
"""The part of a line that marks an optional drive, whose absence isn't a fault."""

PRINTER_EXAMPLE = "ipps://print.example.com/printers/colour2|name=Colour printer|building=North|floor=2"
DRIVE_EXAMPLE = "S:=\\\\files.example.com\\sales|name=Sales|groups=sales|optional"

_HOST = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?)"
_URL_HOST = rf"(?:{_HOST}|\[[0-9A-Fa-f:.]{{2,45}}\])"
_URL_PATH = r"(?:/[A-Za-z0-9._~%+,=@-]*)*"
_NAME = r"[^-\\/:*?\"<>|;&`$][^\\/:*?\"<>|;&`$]*\$?"
"""Pattern of a share or queue name; a final dollar sign hides a share (Microsoft, "net share")."""

_DRIVERLESS = rf"(?i:ipps?)://{_URL_HOST}(?::\d{{1,5}})?{_URL_PATH}"
_WINDOWS_QUEUE = rf"\\\\{_HOST}\\{_NAME}"
_LETTER = r"[A-Za-z]:="
_SHARE_URL = rf"(?:smb|nfs)://{_URL_HOST}(?:/{_NAME})+/?"
_WINDOWS_SHARE = rf"(?:\\\\|//){_HOST}(?:[\\/]{_NAME})+[\\/]?"

_OPTION_LIKE = r"-+[A-Za-z]"
_ODD = r"[`$;<>\\]"


@record
class ApprovedPrinter:
    """A printer that users may add; every text but the address is external and may be "".

    Attributes:
        address: ``ipp://…``, ``ipps://…`` or a queue of a Windows print server.
        name: its display name. building, floor, room: its location.
        driver: the driver that an administrator has to install, for the help desk.
    """

    address: str
    name: str = ""
    building: str = ""
    floor: str = ""
    room: str = ""
    driver: str = ""


@record
class ApprovedDrive:
    """A network drive that users may connect.

    Attributes:
        address: preceded by its letter if it has one, such as ``S:=`` and two backslashes.
        name: its display name; may be "". groups, sites: the computers it is for; empty: all.
        optional: whether users connect it only if they want to, so that it doesn't count as missing.
    """

    address: str
    name: str = ""
    groups: Sequence[str] = ()
    sites: Sequence[str] = ()
    optional: bool = False

    def is_allowed_for(self, groups: Sequence[str], sites: Sequence[str]) -> bool:
        """Return whether the drive is for a computer in these groups and at these sites."""
        return _is_allowed_for(self.groups, groups) and _is_allowed_for(self.sites, sites)


def _is_allowed_for(wanted: Sequence[str], ours: Sequence[str]) -> bool:
    return not wanted or not {one.casefold() for one in ours}.isdisjoint(one.casefold() for one in wanted)


# -- reading ---------------------------------------------------------------------------------------


def parse_approved_printer(line: str) -> ApprovedPrinter:
    """Return the printer in a valid line, see `find_approved_printer_mistake`; unknown parts are ignored."""
    address, parts, _ = _split_line(line)
    return ApprovedPrinter(address, **{name: parts.get(name, "") for name in PRINTER_PARTS})


def parse_approved_drive(line: str) -> ApprovedDrive:
    """Return the drive in a valid line, see `find_approved_drive_mistake`; unknown parts are ignored."""
    address, parts, words = _split_line(line)
    return ApprovedDrive(
        address,
        parts.get("name", ""),
        _split_list(parts.get("groups", "")),
        _split_list(parts.get("sites", "")),
        OPTIONAL in words,
    )


def parse_approved_printers(lines: Iterable[str]) -> Sequence[ApprovedPrinter]:
    """Return the printers in a list, one for each address; an address's first line applies."""
    found: dict[str, ApprovedPrinter] = {}
    for line in lines:
        printer = parse_approved_printer(line)
        found.setdefault(printer.address, printer)
    return list(found.values())


def select_approved_drives(
    lines: Iterable[str], groups: Sequence[str], sites: Sequence[str]
) -> Sequence[str]:
    """Return the lines of the drives for a computer in these groups and at these sites."""
    return [line for line in lines if parse_approved_drive(line).is_allowed_for(groups, sites)]


def _split_line(line: str) -> tuple[str, Mapping[str, str], Sequence[str]]:
    """Return the address, the named parts, and the parts without a name."""
    address, *rest = (part.strip() for part in line.split("|"))
    pairs = [part.partition("=") for part in rest]
    named = {name.strip(): value.strip() for name, equals, value in pairs if equals}
    return address, named, [name for name, equals, _ in pairs if not equals]


def _split_list(value: str) -> Sequence[str]:
    return tuple(filter(None, (one.strip() for one in value.split(","))))


# -- validation -------------------------------------------------------------------------------------


def find_approved_printers_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in the first line that isn't a valid printer, or None."""
    return next(filter(None, map(find_approved_printer_mistake, lines)), None)


def find_approved_drives_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in the first line that isn't a valid network drive, or None."""
    return next(filter(None, map(find_approved_drive_mistake, lines)), None)


def find_approved_printer_mistake(line: str) -> Text | None:
    """Return the mistake in a printer's line, or None."""
    return _find_line_mistake(line, PRINTER_PARTS, (), _find_printer_address_mistake)


def find_approved_drive_mistake(line: str) -> Text | None:
    """Return the mistake in a network drive's line, or None."""
    return _find_line_mistake(line, DRIVE_PARTS, (OPTIONAL,), _find_drive_address_mistake)


def _find_line_mistake(
    line: str, names: Collection[str], words: Collection[str], judge: Callable[[str], Text | None]
) -> Text | None:
    if len(line) > LONGEST_LINE:
        return N_("“{line}…” is longer than {most} characters.", line=line[:40], most=LONGEST_LINE)
    if not line.isprintable():
        return N_("“{line}” contains an invisible character.", line=line[:80])
    address, *parts = (part.strip() for part in line.split("|"))
    seen: set[str] = set()
    for part in parts:
        name, equals, value = part.partition("=")
        if name not in (names if equals else words):
            return make_unknown_word_message(name, [*names, *words])
        if name in seen:
            return N_("“{key}” is defined twice.", key=name)
        seen.add(name)
        if equals and (wrong := _find_part_mistake(part, value)):
            return wrong
    return judge(address)


def _find_part_mistake(part: str, value: str) -> Text | None:
    if not 0 < len(value.strip()) <= LONGEST_PART:
        return N_(
            "Text must be 1 to {most} characters long: {part}", most=LONGEST_PART, part=part[:LONGEST_PART]
        )
    if re.match(_OPTION_LIKE, value.strip()):
        return N_("“{part}” looks like a command-line option.", part=part[:80])
    odd = re.search(_ODD, value)
    return N_("“{part}” contains {sign}, which isn't allowed.", part=part[:80], sign=odd[0]) if odd else None


def _find_printer_address_mistake(address: str) -> Text | None:
    if re.fullmatch(_WINDOWS_QUEUE, address):
        return None
    if not address.startswith("\\\\") and not re.match(r"(?i)ipps?://", address):
        return N_(
            "“{line}” must start with ipp://, ipps:// or {queue}.",
            line=address[:80],
            queue="\\\\server\\queue",
        )
    return _find_url_mistake(address) or (
        None if re.fullmatch(_DRIVERLESS, address) else _make_malformed_message(address)
    )


def _find_drive_address_mistake(address: str) -> Text | None:
    place = re.sub(_LETTER, "", address, count=1)
    if re.fullmatch(_WINDOWS_SHARE, place) and not _has_parent_reference(place):
        return None
    if not place.startswith(("\\\\", "//", "smb://", "nfs://")):
        return N_(
            "“{line}” must start with smb://, nfs:// or {share}. A drive letter such as S:= may precede it.",
            line=address[:80],
            share="\\\\server\\share",
        )
    right = re.fullmatch(_SHARE_URL, place) and not _has_parent_reference(place)
    return _find_url_mistake(place) or (None if right else _make_malformed_message(address))


def _make_malformed_message(address: str) -> Text:
    return N_(
        "“{line}” isn't a valid address, or contains a character that isn't allowed.", line=address[:80]
    )


def _find_url_mistake(address: str) -> Text | None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        name, _ = parts.username, parts.port
    except ValueError:
        return N_("The host or port isn't valid.")
    return None if name is None else N_("Remove the user name and password from the address.")


def _has_parent_reference(place: str) -> bool:
    return ".." in re.split(r"[\\/]", place)
