"""The texts of the answer card for a diagnosis's verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from selfhelp.app.contact import Contact
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.diagnosis.verdict import ProposedFix, Verdict, VerdictKind
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.ui.diagnosis.answer_card import Answer
from selfhelp.ui.widgets.status_icons import GOOD, NOTE, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog

SHORT = 48
"""Maximum number of characters of a button's label."""

CONTACT = N_("Contact the help desk")
SEND_ANYWAY = N_("Send from this device anyway")
"""Label of the link to the ticket form if the user should report the problem from another device."""

_ONLY_COMPUTERS = N_("Report a computer problem")


def build_answer(verdict: Verdict, catalog: Catalog, contact: Contact | None = None) -> Answer:
    """Return the answer for a verdict; it leads to the best fix or to the help desk.

    An urgent topic says how to reach the help desk now, unless the emergency services come first.
    """
    way, contact = verdict.proposed_fix, contact or Contact()
    if verdict.kind is VerdictKind.CAUSE:
        primary = make_fix_button_label(way) if way is not None else CONTACT
        sign = NOTE if way is not None and way.finding.on_request else WARN
        return Answer(sign, verdict.summary, verdict.reason, primary, helps=way is None, more=verdict.left)
    if verdict.kind is VerdictKind.SOLVED:
        return Answer(GOOD, verdict.summary, verdict.reason, N_("Done"), more=verdict.left)
    if verdict.kind is VerdictKind.NOTHING_FOUND:
        return Answer(
            NOTE,
            verdict.summary,
            verdict.reason,
            CONTACT,
            helps=True,
            steps_heading=N_("What to do now") if verdict.now else N_("Things to try"),
            steps=contact.add_call_notes(verdict.now or _list_manual_steps(verdict, catalog)),
            steps_first=bool(verdict.now),
            more=verdict.left,
        )
    topic = catalog.topics.get(verdict.ticket.topic) if verdict.ticket.topic else None
    urgent, elsewhere = (topic.urgent, topic.other_device) if topic is not None else (False, False)
    calls = urgent and not verdict.services
    return Answer(
        UNKNOWN if verdict.checks and not verdict.danger else WARN if urgent else NOTE,
        verdict.summary,
        verdict.reason or (contact.describe_urgency(other_device=elsewhere) if calls else None),
        SEND_ANYWAY if elsewhere else _ONLY_COMPUTERS if verdict.personal else CONTACT,
        helps=True,
        again=bool(verdict.checks) and not verdict.danger,
        steps=contact.add_call_notes(
            topic.now if topic is not None else (),
            other_device=elsewhere,
            beside_card=urgent and (calls or bool(contact)),
        ),
        steps_first=topic is None or not topic.report_first,
        more=verdict.left,
        leads=not verdict.personal,
        elsewhere=elsewhere,
    )


def build_answer_with_more_time(verdict: Verdict, catalog: Catalog, contact: Contact | None = None) -> Answer:
    """Return the answer for a verdict whose own checks timed out: they can be repeated with more time."""
    answer = build_answer(verdict, catalog, contact)
    return replace(answer, primary=N_("Check again with more time"), helps=False, again=False)


def make_fix_button_label(way: ProposedFix) -> Text:
    """Return the label of a fix's button: its first step, or its title if that step is long or manual.

    If all steps are manual and have drawings, the label is "Show what to do".
    """
    steps = way.proposal.steps if way.proposal is not None else ()
    if steps and all(step.by_hand and step.drawing for step in steps):
        return N_("Show what to do")
    by_hand = bool(steps) and steps[0].by_hand
    return way.title if by_hand or len(ENGLISH.translate(way.sentence)) > SHORT else way.sentence


def _list_manual_steps(verdict: Verdict, catalog: Catalog) -> Sequence[Text]:
    """Return the manual steps of the best matching fix, for a verdict without a finding."""
    ids = [verdict.ticket.problem, *(verdict.complaint.fixes if verdict.complaint is not None else ())]
    checks = [catalog.checks[id_] for id_ in ids if id_ in catalog.checks]
    names: Sequence[str] = next((check.by_hand for check in checks if check.by_hand), ())
    return [load_manual_steps()[name].sentence for name in names]


def build_stopped_answer(why: Text | None) -> Answer:
    """Return the answer for a check that was stopped, or that failed for the given reason."""
    sentence = why or N_("The check was stopped.")
    return Answer(UNKNOWN, sentence, N_("Nothing was changed."), N_("Check again"), again=False)
