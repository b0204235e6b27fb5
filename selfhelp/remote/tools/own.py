"""Remote tools described in the policy, with full paths, fixed arguments and no shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfhelp.core.model import Platform
from selfhelp.machine.apps.remote_tools import (
    make_linux_tool_finder,
    make_macos_tool_finder,
    make_output_id_reader,
    make_windows_path_tool_finder,
)
from selfhelp.policy.remote_support import OwnToolLine, RemotePolicy, parse_own_tool
from selfhelp.remote.tools import Finder, RemoteTool

_FINDERS: Mapping[Platform, Callable[[str], Finder]] = {
    Platform.WINDOWS: make_windows_path_tool_finder,
    Platform.MACOS: make_macos_tool_finder,
    Platform.LINUX: make_linux_tool_finder,
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
        dict.fromkeys(places, make_output_id_reader(*tool.id_arguments)) if tool.id_arguments else {},
        arguments=tool.arguments,
    )
