"""selfhelp support-bundle: writes the data that developers need to investigate an error in this app."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Json
from selfhelp.core.text import ENGLISH, N_


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp support-bundle`."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help=str(N_("output file (ZIP); must not exist")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp support-bundle`: write the bundle and list its files; send nothing."""
    from selfhelp.app import support_bundle

    app = call.app
    written = support_bundle.write_support_bundle(
        _make_bundle_parts(call), app.places.log, call.options.output, app.create_redactor().redact_text
    )
    if call.is_json_output:
        rows: Json = [{"name": name, "bytes": size} for name, size in written]
        call.print_json(file=str(call.options.output), files=rows)
        return 0
    call.print_line(
        N_(
            "Saved to {file}. Nothing was sent. Review the file before you share it.",
            file=str(call.options.output),
        )
    )
    for name, size in written:
        call.print_line(f"  {name}  {size}")
    return 0


def _make_bundle_parts(call: Call) -> Mapping[str, str]:
    makers: Mapping[str, Callable[[Call], Json]] = {
        "doctor": _make_doctor_part,
        "policy": _make_policy_part,
        "outbox": _make_outbox_part,
        "journal": _make_journal_part,
    }
    return {
        f"{name}.json": _to_json_text(_make_bundle_part_safely(call, maker)) for name, maker in makers.items()
    }


def _make_bundle_part_safely(call: Call, maker: Callable[[Call], Json]) -> Json:
    """Return one part of the bundle; if it can't be read, return the error instead."""
    try:
        return maker(call)
    except (SelfhelpError, OSError) as error:
        return {"unavailable": str(error)}


def _make_doctor_part(call: Call) -> Json:
    from selfhelp.doctor.examination import examine_installation

    return [
        {"id": li.id, "state": li.state, "text": ENGLISH.translate(li.text)}
        for li in examine_installation(call.app)
    ]


def _make_policy_part(call: Call) -> Json:
    """Return all policy keys that differ from their defaults, without sensitive values."""
    from selfhelp.policy.export.declared_keys import iter_declared_keys

    known = {key.name: key for key in iter_declared_keys()}
    loaded = call.app.loaded_policy
    told = [s for s in loaded.settings if s.source != "default"]
    return {
        "values": [
            {
                "key": s.key,
                "value": "(not told)" if known[s.key].rule.sensitive else s.value,
                "source": s.source,
                "locked": s.locked,
            }
            for s in told
        ],
        "problems": [{"file": p.file, "key": p.key, "message": str(p.message)} for p in loaded.problems],
    }


def _make_outbox_part(call: Call) -> Json:
    """Return the outbox items' states, without the items' content."""
    return [
        {
            "report": item.report,
            "state": item.state,
            "bytes": item.bytes,
            "attempts": item.attempts,
            "connector": item.connector,
            "reason": str(item.reason or ""),
        }
        for item in call.app.get_outbox().list_items()
    ]


def _make_journal_part(call: Call) -> Json:
    return [
        {"id": run.id, "outcome": run.outcome, "undo": run.undo, "steps": [step.name for step in run.steps]}
        for run in call.app.journal.list_runs()
    ]


def _to_json_text(value: Json) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n"
