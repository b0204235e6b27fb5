"""Remote tools that the organisation described in its policy: full paths, fixed arguments, no shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfhelp.core.model import Platform
from selfhelp.machine.apps.remote_tools import find_linux, find_macos, find_windows_at, printed
from selfhelp.policy.remote import OwnTool, Remote, own_tool
from selfhelp.remote.tools import Finder, RemoteTool

_FINDERS: Mapping[Platform, Callable[[str], Finder]] = {
    Platform.WINDOWS: find_windows_at,
    Platform.MACOS: find_macos,
    Platform.LINUX: find_linux,
}


def described(remote: Remote) -> Sequence[RemoteTool]:
    """Return the tools that stand in the policy."""
    tools = (own_tool(line) for line in remote.tools)
    return [_tool(tool) for tool in tools if tool is not None]


def _tool(tool: OwnTool) -> RemoteTool:
    places: Mapping[Platform, str] = {Platform(name): path for name, path in tool.programs.items()}
    return RemoteTool(
        tool.id,
        tool.title,
        {platform: _FINDERS[platform](path) for platform, path in places.items()},
        dict.fromkeys(places, printed(*tool.id_arguments)) if tool.id_arguments else {},
        arguments=tool.arguments,
    )
