"""Whatever is asked of the helper, and whatever the disk does, has its line in a record that verifies."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import dataclasses
import errno
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfhelp.core.model import Platform
from selfhelp.helper import __main__ as program
from selfhelp.helper import audit_log as audit_file
from selfhelp.helper import file_trust
from selfhelp.helper.audit_log import NAME, TORN, AuditLog, is_chain_intact
from selfhelp.helper.operation import TrustLevel
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.plan import TOGETHER, Caller
from selfhelp.helper.rate_limit import NAME as SEEN
from selfhelp.helper.rate_limit import RequestLogStore
from selfhelp.helper.run import ProgramResult
from selfhelp.helper.service import HelperFolders, HelperHost, serve_request

ROOT = Path(__file__).resolve().parent.parent.parent
ALICE = Caller(1000)


@dataclasses.dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def _own_folders() -> Iterator[None]:
    """The folders of tests lie in /tmp, where everybody may write."""
    patch = pytest.MonkeyPatch()
    below = Path(tempfile.gettempdir())
    patch.setattr(file_trust, "list_path_and_parents", lambda path: (path,) if path != below else ())
    yield
    patch.undo()


def ran(argv: Sequence[str], timeout: float) -> ProgramResult:
    return ProgramResult(0, b"said", 0.01)


def computer_in(
    folder: Path, platform: Platform = Platform.LINUX, start: Callable[..., ProgramResult] = ran
) -> HelperHost:
    folders = HelperFolders(folder / "policy", folder / "record", folder / "memory")
    folders.policy.mkdir(exist_ok=True)
    return HelperHost(
        platform,
        folders,
        os.geteuid(),
        lambda _: True,
        lambda _: ("Office",),
        start,
        Clock(),
        tell=lambda *_: None,
    )


@pytest.fixture
def computer(tmp_path: Path) -> HelperHost:
    return computer_in(tmp_path)


def request(computer: HelperHost, operation: str = "flush-dns", **changes: Any) -> bytes:
    whole = {"operation": operation, "params": {}, "nonce": secrets.token_hex(16), "time": computer.clock()}
    return json.dumps(whole | changes).encode()


def lines(computer: HelperHost) -> list[bytes]:
    file = computer.places.record / NAME
    return file.read_bytes().splitlines() if file.exists() else []


def counted(computer: HelperHost) -> int:
    return len(json.loads((computer.places.memory / SEEN).read_bytes())["requests"])


# -- every request has its line --------------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(1, 1200).map(lambda digits: "1" + "0" * digits),
    st.integers(1, 1200).map(lambda digits: "-1" + "0" * digits),
    st.integers(-2000, 2000).map(lambda power: f"1e{power}"),
    st.integers(0, 1200).map(lambda digits: "0." + "0" * digits + "1"),
    st.sampled_from(["NaN", "-Infinity", "1800000000", "1800000000.0", "-0", "0", "true", "null"]),
)
SCALARS = st.one_of(
    NUMBERS, st.text(max_size=30).map(json.dumps), st.sampled_from(['"\\ud800"', '"\\u0000"', '"flush-dns"'])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]"),
        st.lists(st.tuples(st.text(max_size=8).map(json.dumps), inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{key}:{value}" for key, value in pairs) + "}"
        ),
        inner.map(lambda value: "[" * 500 + value + "]" * 500),
    ),
    max_leaves=6,
)
NONCES = st.one_of(st.just("fresh"), SCALARS)


@st.composite
def hostile(draw: st.DrawFn) -> str:
    """Draw what looks like a request, each part right or anything."""
    operation = draw(st.one_of(st.sampled_from(sorted(OPERATIONS)).map(json.dumps), VALUES))
    params, when = (
        draw(st.one_of(st.just("{}"), VALUES)),
        draw(st.one_of(st.just("1800000000"), NUMBERS, VALUES)),
    )
    nonce = draw(NONCES)
    nonce = json.dumps(secrets.token_hex(16)) if nonce == "fresh" else nonce
    return f'{{"operation":{operation},"params":{params},"nonce":{nonce},"time":{when}}}'


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(hostile().map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=5000)),
    st.sampled_from([ALICE, Caller(None), Caller(0, "flush-dns", administrator=True)]),
)
def test_every_request_is_recorded_and_counted(data: bytes, caller: Caller) -> None:
    with tempfile.TemporaryDirectory() as folder:
        computer = computer_in(Path(folder))
        answer = serve_request(data, caller, computer)
        first = json.loads(lines(computer)[0])
        assert first["event"] == "request"
        assert first["decision"] == ("allowed" if answer["result"] == "done" else "refused")
        assert answer["result"] not in {"no-record", "mistake"}
        assert counted(computer) == 1
        assert is_chain_intact(lines(computer))


def test_forty_requests_with_a_huge_number_are_counted_and_stopped(computer: HelperHost) -> None:
    now = str(computer.clock()).encode()
    data = request(computer).replace(now, b"1" + b"0" * 400)
    answers = [serve_request(data, ALICE, computer)["result"] for _ in range(40)]
    assert answers == ["malformed"] * TOGETHER + ["too-often"] * (40 - TOGETHER)
    assert len(lines(computer)) == TOGETHER + 1


def broken(*_: Any) -> Any:
    raise OverflowError("int too large to convert to float")


def test_an_internal_error_is_a_recorded_refusal(computer: HelperHost) -> None:
    for part in ({"exists": broken}, {"managed": broken}):
        answer = serve_request(request(computer), ALICE, dataclasses.replace(computer, **part))
        assert answer == {"result": "mistake", "detail": "OverflowError"}
    told = [json.loads(line) for line in lines(computer)]
    assert [(line["decision"], line["reason"]) for line in told] == [("refused", "mistake")] * 2
    assert counted(computer) == 2


def test_a_mistake_while_it_is_done_is_recorded_too(computer: HelperHost) -> None:
    answer = serve_request(request(computer), ALICE, dataclasses.replace(computer, start=broken))
    assert answer == {"result": "failed", "detail": "OverflowError"}
    assert json.loads(lines(computer)[-1])["programs"][0]["why"] == "OverflowError"


def test_a_system_log_with_a_mistake_stops_nothing(computer: HelperHost) -> None:
    assert (
        serve_request(request(computer), ALICE, dataclasses.replace(computer, tell=broken))["result"]
        == "done"
    )


def test_a_memory_of_nonsense_is_an_empty_one(computer: HelperHost) -> None:
    serve_request(request(computer), ALICE, computer)
    for junk in (b"[" * 5000, b'{"requests": [["x", 1, 2, 3]], "turned_away": 0}', b'{"turned_away": 1e999}'):
        (computer.places.memory / SEEN).write_bytes(junk)
        assert serve_request(request(computer), ALICE, computer)["result"] == "done"
        assert counted(computer) == 1


# -- the way a request comes -----------------------------------------------------------------------


def connected(computer: HelperHost, talk: Callable[[socket.socket], None], patch: pytest.MonkeyPatch) -> int:
    """Let the helper answer a socket as launchd starts it; returns its status."""
    ours, theirs = socket.socketpair()
    patch.setattr(program, "HelperHost", lambda: computer)
    patch.setattr(program, "find_trusted_peer", lambda _: 1000)
    with ours, theirs:
        visitor = threading.Thread(target=talk, args=(theirs,))
        visitor.start()
        status = program._serve_connection(ours.fileno())
        ours.shutdown(socket.SHUT_RDWR)
        visitor.join()
    return status


@pytest.mark.parametrize("operation", [o.id for o in OPERATIONS.values() if o.trust is TrustLevel.ADMIN])
def test_the_socket_of_macos_gets_nothing_that_needs_an_administrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    started: list[Sequence[str]] = []
    computer = computer_in(tmp_path, Platform.MACOS, lambda argv, _: (started.append(argv), ran(argv, 1))[1])
    heard: list[dict[str, str]] = []

    def talk(line: socket.socket) -> None:
        line.sendall(request(computer, operation))
        line.shutdown(socket.SHUT_WR)
        heard.append(json.loads(line.recv(4096)))

    assert connected(computer, talk, monkeypatch) == program.REFUSED
    assert heard[0]["result"] == "needs-administrator"
    assert started == []
    (line,) = map(json.loads, lines(computer))
    assert (line["decision"], line["reason"], line["uid"]) == ("refused", "needs-administrator", 1000)


@pytest.mark.parametrize("says", [b"", b'{"operation"', b'{"operation": "flush-dns"}'])
def test_an_unfinished_request_is_recorded_and_blocks_no_one(
    computer: HelperHost, monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.3)
    over = threading.Event()

    def talk(line: socket.socket) -> None:
        line.sendall(says)
        for _ in range(40):
            if over.wait(0.05):
                return
            try:
                line.sendall(b" ")
            except OSError:
                return

    assert connected(computer, talk, monkeypatch) == program.REFUSED
    over.set()
    (line,) = map(json.loads, lines(computer))
    assert (line["decision"], line["reason"]) == ("refused", "malformed")


def test_hanging_up_before_the_response_is_recorded(
    computer: HelperHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(line: socket.socket) -> None:
        line.sendall(request(computer))
        line.close()

    assert connected(computer, talk, monkeypatch) == program.DONE
    assert [json.loads(line)["event"] for line in lines(computer)] == ["request", "result"]


@pytest.mark.parametrize(
    ("told", "root", "expected"),
    [
        ("1000", True, Caller(1000, "vacuum-journal", administrator=True)),
        ("1000", False, Caller(None, "vacuum-journal")),
        ("", True, Caller(None, "vacuum-journal")),
        ("9" * 4000, True, Caller(None, "vacuum-journal")),
        ("-1", True, Caller(None, "vacuum-journal")),
    ],
)
def test_pkexec_proves_the_operation_that_polkit_was_asked_about(
    monkeypatch: pytest.MonkeyPatch, told: str, root: bool, expected: Caller
) -> None:
    callers: list[Caller] = []
    monkeypatch.setattr(
        program, "serve_request", lambda _, who, __: (callers.append(who), {"result": "x"})[1]
    )
    monkeypatch.setattr(program, "read_request", lambda _: b"")
    monkeypatch.setattr(program.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setenv("PKEXEC_UID", told)
    program._serve_pkexec("vacuum-journal")
    assert callers == [expected]


@pytest.mark.parametrize("rights", [True, False])
def test_a_task_without_an_administrators_rights_proves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rights: bool
) -> None:
    """From documentation: Windows was not asked."""
    callers: list[Caller] = []
    monkeypatch.setattr(
        program, "serve_request", lambda _, who, __: (callers.append(who), {"result": "x"})[1]
    )
    monkeypatch.setattr(program, "has_administrator_rights", lambda: rights)
    monkeypatch.setattr(program, "make_own_folder", lambda _: tmp_path)
    monkeypatch.setattr(program, "RESULTS", tmp_path)
    program._run_scheduled_task("use-network-time")
    assert [caller.administrator for caller in callers] == [rights]


def test_here_no_library_of_windows_proves_an_administrator() -> None:
    if sys.platform != "win32":
        assert not program.has_administrator_rights()


# -- a full disk -----------------------------------------------------------------------------------


def short_writes(monkeypatch: pytest.MonkeyPatch, room: int) -> list[int]:
    """Let a disk take so many bytes more, the last write a part; then it is full."""
    left, real = [room], os.write

    def write(descriptor: int, data: Any) -> int:
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        part = bytes(data)[: left[0]]
        left[0] -= len(part)
        return real(descriptor, part)

    monkeypatch.setattr(os, "write", write)
    return left


@pytest.mark.parametrize("room", [0, 1, 50, 200, 260, 300, 320, 350, 400])
def test_on_a_full_disk_nothing_is_done_and_the_record_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    started: list[Sequence[str]] = []
    computer = computer_in(tmp_path, start=lambda argv, _: (started.append(argv), ran(argv, 1))[1])
    assert serve_request(request(computer), ALICE, computer)["result"] == "done"
    started.clear()
    before = lines(computer)
    with monkeypatch.context() as full:
        short_writes(full, room)
        answer = serve_request(request(computer, "no-such-operation"), ALICE, computer)
    assert answer["result"] == "no-record" or len(lines(computer)) > len(before)
    assert started == []
    assert is_chain_intact(lines(computer))
    assert serve_request(request(computer), ALICE, computer)["result"] == "done"
    assert is_chain_intact(lines(computer))
    assert counted(computer) >= 2


def test_what_could_not_be_remembered_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Sequence[str]] = []
    computer = computer_in(tmp_path, start=lambda argv, _: (started.append(argv), ran(argv, 1))[1])
    with monkeypatch.context() as full:
        full.setattr("selfhelp.helper.rate_limit.write_fully", broken_disk)
        assert serve_request(request(computer), ALICE, computer)["result"] == "no-record"
    assert started == []
    assert serve_request(request(computer), ALICE, computer)["result"] == "done"


def broken_disk(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def torn(computer: HelperHost, piece: bytes) -> None:
    with (computer.places.record / NAME).open("ab") as file:
        file.write(piece)


@pytest.mark.parametrize(
    "piece",
    [b'{"time": "2027', b"\0" * 9000, b"{}", b'{"time": "x"}\n', b"\xff\n", b'[1]\n{"a', b"x" * 40_000],
)
def test_a_truncated_line_is_reported_and_the_chain_continues(computer: HelperHost, piece: bytes) -> None:
    serve_request(request(computer), ALICE, computer)
    before = lines(computer)
    torn(computer, piece)
    assert not is_chain_intact(lines(computer))
    assert serve_request(request(computer), ALICE, computer)["result"] == "done"
    after = lines(computer)
    assert is_chain_intact(after)
    assert after[: len(before)] == before
    assert [json.loads(line)["event"] for line in after[-3:]] == [TORN, "request", "result"]


def test_a_torn_line_does_not_hide_tampering(computer: HelperHost) -> None:
    serve_request(request(computer), ALICE, computer)
    torn(computer, b'{"time": "2027')
    serve_request(request(computer), ALICE, computer)
    found = lines(computer)
    assert is_chain_intact(found)
    piece = next(number for number, line in enumerate(found) if line == b'{"time": "2027')
    assert not is_chain_intact(found[:piece] + found[piece + 1 :])
    assert not is_chain_intact([*found[:piece], b'{"time": "2028', *found[piece + 1 :]])
    assert not is_chain_intact([*found[: piece - 1], found[0], *found[piece:]])
    assert not is_chain_intact(found[: piece + 1])
    for number, line in enumerate(found):
        if number != len(found) - 1:
            assert not is_chain_intact([*found[:number], line.replace(b"2", b"3", 1), *found[number + 1 :]])


def test_telling_of_a_torn_line_may_be_torn_itself(
    computer: HelperHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_request(request(computer), ALICE, computer)
    torn(computer, b'{"time": "2027')
    monkeypatch.setattr(os, "ftruncate", broken_disk)
    for room in (1, 40):
        with monkeypatch.context() as full:
            short_writes(full, room)
            assert serve_request(request(computer), ALICE, computer)["result"] == "no-record"
    monkeypatch.undo()
    monkeypatch.setattr(file_trust, "list_path_and_parents", lambda path: (path,))
    assert serve_request(request(computer), ALICE, computer)["result"] == "done"
    assert is_chain_intact(lines(computer))


def test_a_new_file_that_could_not_be_begun_keeps_the_chain(
    computer: HelperHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_file, "LARGEST", 100)
    serve_request(request(computer), ALICE, computer)
    old = computer.places.record / f"{NAME}.1"
    audit = AuditLog(computer.places.record, computer.owner)
    for cut in (lambda: os.ftruncate, lambda: broken_disk):
        with monkeypatch.context() as full:
            full.setattr(os, "ftruncate", cut())
            short_writes(full, 30)
            with pytest.raises(OSError, match="No space"):
                audit.append_event("request", {})
        audit.append_event("request", {})
        new = lines(computer)
        assert new[0] == old.read_bytes().splitlines()[-1]
        assert is_chain_intact(new)


def test_a_long_line_does_not_break_the_chain(computer: HelperHost) -> None:
    computer.places.record.mkdir(mode=0o700)
    audit = AuditLog(computer.places.record, computer.owner)
    for _ in range(3):
        audit.append_event("request", {"names": "x" * 30_000})
    assert is_chain_intact(lines(computer))


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit of a file's size")
def test_at_the_limit_of_a_files_size_the_helper_fails_closed(tmp_path: Path) -> None:
    """The system itself takes only a part here (setrlimit(2), RLIMIT_FSIZE)."""
    script = """
import resource, signal, sys
from pathlib import Path
from tests.helper import test_record as here
from selfhelp.helper import file_trust as guard
guard.list_path_and_parents = lambda path: (path,)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
computer = here.computer_in(Path(sys.argv[1]))
results = []
resource.setrlimit(resource.RLIMIT_FSIZE, (1300, resource.RLIM_INFINITY))
for number in range(20):
    asked = here.request(computer, "no-such-operation")
    results.append(here.serve_request(asked, here.ALICE, computer)["result"])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert here.is_chain_intact(here.lines(computer))
assert here.serve_request(here.request(computer), here.ALICE, computer)["result"] == "done"
assert here.is_chain_intact(here.lines(computer))
print(*results)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    results = done.stdout.split()
    assert results[0] == "unknown-operation"
    assert results[-1] == "no-record"


def test_the_memory_is_never_half_written(computer: HelperHost, monkeypatch: pytest.MonkeyPatch) -> None:
    serve_request(request(computer), ALICE, computer)
    before = (computer.places.memory / SEEN).read_bytes()
    memory = RequestLogStore(computer.places.memory, computer.owner)
    with monkeypatch.context() as full:
        short_writes(full, 10)
        with pytest.raises(OSError, match="No space"), memory.open_locked(computer.clock()) as state:
            state.turned_away = 5
    assert (computer.places.memory / SEEN).read_bytes() == before
