"""The counts name nobody, say nothing finer than a week, and go where policy says, or nowhere."""

# mypy: disable-error-code="has-type"

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.app.personal_data import delete_personal_data
from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.doctor import examination
from selfhelp.machine.keyring.credentials import STATISTICS, Secrets
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy import files, policy
from selfhelp.policy.policy import NetworkPolicy
from selfhelp.policy.usage_stats import UsageStats as Rules
from selfhelp.policy.usage_stats import is_token_header
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.usage_stats import aggregate, otlp, stored_state
from selfhelp.usage_stats.exporter import UsageStatsExporter
from selfhelp.usage_stats.payload import InstallationStatus
from selfhelp.usage_stats.week_counts import WeekCounts, compute_week_bounds, format_iso_week
from tests.faults import Answer, bad_server, http, reset
from tests.machine.keyring.test_credentials import Memory
from tests.tls import Authority, secure_server

NOW = datetime(2026, 12, 9, 14, 7, 33, tzinfo=UTC)
CANARY = "canary-q7x9"
WEEK = WeekCounts(
    "2026-W48", {"disk-full": {"tried": 2, "fixed": 2}}, {"rt": {"delivered": 1}}, delivery="1-5"
)


def one(_since: str = "") -> Sequence[WeekCounts]:
    return [WEEK]


def exporter(tmp_path: Path, mode: str, **more: object) -> UsageStatsExporter:
    rules = Rules(mode=mode, **more)  # type: ignore[arg-type]
    return UsageStatsExporter(rules, tmp_path / "data", "linux", one, ProxyRouter(), now=lambda: NOW)


@pytest.fixture
def app(places: AppPaths) -> App:
    """One who used everything, with a canary in every text of the user's."""
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    app.loaded_policy = files.LoadedPolicy(policy.Policy(), (), ())
    finding = CheckResult("disk-full", CheckState.FOUND, Finding(N_("{name} is full.", name=CANARY)))
    for id_ in ("disk-full", "disk-full", f"../{CANARY} @example.com", "remote-anydesk"):
        app.journal.start_run(id_, finding).append_event("ended", outcome=Outcome.FIXED, check=None)
    app.get_outbox().save_ticket(
        Letter(CANARY, CANARY, f"{CANARY}@example.com", files=build_attachments([(CANARY, b"x")]))
    )
    app.feedback.count_answer("disk-full", helped=True)
    return app


def test_statistics_reflect_events_without_names(app: App) -> None:
    later = replace(app.create_usage_stats_exporter(), count=lambda since: _counted(app, since))
    (week,) = later.prepare_payload().to_json()["weeks"]
    assert week["week"] == format_iso_week(datetime.now(UTC))
    assert week["fixes"] == {"disk-full": {"tried": 2, "fixed": 2}, "other": {"tried": 1, "fixed": 1}}
    assert week["tickets"] == {"not-sent": {"queued": 1}}
    assert week["helped"] == {"disk-full": {"yes": 1, "no": 0}}
    text = json.dumps([later.prepare_payload().to_json(), otlp.build_request(later.prepare_payload(), NOW)])
    assert CANARY not in text
    assert os.uname().nodename not in text
    assert not re.search(r"\d\d:\d\d|T\d\d", text), "no hour"


def _counted(app: App, since: str) -> Sequence[WeekCounts]:
    now = datetime.now(UTC) + timedelta(weeks=1)
    return aggregate.aggregate_weeks(
        app.journal.list_runs(), app.get_outbox().list_items(), app.feedback.read_counts(), now, since
    )


def test_a_week_that_has_not_ended_is_not_told(app: App) -> None:
    assert app.create_usage_stats_exporter().prepare_payload().weeks == []
    assert _counted(app, "2999-W01") == []


def test_a_damaged_week_is_left_out() -> None:
    helped = {"2026-W48": {"x" * 99: {"yes": 1, "no": 0}}, "1; DROP": {"a": {"yes": 1}}, "2026-W60": {}}
    (week,) = aggregate.aggregate_weeks([], [], helped, NOW)
    assert (week.name, week.helped) == ("2026-W48", {"other": {"yes": 1, "no": 0}})


@pytest.mark.parametrize(
    ("minutes", "name"),
    [([], ""), ([0.2, 0.3, 9000], "under-1"), ([3], "1-5"), ([5], "5-60"), ([2000], "over-1440")],
)
def test_the_time_is_a_bucket(minutes: Sequence[float], name: str) -> None:
    assert aggregate.find_median_bucket(minutes) == name


@pytest.mark.parametrize("mode", ["off", "local"])
def test_nothing_goes_anywhere_where_policy_names_no_place(mode: str, tmp_path: Path) -> None:
    with bad_server(http(200, b"{}")) as server:
        told = exporter(tmp_path, mode, url=server.url, folder=str(tmp_path))
        assert not told.is_due
        with pytest.raises(UnavailableError):
            told.send()
    assert server.requests == []
    assert list(tmp_path.glob("*.json")) == []


def test_one_file_for_each_installation_whole_and_behind_no_link(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    told = exporter(tmp_path, "folder", folder=str(share))
    kept = told.prepare_payload().installation
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (share / f"{kept}.json").symlink_to(victim)
    told.send()
    told.send()
    assert victim.read_text() == "mine"
    (file,) = share.iterdir()
    assert json.loads(file.read_text()) == told.prepare_payload().to_json()
    told.reset_installation()
    assert list(share.iterdir()) == []
    assert told.load_stored_state().installation != kept
    assert told.load_stored_state().since == "2026-W50", (
        "data sent under the old ID is not sent under the new one"
    )


def test_a_share_that_is_gone_is_no_news_and_is_tried_again(tmp_path: Path) -> None:
    told = exporter(tmp_path, "folder", folder=str(tmp_path / "gone"))
    with pytest.raises(UnavailableError):
        told.send()
    assert told.load_stored_state().trouble == "FileNotFoundError"
    assert not told.is_due
    assert replace(told, now=lambda: NOW + timedelta(hours=23)).is_due
    (tmp_path / "gone").mkdir()
    told.send()
    assert told.load_stored_state().trouble == ""
    assert not replace(told, now=lambda: NOW + timedelta(days=5)).is_due
    assert replace(told, now=lambda: NOW + timedelta(days=7)).is_due
    assert replace(told, now=lambda: NOW - timedelta(days=7)).is_due, "a clock that was set back"


def body(request: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(request.partition(b"\r\n\r\n")[2])
    return found


def test_a_server_gets_exactly_what_is_shown(tmp_path: Path) -> None:
    with bad_server(http(204)) as server:
        told = exporter(tmp_path, "https", url=f"{server.url}/counts")
        told.send()
    (request,) = server.requests
    assert request.startswith(b"POST /counts HTTP/1.1\r\n")
    assert body(request) == told.prepare_payload().to_json()
    assert b"authorization" not in request.lower()
    assert b"cookie" not in request.lower()


def test_a_collector_gets_each_week_once(tmp_path: Path) -> None:
    with bad_server(http(200, b'{"partialSuccess": {}}')) as server:
        told = exporter(tmp_path, "otlp", url=server.url)
        told.send()
        told.send()
    (request,) = server.requests
    assert request.startswith(b"POST /v1/metrics HTTP/1.1\r\n")
    (resource,) = body(request)["resourceMetrics"]  # type: ignore[misc]
    (scope,) = resource["scopeMetrics"]
    found = {metric["name"]: metric["sum"] for metric in scope["metrics"]}
    assert set(found) == {"selfhelp.fixes", "selfhelp.tickets", "selfhelp.delivery.median_minutes"}
    (point,) = found["selfhelp.fixes"]["dataPoints"]
    assert (point["asInt"], found["selfhelp.fixes"]["aggregationTemporality"]) == ("2", 1)
    start, end = compute_week_bounds("2026-W48")
    assert int(point["startTimeUnixNano"]) == int(start.timestamp()) * 10**9
    assert int(point["timeUnixNano"]) == int(end.timestamp()) * 10**9
    assert told.load_stored_state().through == "2026-W48"


def test_what_a_collector_refuses_in_part_is_kept_for_the_administrator(tmp_path: Path) -> None:
    with bad_server(http(200, b'{"partialSuccess": {"rejectedDataPoints": "2"}}')) as server:
        told = exporter(tmp_path, "otlp", url=server.url)
        told.send()
    assert (told.load_stored_state().trouble, told.load_stored_state().through) == (
        "partly-refused",
        "2026-W48",
    )


def _reset(connection: object, _head: bytes) -> None:
    reset(connection)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        http(500, b"{}"),
        http(302, b"", "text/plain", "Location: https://elsewhere.example.com/"),
        http(401, b"<h1>sign in</h1>", "text/html"),
        http(429, b"", "text/plain", "Retry-After: 99999999"),
        http(200, b"x" * 5_000_000),
        _reset,
    ],
)
def test_a_hostile_response_is_only_a_word_in_the_record(answer: bytes | Answer, tmp_path: Path) -> None:
    with bad_server(answer) as server:
        told = exporter(tmp_path, "https", url=server.url)
        with pytest.raises(UnavailableError):
            told.send()
    assert re.fullmatch(r"[a-z-]+", told.load_stored_state().trouble)
    assert len(server.requests) == 1, "a failure is not repeated immediately"
    assert (tmp_path / "data" / stored_state.NAME).stat().st_size < 1000


@pytest.mark.parametrize(
    "answer", [b"[]", b'{"partialSuccess": {"rejectedDataPoints": "x"}}', b"[" * 9999, b"\xff", b"<html>"]
)
def test_an_unclear_response_is_treated_as_accepted(answer: bytes, tmp_path: Path) -> None:
    with bad_server(http(200, answer)) as server:
        told = exporter(tmp_path, "otlp", url=server.url)
        told.send()
    assert told.load_stored_state().trouble == ""


@pytest.mark.parametrize(
    "text", ["", "[]", '{"installation": "alice@example.com"}', "[" * 9999, '{"installation": 5}']
)
def test_a_damaged_record_is_recreated_with_another_id(text: str, tmp_path: Path) -> None:
    (tmp_path / stored_state.NAME).write_text(text)
    assert re.fullmatch("[0-9a-f]{32}", stored_state.load_state(tmp_path).installation)


def test_deleting_user_data_deletes_statistics_and_id(app: App) -> None:
    before = replace(
        app.create_usage_stats_exporter(), count=lambda since: _counted(app, since)
    ).prepare_payload()
    assert before.weeks
    delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)
    app.__dict__.pop("feedback", None)
    assert not (app.places.data / stored_state.NAME).exists()
    after = app.create_usage_stats_exporter()
    assert after.load_stored_state().installation != before.installation
    assert replace(after, count=lambda since: _counted(app, since)).prepare_payload().weeks == []


# -- whether the installation itself is in order ---------------------------------------------------

STANDING = InstallationStatus(2, 3, {"policy": "missing", "room": "warning"})


def test_installation_health_is_included_without_names(app: App) -> None:
    folder = app.places.machine_policy
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.toml").write_text(f'[desk]\n{CANARY} = 1\nconnector = "{CANARY}"\n')
    app.loaded_policy = files.load_policy(app.places)
    told = examination.read_installation_status(app)
    assert (told.policy_errors, told.waiting) == (2, 1)
    assert told.doctor["policy"] == "missing"
    assert set(told.doctor) <= set(examination.QUIET)
    later = replace(
        app.create_usage_stats_exporter(),
        standing=lambda: examination.read_installation_status(app),
        now=lambda: NOW,
    )
    document = later.prepare_payload()
    assert document.to_json()["health"]["waiting"] == 1
    text = json.dumps([document.to_json(), otlp.build_request(document, NOW)])
    assert CANARY not in text
    assert str(app.places.data) not in text
    assert not re.search(r"\d\d:\d\d|T\d\d", text), "no hour"


def test_a_collector_gets_it_as_gauges_also_in_a_quiet_week(tmp_path: Path) -> None:
    with bad_server(http(200, b"{}")) as server:
        told = replace(exporter(tmp_path, "otlp", url=server.url), standing=lambda: STANDING)
        told.send()
        replace(told, now=lambda: NOW + timedelta(days=7)).send()
    first, second = (json.loads(request.partition(b"\r\n\r\n")[2]) for request in server.requests)
    names = [m["name"] for m in first["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]]
    assert names[-3:] == ["selfhelp.policy.errors", "selfhelp.outbox.waiting", "selfhelp.doctor"]
    gauges = {
        m["name"]: m["gauge"]["dataPoints"]
        for m in second["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
    }
    assert [point["asInt"] for point in gauges["selfhelp.outbox.waiting"]] == ["3"]
    assert len(gauges["selfhelp.doctor"]) == 2
    assert gauges["selfhelp.doctor"][0]["timeUnixNano"] == str(
        int(compute_week_bounds("2026-W51")[0].timestamp()) * 10**9
    )


# -- the token of the server -----------------------------------------------------------------------


ENTRY = "statistics.example.com"


def with_token(told: UsageStatsExporter, token: str | None, ca_file: str = "") -> UsageStatsExporter:
    """Return an exporter whose user's keyring holds a token under the name of the entry."""
    keyring = Memory()
    if token is not None:
        keyring.set_password(ENTRY, STATISTICS, token)
    secrets = Secrets({}, keyring, "rt rt.example.com")
    return replace(
        told, secret=secrets.read_statistics_secret, routes=ProxyRouter(NetworkPolicy(ca_file=ca_file))
    )


@pytest.mark.parametrize(("mode", "path"), [("otlp", b"POST /v1/metrics "), ("https", b"POST / ")])
@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key"])
def test_the_keyring_token_is_sent_over_https_only(
    tmp_path: Path, mode: str, path: bytes, header: str
) -> None:
    company = Authority(tmp_path)
    with secure_server(company.leaf(), http(200, b"{}")) as server:
        rules = {"url": f"https://localhost:{server.port}", "keyring_entry": ENTRY, "header": header}
        with_token(exporter(tmp_path, mode, **rules), "Bearer s3cret-token", company.file).send()
    assert server.read.startswith(path)
    assert f"\r\n{header}: Bearer s3cret-token\r\n".lower().encode() in server.read.lower()
    assert "s3cret" not in (tmp_path / "data" / "usage-stats.json").read_text()


@pytest.mark.parametrize("content", [None, "", " ", "a\nb", "\u00e9", "x" * 9000, "a\x00b"])
def test_without_a_token_nothing_is_sent_and_nothing_of_it_is_told(
    tmp_path: Path, content: str | None
) -> None:
    company = Authority(tmp_path)
    with secure_server(company.leaf(), http(200, b"{}")) as server:
        address = f"https://localhost:{server.port}"
        told = exporter(tmp_path, "otlp", url=address, keyring_entry=ENTRY)
        with pytest.raises(UnavailableError):
            with_token(told, content, company.file).send()
    assert server.requests == []


def test_a_token_never_goes_over_plain_http(tmp_path: Path) -> None:
    with bad_server(http(200, b"{}")) as server:
        told = exporter(tmp_path, "otlp", url=server.url, keyring_entry=ENTRY)
        with pytest.raises(UnavailableError):
            with_token(told, "Bearer s3cret-token").send()
    assert server.requests == []
    file = tmp_path / "policy.toml"
    file.write_text(
        f'[usage_stats]\nmode = "otlp"\nurl = "http://127.0.0.1:4318"\nkeyring_entry = "{ENTRY}"\n'
    )
    (problem,) = files.read_policy_files([file], locked=True).problems
    assert (problem.key, problem.line) == ("usage_stats.url", 3)


def test_policy_holds_no_token_and_names_no_file(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[usage_stats]\nmode = "local"\ntoken_file = "/etc/selfhelp/counts.token"\n')
    (problem,) = files.read_policy_files([file], locked=True).problems
    assert "usage_stats.keyring_entry" in str(problem.message.values)


@pytest.mark.parametrize("name", ["Host", "content-type", "Cookie", "a b", "x:", "", "Transfer-Encoding"])
def test_a_header_that_is_the_requests_own_carries_no_token(name: str) -> None:
    assert not is_token_header(name)
    assert is_token_header("Authorization")
