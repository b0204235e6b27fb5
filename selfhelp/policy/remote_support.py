"""Policy keys for remote support: allowed and forbidden tools."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import declare_key, find_address_mistake, is_server_address

KNOWN = ("teamviewer", "teamviewer-quicksupport", "anydesk", "rustdesk", "quick-assist")
"""IDs of the built-in tools, one file each in ``remote/tools``."""

PLACEHOLDERS = ("{ticket}", "{reference}")
"""Allowed placeholders in a tool's arguments: the ticket's number and its short reference."""

SHELLS = frozenset(
    (
        *("sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "env", "sudo", "pkexec", "open"),
        *("python", "python3", "perl", "ruby", "node", "osascript", "cmd", "powershell", "pwsh", "wscript"),
        *("cscript", "xdg-open", "mshta", "rundll32", "regsvr32", "msiexec"),
    )
)
"""Programs that execute their arguments; they are rejected as remote support tools."""

_ID = r"[a-z][a-z0-9-]{1,30}"
_PATHS: Mapping[str, re.Pattern[str]] = {
    "windows": re.compile(r"[A-Za-z]:\\[^/:*?\"<>|]+\.exe", re.IGNORECASE),
    "macos": re.compile(r"/[^\0]+"),
    "linux": re.compile(r"/[^\0]+"),
}
_ARGUMENT = r"[^{}\"]*(?:\{(?:ticket|reference)\}[^{}\"]*)*"
MOST_ARGUMENTS = 8


@record
class OwnToolLine:
    """A remote support tool as the policy describes it.

    Attributes:
        id: its stable name, for ``remote.allow`` and the command line.
        title: its display name; external text.
        programs: the full path of its program by system.
        arguments: its arguments; `PLACEHOLDERS` are filled in.
        id_arguments: its arguments for printing its own ID; empty: its ID isn't read.
    """

    id: str
    title: str
    programs: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    id_arguments: tuple[str, ...] = ()


def parse_own_tool(line: str) -> OwnToolLine | None:
    r"""Parse one line of ``remote.tools``; None if it is invalid.

    A line is ``id|title|linux=/full/path|windows=C:\full\path.exe|arguments=--note={ticket}|id=--get-id``.
    """
    id_, _, rest = line.partition("|")
    title, *settings = [part.strip() for part in rest.split("|")]
    pairs = [(name.strip(), value.strip()) for name, _, value in (part.partition("=") for part in settings)]
    given = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= {*_PATHS, "arguments", "id"}:
        return None
    programs = {system: given[system] for system in _PATHS if system in given}
    arguments, asking = (tuple(given.get(name, "").split()) for name in ("arguments", "id"))
    tool = OwnToolLine(id_.strip(), title, programs, arguments, asking)
    return tool if line.isprintable() and _is_valid_tool(tool) else None


def _is_valid_tool(tool: OwnToolLine) -> bool:
    named = bool(re.fullmatch(_ID, tool.id)) and tool.id not in KNOWN and 0 < len(tool.title) <= 60
    placed = bool(tool.programs) and all(_is_valid_program(*place) for place in tool.programs.items())
    both = (*tool.arguments, *tool.id_arguments)
    plain = all(re.fullmatch(_ARGUMENT, argument) for argument in both) and len(both) <= MOST_ARGUMENTS
    return named and placed and plain and not any("{" in argument for argument in tool.id_arguments)


def _is_valid_program(system: str, path: str) -> bool:
    parts = re.split(r"[\\/]", path)
    name = parts[-1].lower().removesuffix(".exe")
    return bool(_PATHS[system].fullmatch(path)) and ".." not in parts and name not in SHELLS


def _are_valid_tools(lines: tuple[str, ...]) -> bool:
    tools = [parse_own_tool(line) for line in lines]
    return None not in tools and len({tool.id for tool in tools if tool}) == len(lines)


def _find_tools_mistake(lines: tuple[str, ...]) -> Text | None:
    odd = next((line for line in lines if parse_own_tool(line) is None), None)
    if odd is None:
        return N_("Two tools have the same ID.")
    return N_("“{line}” doesn't match the format in the remote support guide.", line=odd[:80])


@record
class RemotePolicy:
    """Remote support tools, started by the user."""

    enabled: bool = declare_key(True, N_("Allow remote support."), strict=False)
    allow: tuple[str, ...] = declare_key(
        (),
        N_("Remote support tools to make available, by ID. Empty: all installed tools."),
        strict=("-",),
        ids="remote tools",
    )
    tools: tuple[str, ...] = declare_key(
        (),
        N_("Additional remote support tools, one per line. For the format, see the remote support guide."),
        allowed="a list of lines such as helper|Acme Helper|linux=/opt/helper/run|arguments={ticket}",
        accepts=_are_valid_tools,
        says=_find_tools_mistake,
    )
    download: str = declare_key(
        "",
        N_("URL of the page for downloading the organisation's remote support tool."),
        allowed="an address such as https://get.teamviewer.com/example",
        accepts=lambda v: is_server_address(v) and not v.startswith("http:"),
        says=lambda v: find_address_mistake(v) or N_("The address must start with https://."),
    )
    caller_verification: bool = declare_key(
        True,
        N_("Add two verification words to each ticket, so that users can verify a caller."),
    )
