"""selfhelp policy: what the organisation allows, and whether a policy file is right."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from selfhelp import policy_files
from selfhelp.cli.call import Call, also_after
from selfhelp.model import Json
from selfhelp.text import N_


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="show|check")
    for name, help_ in (("show", "every value and where it comes from"), ("check", "look for mistakes")):
        action = actions.add_parser(name, help=help_, allow_abbrev=False)
        also_after(action)
        if name == "check":
            action.add_argument("file", type=Path, metavar="FILE")


def run(call: Call) -> int:
    """Show or check."""
    if call.options.action == "check":
        return _report(call, policy_files.read([call.options.file], locked=False).problems)
    loaded = call.app.loaded
    if call.json:
        rows = [
            {"key": s.key, "value": _plain(s.value), "source": s.source, "locked": s.locked}
            for s in loaded.settings
        ]
        call.answer(values=rows)
    else:
        for setting in loaded.settings:
            call.say(f"{setting.key} = {_plain(setting.value)!r}  ({setting.source})")
        for problem in loaded.problems:
            call.say(_sentence(call, problem))
    return 2 if loaded.problems else 0


def _report(call: Call, problems: Sequence[policy_files.Problem]) -> int:
    if call.json:
        rows = [
            {"file": p.file, "key": p.key, "message": call.show(p.message), "allowed": p.allowed}
            for p in problems
        ]
        call.answer(problems=rows)
    else:
        for problem in problems:
            call.say(_sentence(call, problem))
        if not problems:
            call.say(N_("The policy file is right."))
    return 2 if problems else 0


def _sentence(call: Call, problem: policy_files.Problem) -> str:
    return f"{problem.file}: {problem.key or '-'}: {call.show(problem.message)} ({problem.allowed})"


def _plain(value: Json) -> Json:
    return list(value) if isinstance(value, tuple) else value
