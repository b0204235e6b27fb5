"""Every remote tool against what a computer with it says (from documentation): found, started, its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, RefusedError
from selfhelp.core.model import CheckState, Outcome, Platform
from selfhelp.core.progress import Progress
from selfhelp.engine.journal import Journal
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import DOCUMENTATION, Transcript
from selfhelp.policy.policy import Policy
from selfhelp.policy.remote_support import KNOWN, RemotePolicy
from selfhelp.remote.allowed_tools import list_allowed_tools
from selfhelp.remote.remote_support import RemoteSupport

TRANSCRIPTS = Path(__file__).parent.parent / "transcripts" / "remote-tools"
IDS = {
    "anydesk--windows-11--id": "1234567890",
    "anydesk--macos-15--id": "123456789",
    "anydesk--debian-13--id": "1234567890",
    "rustdesk--windows-11--id": "1503344218",
    "rustdesk--macos-15--id": "150334421",
    "rustdesk--debian-13--id": "150334421",
    "rustdesk--debian-13--denied": "",
    "teamviewer--windows-11--id": "1146575818",
    "teamviewer--windows-11--id-32-bit": "987654321",
    "teamviewer--macos-15--id": "1146575818",
    "teamviewer--debian-13--id": "1146575818",
    "teamviewer--debian-13--denied": "",
    "teamviewer-quicksupport--windows-11--started": "",
    "teamviewer-quicksupport--macos-15--started": "",
    "quick-assist--windows-11--started": "",
}
REFUSED = {
    "anydesk--windows-11--absent": NotOfferedError,
    "anydesk--windows-11--open": RefusedError,
    "quick-assist--windows-11--absent": NotOfferedError,
}


def transcript(name: str) -> Transcript:
    return Transcript.load(TRANSCRIPTS / f"{name}.toml")


def handover(name: str, tmp_path: Path) -> tuple[RemoteSupport, ReplayMachine, Journal]:
    tool = name.partition("--")[0]
    machine, journal = ReplayMachine(transcript(name)), Journal(tmp_path)
    return RemoteSupport(machine, Policy(remote=RemotePolicy(allow=(tool,))), journal), machine, journal


@pytest.mark.parametrize("name", IDS)
def test_a_tool_is_found_started_and_tells_its_id(name: str, tmp_path: Path) -> None:
    hand, machine, journal = handover(name, tmp_path)
    tool = name.partition("--")[0]
    offer = hand.start_remote_tool(tool)
    assert hand.read_tool_id_when_ready(offer, Progress(), patience=0.05) == IDS[name]
    machine.check_complete()
    assert transcript(name).expect is CheckState.FOUND
    (entry,) = journal.list_runs()
    assert (entry.id, entry.outcome) == (f"remote-{tool}", Outcome.STARTED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_tool_that_cannot_be_started_says_why_and_nothing_is_written_down(
    name: str, tmp_path: Path
) -> None:
    hand, machine, journal = handover(name, tmp_path)
    with pytest.raises(REFUSED[name]):
        hand.start_remote_tool(name.partition("--")[0])
    machine.check_complete()
    assert journal.list_runs() == []


def test_every_row_of_every_known_tool_has_a_transcript() -> None:
    files = {path.stem for path in TRANSCRIPTS.glob("*.toml")}
    assert files == IDS.keys() | REFUSED.keys()
    rows = {(tool.id, platform) for tool in list_allowed_tools(Policy()) for platform in tool.finders}
    seen = {(name.partition("--")[0], transcript(name).platform) for name in files}
    assert rows == seen
    assert {id_ for id_, _ in rows} == set(KNOWN)
    assert all(transcript(name).source == DOCUMENTATION and transcript(name).page for name in files)
    assert {platform for id_, platform in rows if id_ == "quick-assist"} == {Platform.WINDOWS}
