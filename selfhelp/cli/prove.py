"""selfhelp prove: records a proof of the functions that work on this computer; changes and sends nothing."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.languages import parse_yes_or_no
from selfhelp.core.model import CheckState
from selfhelp.core.text import N_, NN_, Text
from selfhelp.proof import Proof

MOST_SECONDS = 1800


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp prove`."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=str(N_("output file; must not exist"))
    )
    parser.add_argument(
        "--no-questions", action="store_true", help=str(N_("ask no questions; for unattended computers"))
    )
    parser.add_argument(
        "--within",
        type=float,
        default=240,
        metavar="SECONDS",
        help=str(N_("time limit for all checks; default: 240")),
    )
    parser.add_argument(
        "--one-at-a-time",
        action="store_true",
        help=str(N_("run the checks one after the other; use this if the command stops early")),
    )
    parser.add_argument(
        "--try-keyring",
        action="store_true",
        help=str(N_("also store a test entry in the keyring and delete it again")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp prove`; return 0 if all checks were run, otherwise 1.

    The file is written even if the run was cancelled or timed out.
    """
    from selfhelp.proof import document
    from selfhelp.proof.this_computer import create_proof_service, make_default_proof_path

    options = call.options
    if not 0 < options.within <= MOST_SECONDS:
        raise UsageError(N_("--within must be more than 0 and at most {most} seconds.", most=MOST_SECONDS))
    if options.output is not None:
        _require_writable_output(options.output)
    ask = (
        None
        if options.no_questions or call.is_json_output or not sys.stdin.isatty()
        else _TerminalQuestions(call)
    )
    service = create_proof_service(
        call.app, try_keyring=options.try_keyring, **_make_parallel_limit_options(options)
    )
    proof = service.create_proof(call.progress, options.within, ask)
    try:
        file = options.output or make_default_proof_path(call.app, proof)
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=str(error.strerror))
        raise StorageError(message, detail=repr(error)) from error
    document.write_proof(proof, file)
    _print_proof(call, proof, file)
    return 1 if proof.stopped else 0


def _require_writable_output(file: Path) -> None:
    """Raise an error if the output file can't be written, before checks that take minutes.

    Raises:
        UsageError: a file of this name already exists.
        StorageError: the file's folder doesn't exist, or isn't writable.
    """
    if file.exists() or file.is_symlink():
        raise UsageError(N_("{file} already exists. Choose another name.", file=str(file)))
    if file.parent.is_dir() and os.access(file.parent, os.W_OK):
        return
    reason = os.strerror(errno.EACCES if file.parent.is_dir() else errno.ENOENT)
    raise StorageError(N_("Couldn't write the file: {reason}", reason=f"{file}: {reason}"))


def _make_parallel_limit_options(options: argparse.Namespace) -> dict[str, int]:
    return {"together": 1} if options.one_at_a_time else {}


class _TerminalQuestions:
    """The terminal questions of a proof; a reply other than yes or no skips the question."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __call__(self, question: Text) -> str:
        """Ask a question on the terminal; return "yes", "no", or "" for a skipped question."""
        shown = self._call.translate_line(question)
        choices = self._call.translate_line(N_("[y = yes, n = no, Enter = not sure]"))
        print(f"{shown} {choices}", end=" ", file=sys.stderr, flush=True)
        try:
            reply = sys.stdin.readline()
        except (OSError, ValueError):
            return ""
        return {True: "yes", False: "no", None: ""}[parse_yes_or_no(reply)]


def _print_proof(call: Call, proof: Proof, file: Path) -> None:
    from selfhelp.proof import document

    counts = document.count_parts_by_state(proof)
    if call.is_json_output:
        call.print_json(file=str(file), stopped=proof.stopped, summary=dict(counts))
        return
    for text in _summarise_proof(proof):
        call.print_line(text)
    call.print_line(
        N_("Saved to {file}. Nothing was sent. Review the file before you share it.", file=str(file))
    )


def _summarise_proof(proof: Proof) -> list[Text]:
    """Return a proof's summary for the administrator, as sentences."""
    from selfhelp.proof import document

    counts = document.count_parts_by_state(proof)
    return [
        N_(
            "System: {system}, build {build}",
            system=proof.environment["system"],
            build=proof.environment["build"],
        ),
        N_(
            "Checks: {healthy} without a problem, {found} with a problem, {inconclusive} "
            "inconclusive, {missing} not available.",
            healthy=counts[CheckState.HEALTHY],
            found=counts[CheckState.FOUND],
            inconclusive=counts[CheckState.INCONCLUSIVE],
            missing=counts[CheckState.NOT_OFFERED],
        ),
        NN_(
            "{count} recording can be used as a test.",
            "{count} recordings can be used as tests.",
            counts["replayable"],
        ),
        *([N_("Some checks weren't run: {reason}.", reason=_WHY[proof.stopped])] if proof.stopped else []),
    ]


_WHY = {"cancelled": N_("you stopped the command"), "out of time": N_("the time limit was reached")}
