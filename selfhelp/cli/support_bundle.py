"""selfhelp support-bundle: what the makers of this program need to see when it made a mistake itself."""

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


def run(call: Call) -> int:
    """Run `selfhelp support-bundle`: write it and list what is in it; nothing is sent."""
    from selfhelp.app import support_bundle

    app = call.app
    written = support_bundle.write_bundle(
        _bundle_parts(call), app.places.log, call.options.output, app.redactor().text
    )
    if call.json:
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


def _bundle_parts(call: Call) -> Mapping[str, str]:
    makers: Mapping[str, Callable[[Call], Json]] = {
        "doctor": _doctor,
        "policy": _policy,
        "outbox": _outbox,
        "journal": _journal,
    }
    return {f"{name}.json": _json(_safely(call, maker)) for name, maker in makers.items()}


def _safely(call: Call, maker: Callable[[Call], Json]) -> Json:
    """Return a part of the bundle; one that can't be read must not hide the rest."""
    try:
        return maker(call)
    except (SelfhelpError, OSError) as error:
        return {"unavailable": str(error)}


def _doctor(call: Call) -> Json:
    from selfhelp.doctor.examination import examine_installation

    return [
        {"id": li.id, "state": li.state, "text": ENGLISH.translate(li.text)}
        for li in examine_installation(call.app)
    ]


def _policy(call: Call) -> Json:
    """Every key that is not its default; sensitive values stay here."""
    from selfhelp.policy.export.declared_keys import iter_declared_keys

    known = {key.name: key for key in iter_declared_keys()}
    loaded = call.app.loaded
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


def _outbox(call: Call) -> Json:
    """State of the outbox, without its content."""
    return [
        {
            "report": item.report,
            "state": item.state,
            "bytes": item.bytes,
            "attempts": item.attempts,
            "connector": item.connector,
            "reason": str(item.reason or ""),
        }
        for item in call.app.outbox().list_items()
    ]


def _journal(call: Call) -> Json:
    return [
        {"id": run.id, "outcome": run.outcome, "undo": run.undo, "steps": [step.name for step in run.steps]}
        for run in call.app.journal.runs()
    ]


def _json(value: Json) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n"
