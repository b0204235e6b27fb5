"""selfhelp export-config: exports the effective settings of this computer as a policy file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.errors import StorageError
from selfhelp.core.text import ENGLISH, N_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp export-config`."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=str(N_("output file; must not exist"))
    )
    parser.add_argument("--all", action="store_true", help=str(N_("include keys that aren't set")))


def run_command(call: Call) -> int:
    """Run `selfhelp export-config`: print or write the policy.

    Tokens aren't exported; omitted sensitive keys are listed in the output.
    """
    text = "\n".join(_iter_lines(call))
    if call.is_json_output:
        call.print_json(toml=text)
    elif call.options.output is None:
        print(text, end="")
    else:
        _write_file(call.options.output, text)
        call.print_line(N_("The policy was saved to {file}.", file=str(call.options.output)))
    return 0


def _write_file(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=f"{file}: {error.strerror}")
        raise StorageError(message, detail=repr(error)) from error


def _iter_lines(call: Call) -> Iterator[str]:
    """Yield the lines of a TOML policy file; a comment with its help precedes each key."""
    import tomli_w

    from selfhelp.policy.export.declared_keys import iter_declared_keys

    settings = {setting.key: setting for setting in call.app.loaded_policy.settings}
    yield "# The policy as it counts on one computer. What is wrong with a file: selfhelp policy check FILE"
    table = ""
    for key in iter_declared_keys():
        setting = settings[key.name]
        if setting.source == "default" and not call.options.all:
            continue
        if key.table_name != table:
            table = key.table_name
            yield f"\n[{table}]"
        yield f"# {ENGLISH.translate(key.rule.help)}"
        if key.rule.sensitive and setting.value:
            yield f"# {key.short_name}: not exported"
            continue
        value = list(setting.value) if isinstance(setting.value, tuple) else setting.value
        yield tomli_w.dumps({key.short_name: value}).rstrip("\n")
    yield ""
