"""selfhelp usage-stats: shows the anonymous statistics exactly as sent, and their destination."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import UnavailableError
from selfhelp.core.text import N_, Text

if TYPE_CHECKING:
    from selfhelp.usage_stats.exporter import UsageStatsExporter

ACTIONS = {
    "show": N_("show the collected data and its destination"),
    "send": N_("send the statistics now"),
    "reset": N_("reset the installation ID; statistics from before this week won't be sent"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp usage-stats`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name == "send":
            action.add_argument(
                "--due", action="store_true", help=str(N_("send only if due; ignore failures"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp usage-stats`: show, send or reset the statistics."""
    if call.app.policy.usage_stats.mode == "off":
        if call.options.action == "send" and call.options.due:
            return 0
        raise UnavailableError(N_("Usage statistics are turned off by policy."))
    return {"show": _show_statistics, "send": _send_statistics, "reset": _reset_statistics}[
        call.options.action
    ](call)


def _make_exporter(call: Call) -> UsageStatsExporter:
    """Return the statistics exporter, with the stored state of this installation."""
    from selfhelp.doctor.examination import read_installation_status

    return replace(
        call.app.create_usage_stats_exporter(), standing=lambda: read_installation_status(call.app)
    )


def _send_statistics(call: Call) -> int:
    exporter = _make_exporter(call)
    if call.options.due:
        return _send_statistics_if_due(call)
    exporter.send()
    return _print_sentence(
        call, N_("The usage statistics were sent to {destination}.", destination=exporter.rules.destination)
    )


def _send_statistics_if_due(call: Call) -> int:
    """Send the statistics if due; return 0 even after a failure, because this runs in the background."""
    exporter = _make_exporter(call)
    try:
        if exporter.is_due:
            exporter.send()
    except UnavailableError:
        return 0
    return 0


def _reset_statistics(call: Call) -> int:
    call.app.create_usage_stats_exporter().reset_installation()
    return _print_sentence(
        call, N_("The installation ID was reset. Statistics from before this week won't be sent.")
    )


def _print_sentence(call: Call, sentence: Text) -> int:
    if call.is_json_output:
        call.print_json(installation=call.app.create_usage_stats_exporter().load_stored_state().installation)
    else:
        call.print_line(sentence)
    return 0


def _show_statistics(call: Call) -> int:
    exporter = _make_exporter(call)
    document, kept = exporter.prepare_payload(), exporter.load_stored_state()
    if call.is_json_output:
        call.print_json(
            mode=exporter.rules.mode,
            destination=exporter.rules.destination or None,
            sent=kept.sent.isoformat() if kept.sent else None,
            error=kept.trouble or None,
            document=document.to_json(),
        )
        return 0
    destination = exporter.rules.destination
    here = N_("The usage statistics stay on this computer.")
    call.print_line(
        N_("The following usage statistics are sent to {destination}:", destination=destination)
        if destination
        else here
    )
    for line in json.dumps(document.to_json(), indent=1).splitlines():
        call.print_line(line)
    return 0
