"""selfhelp pack: creates, checks, tests, signs and verifies the organisation's own fix packs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import StorageError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.text import N_, Text
from selfhelp.packs.errors import PackError

ACTIONS: Mapping[str, tuple[str, Text]] = {
    "new": ("FOLDER", N_("create an example pack")),
    "check": ("PACK", N_("check a folder or a pack for mistakes")),
    "test": ("PACK", N_("run the pack's tests against its transcripts")),
    "record": ("PACK", N_("run the pack's check on this computer and record a transcript")),
    "key": ("FILE", N_("create a signing key pair and print the public key")),
    "sign": ("FOLDER", N_("create a signed pack")),
    "verify": ("PACK", N_("check whether the policy of this computer accepts a pack")),
}

OPERANDS: Mapping[str, Text] = {
    "FOLDER": N_("folder of the pack"),
    "PACK": N_("folder or signed pack"),
    "FILE": N_("output file for the private key; must not exist"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp pack`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, (operand, help_) in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        action.add_argument("path", type=Path, metavar=operand, help=str(OPERANDS[operand]))
        if name == "sign":
            action.add_argument(
                "--key", type=Path, required=True, metavar="FILE", help=str(N_("private key"))
            )
        if name in ("sign", "record"):
            action.add_argument(
                "-o", "--output", type=Path, required=True, metavar="FILE", help=str(N_("output file"))
            )
        if name == "record":
            action.add_argument(
                "--about", default="", metavar="TEXT", help=str(N_("description of the problem"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp pack`: carry out the chosen action, and return the exit status."""
    status: int = WORK[call.options.action](call)
    return status


def _create_pack(call: Call) -> int:
    from selfhelp.packs import authoring

    written = authoring.create_example_pack(call.options.path)
    if call.is_json_output:
        call.print_json(files=[str(path) for path in written])
    else:
        call.print_line(N_("An example pack was created in {folder}.", folder=str(call.options.path)))
    return 0


def _check_pack(call: Call) -> int:
    from selfhelp.packs import authoring

    problems = []
    try:
        authoring.load_and_check_pack(call.options.path)
    except PackError as error:
        problems = [call.translate_line(error.message)]
    if call.is_json_output:
        call.print_json(problems=problems)
    else:
        for line in problems or [call.translate_line(N_("The pack is valid."))]:
            call.print_line(line)
    return 2 if problems else 0


def _test_pack(call: Call) -> int:
    """Run a pack's transcripts; return 0 if each has the expected result, otherwise 1."""
    from selfhelp.packs import authoring

    tests = authoring.run_pack_tests(call.options.path)
    if call.is_json_output:
        rows = [
            {
                "transcript": t.name,
                "expected": t.expected,
                "actual": t.actual,
                "passed": t.passed,
                "detail": t.detail,
            }
            for t in tests
        ]
        call.print_json(tests=rows)
    else:
        for test in tests:
            call.print_line(f"{'ok' if test.passed else '!!'}  {test.name}: {test.actual} ({test.expected})")
            if test.detail:
                call.print_line(f"      {test.detail}")
    return 0 if all(test.passed for test in tests) else 1


def _record_transcript(call: Call) -> int:
    from selfhelp.machine.replay import record_check
    from selfhelp.packs import authoring
    from selfhelp.packs.pack_fix import build_pack_fix

    fix = build_pack_fix(authoring.load_and_check_pack(call.options.path), SOURCE_LANGUAGE)
    clean = call.app.create_redactor().remove_secrets
    state = record_check(fix, call.app.machine, call.options.output, call.options.about, clean).expect
    if call.is_json_output:
        call.print_json(file=str(call.options.output), state=state)
    else:
        call.print_line(
            N_(
                "The transcript was saved to {file}. It contains names from this computer: review it "
                "before you share it.",
                file=str(call.options.output),
            )
        )
    return 0


def _create_key(call: Call) -> int:
    from selfhelp.packs import signature

    pem, public = signature.generate_key()
    _write_new_file(call.options.path, pem)
    if call.is_json_output:
        call.print_json(file=str(call.options.path), public=public)
    else:
        call.print_line(
            N_(
                "The private key was saved to {file}. Keep it where only you can read it.",
                file=str(call.options.path),
            )
        )
        call.print_line(
            N_("To trust this signing key, add the public key to packs.keys in the policy: {key}", key=public)
        )
    return 0


def _sign_pack(call: Call) -> int:
    from selfhelp.packs import authoring, signature

    packed = authoring.sign_folder(call.options.path, call.options.key)
    try:
        call.options.output.write_bytes(packed)
    except OSError as error:
        raise StorageError(NOT_SAVED, detail=str(error)) from error
    if call.is_json_output:
        key = signature.verify_signature(packed).key
        call.print_json(file=str(call.options.output), bytes=len(packed), key=key)
    else:
        call.print_line(N_("The signed pack was saved to {file}.", file=str(call.options.output)))
    return 0


def _verify_pack(call: Call) -> int:
    """Verify a pack's signature; return 0 if the policy accepts the pack, otherwise 1."""
    from selfhelp.packs import discovery

    try:
        pack = discovery.verify_pack(call.options.path, call.app.loaded_policy.policy, call.app.places)
    except PackError as error:
        reason = call.translate_line(error.message)
        if call.is_json_output:
            call.print_json(accepted=False, reason=reason)
        else:
            call.print_line(reason)
        return 1
    if call.is_json_output:
        call.print_json(accepted=True, id=pack.id, version=pack.version, publisher=pack.publisher, reason="")
    else:
        call.print_line(
            N_(
                "{id}, version {version}, by {publisher}: accepted by the policy.",
                id=pack.id,
                version=pack.version,
                publisher=pack.publisher,
            )
        )
    return 0


def _write_new_file(path: Path, data: bytes) -> None:
    """Write a new file that only this user can read; never replace an existing file.

    Raises:
        StorageError: the file already exists, or can't be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StorageError(NOT_SAVED, detail=str(error)) from error
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)


NOT_SAVED = N_("The file already exists or couldn't be written. Nothing was changed. Choose another name.")

WORK: Mapping[str, Callable[[Call], int]] = {
    "new": _create_pack,
    "check": _check_pack,
    "test": _test_pack,
    "record": _record_transcript,
    "key": _create_key,
    "sign": _sign_pack,
    "verify": _verify_pack,
}
