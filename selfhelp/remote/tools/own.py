"""Remote tools described in the policy: full paths, fixed arguments, no shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfhelp.core.model import Platform
from selfhelp.machine.apps.remote_tools import (
    linux_tool_finder,
    macos_tool_finder,
    tool_id_from_output,
    windows_path_tool_finder,
)
from selfhelp.policy.remote import OwnToolLine, RemotePolicy, parse_own_tool
from selfhelp.remote.tools import Finder, RemoteTool

_FINDERS: Mapping[Platform, Callable[[str], Finder]] = {
    Platform.WINDOWS: windows_path_tool_finder,
    Platform.MACOS: macos_tool_finder,
    Platform.LINUX: linux_tool_finder,
}


def list_policy_tools(remote: RemotePolicy) -> Sequence[RemoteTool]:
    """Return the tools described in the policy."""
    tools = (parse_own_tool(line) for line in remote.tools)
    return [_build_tool(tool) for tool in tools if tool is not None]


def _build_tool(tool: OwnToolLine) -> RemoteTool:
    places: Mapping[Platform, str] = {Platform(name): path for name, path in tool.programs.items()}
    return RemoteTool(
        tool.id,
        tool.title,
        {platform: _FINDERS[platform](path) for platform, path in places.items()},
        dict.fromkeys(places, tool_id_from_output(*tool.id_arguments)) if tool.id_arguments else {},
        arguments=tool.arguments,
    )
