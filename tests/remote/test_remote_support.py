"""Handing over: what is allowed, what reaches a tool, what is written down, what goes into the ticket."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import NotOfferedError, ProbeError, RefusedError, StepError, UsageError
from selfhelp.core.model import Json, Outcome, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal
from selfhelp.machine import Action, Command, Native, Output, Reading, Source
from selfhelp.policy import files, policy
from selfhelp.policy.fields import FieldRule
from selfhelp.policy.policy import Policy
from selfhelp.policy.remote_support import RemotePolicy, parse_own_tool
from selfhelp.remote.allowed_tools import list_allowed_tools
from selfhelp.remote.remote_support import RemoteSupport, fill_arguments, format_ticket_line

LINE = "helper|Acme Helper|linux=/opt/helper/run|arguments=--note={ticket} --ref={reference}|id=--get-id"


class Box:
    """A computer with one program; it keeps what was started and run."""

    platform = Platform.LINUX

    def __init__(self, obstacle: str = "", says: str = "123 456 789", starts: bool = True) -> None:
        self.obstacle, self.says, self.starts = obstacle, says, starts
        self.started: list[Json] = []
        self.ran: list[tuple[str, ...]] = []

    def read(self, source: Source) -> Json:
        assert isinstance(source, Reading)
        mine = source.params["paths"] == ["/opt/helper/run"]
        program = "/opt/helper/run" if mine and not self.obstacle else ""
        return {"program": program, "obstacle": "" if program else self.obstacle or "not-installed"}

    def run(self, command: Command) -> Output:
        self.ran.append(command.argv)
        if not self.says:
            raise ProbeError(N_("no answer"))
        return Output(0, self.says)

    def change(self, action: Action) -> Json:
        assert isinstance(action, Native)
        if not self.starts:
            raise StepError(N_("no"))
        self.started.append([action.params["program"], *action.params["arguments"]])
        return True


def hand(box: Box, tmp_path: Path, **remote: Json) -> RemoteSupport:
    return RemoteSupport(box, Policy(remote=RemotePolicy(**{"tools": (LINE,), **remote})), Journal(tmp_path))


def test_looking_runs_nothing_and_puts_what_can_be_started_first(tmp_path: Path) -> None:
    box = Box()
    offers = hand(box, tmp_path).list_offers()
    assert (offers[0].tool.id, offers[0].is_ready) == ("helper", True)
    assert [offer.is_ready for offer in offers[1:]] == [False] * 3  # TeamViewer, AnyDesk, RustDesk: not here
    assert not box.ran
    assert not box.started


def test_it_is_started_with_the_ticket_and_its_id_is_read(tmp_path: Path) -> None:
    box = Box()
    handover = hand(box, tmp_path)
    offer = handover.start_remote_tool("helper", "INC0012", "K7F-3QX")
    assert box.started == [["/opt/helper/run", "--note=INC0012", "--ref=K7F-3QX"]]
    assert handover.read_tool_id_when_ready(offer, Progress(), 0.01) == "123456789"
    assert box.ran == [("/opt/helper/run", "--get-id")]
    (entry,) = Journal(tmp_path).list_runs()
    assert (entry.id, entry.outcome, entry.interrupted) == ("remote-helper", Outcome.STARTED, False)
    assert entry.before.finding is not None
    assert str(entry.before.finding.summary) == "Remote support with Acme Helper"


@pytest.mark.parametrize("says", ["", "secret-7f9", "Permission denied!", "12345"])
def test_what_is_no_id_is_not_taken(says: str, tmp_path: Path) -> None:
    handover = hand(Box(says=says), tmp_path)
    assert handover.read_tool_id_when_ready(handover.start_remote_tool("helper"), Progress(), 0.01) == ""


def test_a_start_that_fails_is_written_down_as_failed(tmp_path: Path) -> None:
    with pytest.raises(StepError):
        hand(Box(starts=False), tmp_path).start_remote_tool("helper")
    assert [entry.outcome for entry in Journal(tmp_path).list_runs()] == [Outcome.FAILED]


@pytest.mark.parametrize(
    ("box", "remote", "id_", "error"),
    [
        (Box(), {"enabled": False}, "helper", RefusedError),
        (Box(), {"allow": ("anydesk",)}, "helper", UsageError),
        (Box(), {}, "nonsense", UsageError),
        (Box(), {}, "anydesk", NotOfferedError),
        (Box(obstacle="insecure"), {}, "helper", RefusedError),
        (Box(), {}, "quick-assist", UsageError),  # not for this system
    ],
)
def test_what_is_not_started(
    box: Box, remote: dict[str, Json], id_: str, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        hand(box, tmp_path, **remote).start_remote_tool(id_)
    assert not box.started
    assert not Journal(tmp_path).list_runs()


def test_a_mistyped_tool_is_answered_with_the_closest_allowed_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        hand(Box(), tmp_path).start_remote_tool("helpr")
    assert str(refused.value.message) == "“helpr” is unknown. Did you mean “helper”?"
    with pytest.raises(UsageError) as refused:
        hand(Box(), tmp_path, allow=("anydesk",)).start_remote_tool("helpr")
    assert "Did you mean" not in str(refused.value.message), "nothing is proposed that isn't allowed"


def test_off_offers_nothing_at_all(tmp_path: Path) -> None:
    handover = hand(Box(), tmp_path, enabled=False, download="https://get.example.com/help")
    assert (handover.list_offers(), handover.download_page, handover.is_allowed) == ([], "", False)


@pytest.mark.parametrize(
    "ticket",
    ["", "--connect", "-x", "1 --password", "a;b", "$(id)", "{reference}", "x" * 50, "é", "a\nb", "..//"],
)
def test_a_number_that_is_not_plain_never_reaches_the_tool(ticket: str) -> None:
    assert fill_arguments(("--quiet", "--note={ticket}", "--ref={reference}"), ticket, "K7F-3QX") in (
        ["--quiet", "--ref=K7F-3QX"],
    )


def test_no_known_tool_is_started_with_unattended_access() -> None:
    for tool in list_allowed_tools(Policy()):
        assert tuple(tool.arguments) == (), tool.id


def test_only_an_id_goes_into_the_ticket() -> None:
    (tool, *_) = list_allowed_tools(Policy(remote=RemotePolicy(tools=(LINE,))))
    assert format_ticket_line(tool, "123 456 789").endswith(
        "Acme Helper on this computer. Its id is 123456789."
    )
    for no_id in ("", "hunter2", "abc 123"):
        with pytest.raises(UsageError):
            format_ticket_line(tool, no_id)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "helper",
        "helper|Helper",
        "Helper|Helper|linux=/opt/x",
        "anydesk|Fake|linux=/opt/x",
        "helper||linux=/opt/x",
        "helper|Helper|linux=opt/x",
        "helper|Helper|linux=/opt/../home/ada/x",
        "helper|Helper|linux=/bin/sh|arguments=-c id",
        "helper|Helper|linux=/usr/bin/python3",
        "helper|Helper|windows=\\\\server\\share\\x.exe",
        "helper|Helper|windows=C:\\x.bat",
        "helper|Helper|windows=C:\\Windows\\System32\\cmd.exe",
        "helper|Helper|windows=C:\\a\\..\\x.exe",
        "helper|Helper|linux=/opt/x|arguments={login}",
        "helper|Helper|linux=/opt/x|arguments={ticket",
        "helper|Helper|linux=/opt/x|id={ticket}",
        "helper|Helper|linux=/opt/x|shell=yes",
        "helper|Helper|linux=/opt/x|linux=/opt/y",
        "helper|Helper|linux=/opt/x|arguments=a b c d e f g h i",
        "helper|He\x1blper|linux=/opt/x",
    ],
)
def test_lines_that_are_no_tool(line: str, tmp_path: Path) -> None:
    assert parse_own_tool(line) is None
    places = AppPaths(*(tmp_path / name for name in ("config", "data", "cache", "log", "run", "machine")))
    places.machine_policy.mkdir()
    text = f"[remote]\ntools=[{_toml(line)}]\n"
    (places.machine_policy / "policy.toml").write_text(text)
    loaded = files.load_policy(places)
    assert loaded.policy.remote.tools == ()
    assert [problem.key for problem in loaded.problems] == ["remote.tools"]


def rule_of(name: str) -> FieldRule:
    return next(rule for key, _, rule in policy.iter_policy_keys() if key == name)


def _toml(line: str) -> str:
    import json

    return json.dumps(line)


@given(st.text(max_size=20), st.text(max_size=40))
def test_any_line_is_a_valid_tool_or_none(title: str, rest: str) -> None:
    tool = parse_own_tool(f"helper|{title}|linux=/{rest}")
    if tool is not None:
        assert all(path.startswith("/") or path[1:3] == ":\\" for path in tool.programs.values())
        assert not any(".." in path.replace("\\", "/").split("/") for path in tool.programs.values())


@given(st.text(max_size=60), st.text(max_size=12))
def test_an_id_never_becomes_an_option(ticket: str, reference: str) -> None:
    for argument in fill_arguments(("{ticket}", "{reference}"), ticket, reference):
        assert argument in (ticket, reference)
        assert argument.isascii()
        assert argument[0].isalnum() or argument[0] == "#"


def test_a_line_with_everything() -> None:
    tool = parse_own_tool(
        "helper | Helper 2 | linux = /opt/my x | windows=C:\\Program Files\\H\\h.exe|arguments=a {ticket}"
    )
    assert tool is not None
    assert tool.programs == {"windows": "C:\\Program Files\\H\\h.exe", "linux": "/opt/my x"}
    assert tool.arguments == ("a", "{ticket}")


def test_two_tools_of_one_name_are_a_mistake() -> None:
    rule = rule_of("remote.tools")
    assert rule.accepts((LINE,))
    assert not rule.accepts((LINE, LINE))


@pytest.mark.parametrize("page", ["http://127.0.0.1/x", "ftp://x", "file:///x", "https://a b"])
def test_the_page_to_get_a_tool_is_https(page: str) -> None:
    rule = rule_of("remote.download")
    assert not rule.accepts(page)
    assert rule.accepts("https://get.teamviewer.com/example")
