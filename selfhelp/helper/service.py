"""Handles one request from its first byte to its response: decides on it, runs it, and records both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import MACHINE_POLICY, detect_platform
from selfhelp.helper import parameters, system_log
from selfhelp.helper.audit_log import AuditLog
from selfhelp.helper.file_trust import UntrustedError
from selfhelp.helper.plan import (
    Caller,
    HostFacts,
    Refusal,
    RequestHistory,
    RequestPlan,
    path_exists,
    plan_request,
)
from selfhelp.helper.policy import read_helper_policy
from selfhelp.helper.rate_limit import RecordedRequest, RequestLog, RequestLogStore
from selfhelp.helper.run import ProgramResult, run_program
from selfhelp.policy.files import ManagedSettings
from selfhelp.policy.managed_settings import read_managed_settings

SHOWN = 500
"""Number of bytes of a program's output that are recorded; the caller receives none."""


@dataclass(frozen=True, slots=True)
class HelperFolders:
    """The helper's folders for policy, audit log and request log, writable only by the administrator."""

    policy: Path
    record: Path
    memory: Path


FOLDERS: Mapping[Platform, HelperFolders] = MappingProxyType(
    {
        Platform.LINUX: HelperFolders(
            MACHINE_POLICY[Platform.LINUX], Path("/var/log/selfhelp-helper"), Path("/run/selfhelp-helper")
        ),
        Platform.MACOS: HelperFolders(
            MACHINE_POLICY[Platform.MACOS],
            Path("/Library/Logs/selfhelp-helper"),
            Path("/private/var/db/selfhelp-helper/memory"),
        ),
        Platform.WINDOWS: HelperFolders(
            MACHINE_POLICY[Platform.WINDOWS],
            Path("C:\\ProgramData\\selfhelp\\helper\\record"),
            Path("C:\\ProgramData\\selfhelp\\helper\\memory"),
        ),
    }
)


def _list_parameter_names(list_: str) -> Sequence[str]:
    return parameters.list_names(list_, detect_platform())


@dataclass(frozen=True, slots=True)
class HelperHost:
    """The service's environment, replaceable in tests."""

    platform: Platform = field(default_factory=detect_platform)
    folders: HelperFolders | None = None
    owner: int = 0
    exists: Callable[[str], bool] = path_exists
    names: Callable[[str], Sequence[str]] = _list_parameter_names
    start: Callable[[Sequence[str], float], ProgramResult] = run_program
    clock: Callable[[], float] = time.time
    managed: Callable[[Platform], ManagedSettings] = read_managed_settings
    tell: Callable[[Platform, str, Mapping[str, Json]], None] = system_log.log_event

    @property
    def host_facts(self) -> HostFacts:
        """The facts about this computer on which a plan depends."""
        return HostFacts(self.platform, self.exists, self.names)

    @property
    def places(self) -> HelperFolders:
        """The helper's folders."""
        return self.folders or FOLDERS[self.platform]


def serve_request(request: bytes, caller: Caller, computer: HelperHost) -> Mapping[str, Json]:
    """Handle a request; return ``result`` (``done``, ``failed`` or a refusal reason) and ``detail``.

    Nothing is done that can't be recorded. Never raises, so that every request is recorded.
    """
    try:
        audit = AuditLog(computer.places.record, computer.owner)
        memory = RequestLogStore(computer.places.memory, computer.owner)
        with memory.open_locked(computer.clock()) as state:
            decision = _decide_and_record(request, caller, computer, state, audit)
    except (UntrustedError, OSError) as error:
        return {"result": "no-record", "detail": str(error)}
    except Exception as error:  # noqa: BLE001 - also a mistake of ours must not be done unrecorded
        return {"result": "no-record", "detail": type(error).__name__}
    if isinstance(decision, Refusal):
        return {"result": decision.reason, "detail": decision.detail}
    done = [_run_program_safely(computer, argv, decision.timeout) for argv in decision.commands]
    failed = any(one.code != 0 or one.why for one in done)
    answer = {"result": "failed" if failed else "done", "detail": _describe_results(done)}
    try:
        with memory.open_locked(computer.clock()):
            _write_event(audit, computer, "result", _build_result_document(decision, caller, answer, done))
    except Exception:  # noqa: BLE001 - it is done: what came of it is the truth, also unwritten
        answer["detail"] += ", not recorded"
    return answer


def _run_program_safely(computer: HelperHost, argv: Sequence[str], timeout: float) -> ProgramResult:
    """Return the result of running a program; an exception becomes a failed result."""
    try:
        return computer.start(argv, timeout)
    except Exception as error:  # noqa: BLE001 - what ran before is recorded with it
        return ProgramResult(None, b"", 0.0, type(error).__name__)


def _decide_and_record(
    request: bytes, caller: Caller, computer: HelperHost, state: RequestLog, audit: AuditLog
) -> RequestPlan | Refusal:
    """Return the recorded decision; consecutive refusals for frequency share one line with a count."""
    now = computer.clock()
    decision = _plan_request_safely(request, caller, computer, state.to_history(caller.uid, now))
    if isinstance(decision, Refusal) and decision.reason == "too-often":
        state.turned_away += 1
        if state.turned_away > 1:
            return decision
    elif state.turned_away:
        _write_event(audit, computer, "turned-away", {"requests": state.turned_away})
        state.turned_away = 0
    _write_event(audit, computer, "request", _build_decision_document(decision, caller))
    if isinstance(decision, RequestPlan):
        state.requests.append(RecordedRequest(now, caller.uid, decision.operation, decision.nonce))
    elif decision.reason != "too-often":
        state.requests.append(RecordedRequest(now, caller.uid))
    return decision


def _plan_request_safely(
    request: bytes, caller: Caller, computer: HelperHost, seen: RequestHistory
) -> RequestPlan | Refusal:
    """Return the decision; an internal error becomes a refusal."""
    try:
        told = read_helper_policy(computer.places.policy, computer.owner, computer.managed(computer.platform))
        return plan_request(request, caller, computer.host_facts, told, seen)
    except Exception as error:  # noqa: BLE001 - nothing that is asked may go by unseen
        return Refusal("mistake", type(error).__name__)


def _write_event(audit: AuditLog, computer: HelperHost, event: str, fields: Mapping[str, Json]) -> None:
    """Write an event to the audit log, then to the system log; only the audit log must succeed."""
    audit.append_event(event, fields)
    with suppress(Exception):
        computer.tell(computer.platform, event, fields)


def _build_decision_document(decision: RequestPlan | Refusal, caller: Caller) -> Mapping[str, Json]:
    asked: dict[str, Json] = {"uid": caller.uid, "operation": decision.operation}
    if isinstance(decision, RequestPlan):
        return {**asked, "decision": "allowed", "params": dict(decision.params), "nonce": decision.nonce}
    return {**asked, "decision": "refused", "reason": decision.reason, "detail": decision.detail}


def _build_result_document(
    decision: RequestPlan, caller: Caller, answer: Mapping[str, str], done: Sequence[ProgramResult]
) -> Mapping[str, Json]:
    programs = [
        {
            "program": argv[0],
            "exit": one.code,
            "why": one.why,
            "seconds": round(one.seconds, 3),
            "sha256": one.output_digest,
            "output": one.output[:SHOWN].decode("utf-8", "replace"),
        }
        for argv, one in zip(decision.commands, done, strict=True)
    ]
    return {
        "uid": caller.uid,
        "operation": decision.operation,
        "nonce": decision.nonce,
        "result": answer["result"],
        "programs": programs,
    }


def _describe_results(done: Sequence[ProgramResult]) -> str:
    """Return the ways in which the programs ended, in technical terms and without their output."""
    return ", ".join(one.why or f"exit {one.code}" for one in done)
