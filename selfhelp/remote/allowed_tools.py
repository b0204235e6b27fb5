"""Lists the remote tools that policy allows: built-in tools, and tools described in the policy."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from selfhelp.policy.policy import Policy
from selfhelp.policy.remote_support import KNOWN
from selfhelp.remote import tools
from selfhelp.remote.tools import RemoteTool
from selfhelp.remote.tools.own import list_policy_tools


def list_allowed_tools(policy: Policy) -> Sequence[RemoteTool]:
    """Return the allowed tools, installed or not; empty if remote support is off."""
    if not policy.remote.enabled:
        return ()
    known = [import_module(f"{tools.__name__}.{id_.replace('-', '_')}").TOOL for id_ in KNOWN]
    wanted = policy.remote.allow
    return [tool for tool in (*list_policy_tools(policy.remote), *known) if not wanted or tool.id in wanted]
