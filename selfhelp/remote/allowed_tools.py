"""Which remote tools the organisation allows: those we know, and those its policy describes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from selfhelp.policy.policy import Policy
from selfhelp.policy.remote import KNOWN
from selfhelp.remote import tools
from selfhelp.remote.tools import RemoteTool
from selfhelp.remote.tools.own import own_tools_from_policy


def allowed_tools(policy: Policy) -> Sequence[RemoteTool]:
    """Return the tools that the organisation allows, installed or not; none where remote help is off."""
    if not policy.remote.enabled:
        return ()
    known = [import_module(f"{tools.__name__}.{id_.replace('-', '_')}").TOOL for id_ in KNOWN]
    wanted = policy.remote.allow
    return [
        tool for tool in (*own_tools_from_policy(policy.remote), *known) if not wanted or tool.id in wanted
    ]
