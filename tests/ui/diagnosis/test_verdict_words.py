"""The answer's button says what comes next, also if the user does it all."""

from __future__ import annotations

from selfhelp.core.model import Finding
from selfhelp.core.progress import Proposal
from selfhelp.core.text import N_
from selfhelp.diagnosis.verdict import ProposedFix
from selfhelp.machine import Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.ui.diagnosis.verdict_words import make_fix_button_label

TITLE = N_("Unlock a file in use")


def label(*steps: Step) -> str:
    finding = Finding(N_("The file is locked, but no app has it open."), None, {})
    proposal = Proposal(TITLE, finding, [step.to_view() for step in steps])
    return str(make_fix_button_label(ProposedFix("file-locked", TITLE, finding, proposal)))


def test_what_the_user_does_is_not_promised_by_the_button() -> None:
    """ "Unlock a file in use" stood below "…but no app has it open"."""
    assert label(ByHand("save-copy")) == "Show what to do"
    assert label(ByHand("other-port"), ByHand("dock-cycle")) == "Show what to do"


def test_a_fix_with_a_step_of_the_app_keeps_its_name() -> None:
    assert label(ByHand("close-thunderbird"), OpenPage("sound")) == "Unlock a file in use"
