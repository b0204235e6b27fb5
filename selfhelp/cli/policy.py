"""selfhelp policy: shows, explains, checks and exports the organisation's policy."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.app import policy_ids
from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.policy import files as policy_files
from selfhelp.policy.export.policy_files import KINDS
from selfhelp.policy.file_locations import POLICY_FOLDER, list_policy_files
from selfhelp.policy.files import EffectiveSetting
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.policy.value_checks import LONGEST_SHOWN, make_value_printable

if TYPE_CHECKING:
    from selfhelp.policy.export.declared_keys import DeclaredKey

ACTIONS = {
    "show": N_("show every value and its source"),
    "explain": N_("show a value with its description, default and overridden values"),
    "check": N_("check policy files, or the policy in effect on this computer"),
    "export": N_(
        "export Group Policy templates, configuration profiles, the JSON schema or the reference page"
    ),
}

LONGEST_ALLOWED = 200
"""Maximum length of a key's accepted values in a list, in characters; ``--json`` has all values."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp policy`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name == "check":
            action.add_argument(
                "files",
                type=Path,
                nargs="*",
                metavar="FILE",
                help=str(N_("policy files to check together, in the order they are read, or a folder")),
            )
        if name == "explain":
            action.add_argument("key", nargs="?", default="", metavar="KEY", help=str(N_("key or table")))
        if name == "export":
            action.add_argument(
                "kind", choices=KINDS, metavar="|".join(KINDS), help=str(N_("format to export"))
            )
            action.add_argument(
                "-o", "--output", type=Path, required=True, metavar="DIR", help=str(N_("output folder"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp policy`: carry out the chosen action, and return the exit status."""
    return {"show": _show_policy, "explain": _explain_keys, "check": _check_files, "export": _export_policy}[
        call.options.action
    ](call)


def _show_policy(call: Call) -> int:
    loaded = call.app.loaded_policy
    if call.is_json_output:
        call.print_json(values=[_make_setting_row(s) for s in loaded.settings])
    else:
        for setting in loaded.settings:
            call.print_line(f"{setting.key} = {_to_json(setting.value)!r}  ({setting.source})")
        _print_problems(call, loaded.problems)
    return 2 if loaded.problems else 0


def _explain_keys(call: Call) -> int:
    """Print the value and source of one key, a table's keys, or all keys; return the exit status."""
    wanted = call.options.key
    loaded = call.app.loaded_policy
    chosen = [s for s in loaded.settings if not wanted or (s.key + ".").startswith(f"{wanted}.")]
    if not chosen:
        message = N_("Unknown policy key: {key}", key=wanted[:100])
        raise UsageError(suggest_closest_word(message, wanted, [s.key for s in loaded.settings]))
    problems = [
        p for p in loaded.problems if not wanted or _remove_extend_prefix(p) in {"", *(s.key for s in chosen)}
    ]
    rules = {key.name: key for key in _iter_declared_keys()}
    if call.is_json_output:
        told = [{**_make_setting_row(s), **_list_key_facts(call, s, rules[s.key])} for s in chosen]
        call.print_json(values=told, problems=[_problem_to_document(call, p) for p in problems])
    else:
        for setting in chosen:
            for line in _iter_key_lines(call, setting, rules[setting.key]):
                call.print_line(line)
        _print_problems(call, problems)
    return 2 if problems else 0


def _remove_extend_prefix(problem: policy_files.PolicyMistake) -> str:
    return problem.key.removeprefix(policy_files.EXTEND)


def _iter_declared_keys() -> Iterator[DeclaredKey]:
    from selfhelp.policy.export.declared_keys import iter_declared_keys

    return iter_declared_keys()


def _list_key_facts(call: Call, setting: EffectiveSetting, key: DeclaredKey) -> dict[str, Json]:
    return {
        "default": _to_json(key.default),
        "overrides": [{"source": source, "value": _to_json(value)} for source, value in setting.overrode],
        "changeable": not setting.locked,
        "help": call.translate_line(key.rule.help),
        "allowed": key.rule.allowed,
        "since": key.rule.since,
    }


def _iter_key_lines(call: Call, setting: EffectiveSetting, key: DeclaredKey) -> Iterator[str]:
    """Yield the lines of text that explain a key."""
    yield f"{setting.key} = {_to_json(setting.value)!r}"
    yield f"  {call.translate_line(key.rule.help)}"
    yield "  " + call.translate_line(N_("Source: {where}", where=setting.source))
    for source, value in reversed(setting.overrode):
        yield "  " + call.translate_line(
            N_("Overrides {value} from {source}", value=repr(_to_json(value)), source=source)
        )
    if setting.locked:
        yield "  " + call.translate_line(N_("Only an administrator can change this."))
    yield "  " + call.translate_line(N_("Allowed: {allowed}", allowed=key.rule.allowed))


def _check_files(call: Call) -> int:
    """Print errors and likely typos in the given files or the effective policy; return the exit status.

    Secrets that the policy would share between computers are reported, too.
    """
    from selfhelp.helpdesk.token_help import find_shared_secret

    loaded = _read_given_files(call, call.options.files) if call.options.files else _read_effective(call)
    problems = _sort_by_line(loaded.problems)
    shared = find_shared_secret(loaded.policy.desk)
    if call.is_json_output:
        warnings = [_problem_to_document(call, w) for w in loaded.warnings]
        warnings += [{"key": shared.key, "message": call.translate_line(shared.reason)}] if shared else []
        call.print_json(problems=[_problem_to_document(call, p) for p in problems], warnings=warnings)
        return 2 if problems else 0
    _print_problems(call, problems)
    if not loaded.problems:
        call.print_line(_describe_valid_files(call, loaded))
    for warning in loaded.warnings:
        call.print_warning(
            N_("{where}: {key}: {reason}", where=warning.location, key=warning.key, reason=warning.message)
            if warning.key
            else N_("{file}: {reason}", file=warning.location, reason=warning.message)
        )
    if shared is not None:
        call.print_warning(N_("{key}: {reason}", key=shared.key, reason=shared.reason))
    return 2 if loaded.problems else 0


def _read_effective(call: Call) -> policy_files.LoadedPolicy:
    """Return the policy in effect, with a warning for each file beside it that isn't read."""
    loaded, places = call.app.loaded_policy, call.app.places
    misnamed = policy_files.find_misnamed_files(places.machine_policy, places.config)
    return replace(loaded, warnings=[*loaded.warnings, *misnamed])


def _sort_by_line(problems: Sequence[policy_files.PolicyMistake]) -> Sequence[policy_files.PolicyMistake]:
    """Return the problems of each source together, in the order of their lines."""
    rank = {source: place for place, source in enumerate(dict.fromkeys(p.file for p in problems))}
    return sorted(problems, key=lambda problem: (rank[problem.file], problem.line))


def _read_given_files(call: Call, given: Sequence[Path]) -> policy_files.LoadedPolicy:
    """Return the policy in the given files; logos may be next to the first file or in the machine folder."""
    found = [file for path in given for file in _list_policy_files_at(path)]
    first = found[0].absolute().parent
    beside = first.parent if first.name == POLICY_FOLDER else first
    read = policy_files.read_policy_files(found, locked=False)
    doubts = call.app.managed().find_doubts(found, call.app.places.machine_policy)
    read = replace(read, problems=[*doubts, *read.problems])
    return policy_ids.check_installation_ids(read, call.app.places, beside)


def _list_policy_files_at(path: Path) -> Sequence[Path]:
    """Return the policy files of a folder, or the file itself.

    Raises:
        UsageError: the folder contains no policy files, or isn't readable.
    """
    if not path.is_dir():
        return [path]
    try:
        files = list_policy_files(path)
    except OSError as error:
        raise UsageError(N_("{folder} can't be read.", folder=str(path))) from error
    if not files:
        raise UsageError(N_("No policy.toml or policy.d in {folder}.", folder=str(path)))
    return files


def _describe_valid_files(call: Call, loaded: policy_files.LoadedPolicy) -> Text:
    if call.options.files:
        return N_("The policy file is valid.")
    sources = sorted({setting.source for setting in loaded.settings} - {"default"})
    if not sources:
        return N_("No policy is set. All keys use their defaults.")
    return N_("The policy is valid. Sources: {files}.", files=", ".join(sources))


def _export_policy(call: Call) -> int:
    """Write the files of one format into a folder, replacing existing files; return the exit status."""
    from selfhelp.policy.export.policy_files import export_policy_files

    written = []
    try:
        for name, content in export_policy_files(call.options.kind).items():
            path = call.options.output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(str(path))
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=f"{error.filename}: {error.strerror}")
        raise StorageError(message, detail=repr(error)) from error
    if call.is_json_output:
        call.print_json(files=written)
    else:
        for path_ in written:
            call.print_line(path_)
    return 0


def _make_setting_row(setting: EffectiveSetting) -> dict[str, Json]:
    return {
        "key": setting.key,
        "value": _to_json(setting.value),
        "source": setting.source,
        "locked": setting.locked,
    }


def _problem_to_document(call: Call, problem: policy_files.PolicyMistake) -> dict[str, Json]:
    return {
        "file": problem.file,
        "line": problem.line or None,
        "key": problem.key,
        "value": _value_to_json(problem.value),
        "message": call.translate_line(problem.message),
        "allowed": problem.allowed,
    }


def _value_to_json(value: Json) -> Json:
    """Return a policy value for JSON output, with dates as strings and with shortened long strings."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value[:LONGEST_SHOWN] if isinstance(value, str) else value
    return json.loads(json.dumps(value, default=str))


def _print_problems(call: Call, problems: Sequence[policy_files.PolicyMistake]) -> None:
    for problem in problems:
        given = "" if problem.value is None else f" = {make_value_printable(problem.value)}"
        message = call.translate_line(problem.message)
        named = f"{problem.key}{given}: " if problem.key else ""
        short = problem.key and len(problem.allowed) <= LONGEST_ALLOWED
        call.print_line(f"{problem.location}: {named}{message}" + (f" ({problem.allowed})" if short else ""))


def _to_json(value: Json) -> Json:
    return list(value) if isinstance(value, tuple) else value
