"""The helper's decision: whatever comes in, a plan made of our own words, or a refusal."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.model import Platform
from selfhelp.helper.operation import ChoiceParameter, IntParameter, ListParameter, TrustLevel
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.plan import (
    LARGEST,
    TOGETHER,
    Caller,
    HelperPolicy,
    HostFacts,
    Refusal,
    RequestHistory,
    RequestPlan,
    compute_name_fingerprint,
    derive_queue_name,
    find_command,
    plan_request,
)

NOW = 1_800_000_000.0
NONCE = "0123456789abcdef" * 2
ALICE = Caller(1000)
ADMINISTRATOR = Caller(1000, administrator=True)
EVERYTHING = HelperPolicy(enabled=True)
PRINTERS = ("Office", "Küche", "x" * 200)
HOSTILE = ("; rm -rf /", "$(id)", "%PATH%", "-x", "--", "a\nb", "a\0b", "\\\\host\\share", "../../etc", "")


def computer(platform: Platform = Platform.LINUX) -> HostFacts:
    return HostFacts(platform, lambda _: True, lambda list_: PRINTERS if list_ == "printers" else ())


def request(operation: Any = "flush-dns", params: Any = None, **changes: Any) -> bytes:
    whole = {"operation": operation, "params": params or {}, "nonce": NONCE, "time": NOW} | changes
    return json.dumps(whole).encode()


def decide(
    data: bytes,
    caller: Caller = ALICE,
    here: HostFacts | None = None,
    allowed: HelperPolicy = EVERYTHING,
    **seen: Any,
) -> RequestPlan | Refusal:
    return plan_request(data, caller, here or computer(), allowed, RequestHistory(NOW, **seen))


def reason(decision: RequestPlan | Refusal) -> str:
    assert isinstance(decision, Refusal)
    return decision.reason


def test_a_right_request_becomes_a_plan() -> None:
    decision = decide(request("resume-print-queue", {"queue": compute_name_fingerprint("Küche")}))
    assert isinstance(decision, RequestPlan)
    assert decision.commands == (("/usr/sbin/cupsenable", "Küche"),)


@given(st.binary(max_size=5000))
def test_a1_any_bytes_become_a_plan_or_a_refusal_quickly(data: bytes) -> None:
    started = time.process_time()  # whatever else this computer does meanwhile
    assert isinstance(decide(data), RequestPlan | Refusal)
    assert time.process_time() - started < 0.05


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(OPERATIONS)), st.dictionaries(st.text(), JSON), JSON, JSON)
def test_a1_any_json_becomes_a_plan_or_a_refusal(operation: str, params: Any, nonce: Any, when: Any) -> None:
    decision = decide(request(operation, params, nonce=nonce, time=when))
    assert reason(decision) in {"malformed", "stale"}


@pytest.mark.parametrize(
    "data",
    [
        b"[" * LARGEST,
        b"9" * LARGEST,
        b"\xff\xfe",
        b" " * (LARGEST + 1),
        request().replace(b'"time"', b'"operation": "flush-dns", "time"'),
        request(time=float("nan")),
        request(time=float("inf")),
        request().replace(str(NOW).encode(), b"1" + b"0" * 400),
        request().replace(str(NOW).encode(), b"-1" + b"0" * 400),
        request().replace(str(NOW).encode(), b"1e308"),
        request().replace(str(NOW).encode(), b"1e999"),
        request().replace(str(NOW).encode(), b"0." + b"0" * 400 + b"1"),
        request(time=2**53 + 2),
        request(params={"x": 10**300}),
        request(time=True),
        request(nonce="short"),
        request(extra=1),
        request(params=[1]),
        request(operation=["flush-dns"]),
    ],
)
def test_a1_odd_requests_are_malformed(data: bytes) -> None:
    assert reason(decide(data)) == "malformed"


@given(st.sampled_from(sorted(OPERATIONS)), st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_a2_no_text_of_a_request_reaches_a_program(operation: str, text: str) -> None:
    way = find_command(OPERATIONS[operation], computer())
    params = dict.fromkeys(way.params, text) if way else {}
    decision = decide(request(operation, params))
    if isinstance(decision, RequestPlan) and way and way.params:
        allowed = {
            word for kind in way.params.values() if isinstance(kind, ChoiceParameter) for word in kind.of
        }
        assert text in allowed


def test_a2_a_name_is_only_taken_by_its_fingerprint() -> None:
    assert reason(decide(request("resume-print-queue", {"queue": "Office"}))) == "malformed"
    assert (
        reason(decide(request("resume-print-queue", {"queue": compute_name_fingerprint("Gone")})))
        == "not-listed"
    )


def test_a3_no_parameter_is_a_text_a_path_or_an_address() -> None:
    ways = [way for operation in OPERATIONS.values() for some in operation.ways.values() for way in some]
    for way in ways:
        assert all(
            isinstance(kind, ChoiceParameter | IntParameter | ListParameter) for kind in way.params.values()
        )
        assert all(argv[0].startswith(("/", "C:\\")) for argv in way.commands)
        used = {word for argv in way.commands for word in argv if word.startswith("{")}
        assert {word.strip("{}").partition(".")[0] for word in used} == set(way.params)


def test_every_undo_is_listed_and_needs_the_same_trust() -> None:
    for operation in OPERATIONS.values():
        if operation.undo:
            back = OPERATIONS[operation.undo]
            assert back.undo == operation.id
            assert back.trust is operation.trust
            assert set(back.ways) == set(operation.ways)
    assert {o.id for o in OPERATIONS.values() if o.trust is TrustLevel.ADMIN} >= {"vacuum-journal"}


@pytest.mark.parametrize("moment", [NOW - 61, NOW + 6, 0, -1, 2**53])
def test_a13_an_old_request_is_refused(moment: float) -> None:
    assert reason(decide(request(time=moment))) == "stale"


def test_a13_a_request_is_taken_once() -> None:
    assert reason(decide(request(), nonces={NONCE})) == "stale"


def test_a14_the_policy_may_forbid_it() -> None:
    assert reason(decide(request(), allowed=HelperPolicy(enabled=False))) == "forbidden"
    assert (
        reason(decide(request(), allowed=HelperPolicy(enabled=True, deny=frozenset({"flush-dns"}))))
        == "forbidden"
    )


def test_a11_without_an_account_nothing_is_done() -> None:
    assert reason(decide(request(), caller=Caller(None))) == "unknown-caller"


@pytest.mark.parametrize("platform", Platform)
def test_what_needs_an_administrator_is_refused_where_none_is_proven(platform: Platform) -> None:
    here, needing = computer(platform), [o for o in OPERATIONS.values() if o.trust is TrustLevel.ADMIN]
    for operation in needing:
        if platform in operation.ways:
            asked = request(operation.id)
            refusal = decide(asked, here=here)
            assert isinstance(refusal, Refusal)
            assert (refusal.reason, refusal.operation) == ("needs-administrator", operation.id)
            assert isinstance(decide(asked, ADMINISTRATOR, here), RequestPlan)
    assert any(platform in operation.ways for operation in needing)


def test_a_flood_from_an_unknown_peer_is_stopped_too() -> None:
    assert reason(decide(request(), Caller(None), caller_times=[NOW - 1] * TOGETHER)) == "too-often"


def test_what_polkit_was_asked_about_is_what_is_done() -> None:
    assert reason(decide(request("flush-dns"), caller=Caller(1000, "sync-clock"))) == "other-operation"
    assert reason(decide(request("rm"))) == "unknown-operation"


def test_a8_too_often() -> None:
    hourly = OPERATIONS["sync-clock"].hourly
    times = {"sync-clock": [NOW - 1] * hourly}
    assert reason(decide(request("sync-clock"), times=times)) == "too-often"
    assert isinstance(decide(request("sync-clock"), times={"sync-clock": [NOW - 3601] * 99}), RequestPlan)
    assert reason(decide(b"junk", caller_times=[NOW - 1] * TOGETHER)) == "too-often"


def test_a_computer_without_the_program_refuses() -> None:
    bare = dataclasses.replace(computer(), exists=lambda path: path != "/run/systemd/system")
    assert reason(decide(request("start-print-service"), here=bare)) == "not-here"
    assert reason(decide(request("reset-update-cache"))) == "not-here"


def test_the_queue_of_a_company_printer_is_made_of_plain_letters() -> None:
    assert derive_queue_name("ipp://print.example.com/printers/floor 3$(id)") == "floor-3-id"
    assert derive_queue_name("ipp://host/") == "host"
    assert derive_queue_name("ipp:///") == "printer"
    assert derive_queue_name("---") == "printer"
    assert len(derive_queue_name("ipp://h/" + "a" * 500)) == 60


def test_printers_with_the_usual_path_have_different_queues() -> None:
    """Else the second would take the first one's place."""
    assert derive_queue_name("ipp://floor-1.example.com/ipp/print") == "floor-1-example-com"
    assert derive_queue_name("ipps://floor-2.example.com:631/ipp/print/") == "floor-2-example-com"
    assert derive_queue_name("ipp://[2001:db8::1]:631/ipp/print") == "2001-db8-1"
