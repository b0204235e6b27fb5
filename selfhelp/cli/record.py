"""selfhelp record: records the system queries of a check or report section on this computer, for tests."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.report.collectors import Collector


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp record`."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("id", nargs="?", metavar="ID", help=str(N_("ID of a check")))
    what.add_argument(
        "--section", metavar="SECTION", help=str(N_("snapshot section to record instead of a check"))
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help=str(N_("output file"))
    )
    parser.add_argument(
        "--about", default="", metavar="TEXT", help=str(N_("description of the problem on this computer"))
    )


@dataclass(frozen=True, slots=True)
class _SectionCheck:
    """A report section as a check that can be recorded; a readable section counts as healthy."""

    collector: Collector

    def diagnose(self, machine: Machine) -> None:
        """Read all of the section's facts."""
        self.collector.collect_facts(machine)


def run_command(call: Call) -> int:
    """Run `selfhelp record`: write a transcript, which the user must review before sharing."""
    from selfhelp.machine.replay import record_check

    options = call.options
    looks = (
        _find_section(call, options.section) if options.section else call.app.catalog.get_check(options.id)
    )
    clean = call.app.create_redactor().remove_secrets
    state = record_check(looks, call.app.machine, options.output, options.about, clean).expect
    if call.is_json_output:
        call.print_json(file=str(options.output), state=state)
    else:
        call.print_line(
            N_(
                "The transcript was saved to {file}. It contains names from this computer: review it "
                "before you share it.",
                file=str(options.output),
            )
        )
    return 0


def _find_section(call: Call, id_: str) -> _SectionCheck:
    sections = call.app.catalog.collectors
    if id_ not in sections:
        names = " ".join(sorted(sections))
        message = N_("Unknown section: {id}. Sections: {sections}", id=id_[:80], sections=names)
        raise UsageError(suggest_closest_word(message, id_, sections))
    return _SectionCheck(sections[id_])
