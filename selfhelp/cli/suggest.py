"""selfhelp suggest: suggests fixes for a problem described in the user's own words."""

from __future__ import annotations

import argparse
import json
import sys

from selfhelp.app.contact import find_contact_now
from selfhelp.cli.call import SCHEMA, Call
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Json, SuggestionKind
from selfhelp.core.text import N_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp suggest`."""
    parser.add_argument("text", nargs="*", help=str(N_("the problem in your own words")))
    parser.add_argument(
        "--stdin",
        action="store_true",
        help=str(N_("read lines from standard input and print one JSON document for each")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp suggest`; return 0 for any valid input."""
    if call.options.stdin:
        for line in sys.stdin.buffer:
            print(
                json.dumps({"schema": SCHEMA, **_suggestions_to_document(call, _decode_line(line))}),
                flush=True,
            )
        return 0
    text = _decode_line(" ".join(call.options.text).encode("utf-8", "surrogateescape"))
    if not call.options.text:
        raise UsageError(N_("Describe the problem, for example: selfhelp suggest printer stuck"))
    document = _suggestions_to_document(call, text)
    if call.is_json_output:
        call.print_json(**document)
        return 0
    _print_suggestions(call, document)
    return 0


def _print_suggestions(call: Call, document: dict[str, Json]) -> None:
    """Print the suggestions; if only the help desk can help, print immediate advice."""
    suggestions = document["suggestions"]
    if document["troubleshooter"]:  # vague words: the troubleshooter first, as in the window
        call.print_line(
            N_(
                "To run all related checks: selfhelp check {troubleshooter}",
                troubleshooter=document["troubleshooter"],
            )
        )
    for item in suggestions:
        call.print_line(f"{item['id']:<24} {item['title']}")
    if not document["ticket_first"]:
        return
    if suggestions and suggestions[0]["kind"] == SuggestionKind.REFERRAL:
        topic = call.app.catalog.topics[suggestions[0]["id"]]
        contact = find_contact_now(call.app)
        steps = contact.add_call_notes(topic.now, other_device=topic.other_device)
        for text in (topic.meaning, *steps):
            call.print_line(text)
    call.print_line(
        N_("To contact the help desk, run: selfhelp send --help")
        if suggestions
        else N_("No matching fix found. To contact the help desk, run: selfhelp send --help")
    )


def _suggestions_to_document(call: Call, text: str) -> dict[str, Json]:
    found = call.app.catalog.suggest(text)
    rows = [
        {"id": s.id, "title": call.translate_line(s.title), "score": s.score, "kind": s.kind}
        for s in found.items
    ]
    return {"suggestions": rows, "ticket_first": found.ticket_first, "troubleshooter": found.ladder}


def _decode_line(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip("\r\n")
