"""snapshot and report through the command line: what changed, what is kept, what others sent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest

from selfhelp.core.paths import find_resource as packaged
from tests.e2e.terminal import Terminal
from tests.people import ALICE, person

SCHEMA = json.loads(packaged("schemas/report.json").read_text(encoding="utf-8"))


def data(selfhelp: Terminal) -> Path:
    return selfhelp.person.home / "data" / "selfhelp"


@pytest.fixture(scope="module")
def made_once(people: None) -> Iterator[Path]:
    """The folder of a person's data after their first snapshot; to take one takes more than a second."""
    with person(ALICE) as alice:
        Terminal(alice, {}).json("snapshot")
        yield alice.home / "data" / "selfhelp"


@pytest.fixture
def taken(selfhelp: Terminal, made_once: Path) -> Terminal:
    """The command line of someone who took a snapshot."""
    shutil.copytree(made_once, data(selfhelp))
    for path in (data(selfhelp).parent, *data(selfhelp).parent.rglob("*")):
        selfhelp.person.owns(path)
    return selfhelp


def plant(selfhelp: Terminal) -> None:
    """Change what the kept snapshot saw, as if programs and the system had been others then."""
    (kept,) = (data(selfhelp) / "snapshots").glob("*.json")
    document = json.loads(kept.read_text(encoding="ascii"))
    version = document["sections"]["system"]["things"]["operating system"][0]["values"][""]
    version[0], version[1] = "0" * 32, "Debian 1.1 (buzz)"
    programs = document["sections"]["applications"]["things"].setdefault("programs", [])
    values = {"version": ["2" * 32, "0.9", "nothing"]}
    programs.append({"id": "1" * 32, "name": ["3" * 32, "Gone Program", "nothing"], "values": values})
    kept.write_text(json.dumps(document), encoding="ascii")


def test_what_changed_since_the_last_one(selfhelp: Terminal) -> None:
    first = selfhelp.json("snapshot")
    assert first["changes"] is None
    assert selfhelp.json("snapshot", "--no-keep")["changes"]["items"] == []
    plant(selfhelp)
    second = selfhelp.json("snapshot", "-o", "report")
    jsonschema.validate(second, SCHEMA)
    assert second["changes"]["since"] == first["created"]
    found = {
        (c["kind"], c["change"], c["name"]): (c["before"], c["after"]) for c in second["changes"]["items"]
    }
    assert found["operating system", "changed", ""][0] == "Debian 1.1 (buzz)"
    assert found["programs", "removed", "Gone Program"] == ("0.9", None)
    written = json.loads((selfhelp.person.home / "report" / "report.json").read_text(encoding="utf-8"))
    assert written == second


def test_a_ticket_tells_what_changed(taken: Terminal) -> None:
    plant(taken)
    sent = taken.json("send", "--subject", "S", "--body", "B", "--wait", "30")
    assert sent["state"] == "delivered"
    (report,) = (data(taken) / "desk").rglob("report.json")
    items = json.loads(report.read_text(encoding="utf-8"))["changes"]["items"]
    assert "Gone Program" in [item["name"] for item in items]
    assert len(list((data(taken) / "snapshots").glob("*.json"))) == 2, "it is kept for the next ticket"


def test_since(selfhelp: Terminal) -> None:
    quick = ("snapshot", "--only", "system", "--no-keep")
    answer = selfhelp(*quick, "--since", "last", "--json")
    assert (answer.status, answer.document["changes"]) == (0, None)
    assert "no earlier snapshot" in answer.err
    selfhelp.json("snapshot")
    for word in ("last", "LAST", "2100-01-01"):
        assert selfhelp.json(*quick, "--since", word)["changes"] is not None
    answer = selfhelp(*quick, "--since", "2001-02-03", "--json")
    assert (answer.status, answer.document["changes"]) == (0, None)
    assert "2001-02-03" in answer.err
    for wrong in ("yesterday \x1b[2J", "", "2026-13-01", "99999-01-01", "-1"):
        answer = selfhelp("snapshot", f"--since={wrong}", "--json")
        assert answer.status == 2
        assert "--since" in answer.error["message"]
    french = selfhelp(*quick, "--since", "2001-02-03", "--lang", "fr", "-o", "r")
    assert "aucun relevé" in french.err, french.err


def test_part_of_a_snapshot_is_compared_and_not_kept(taken: Terminal) -> None:
    plant(taken)
    items = taken.json("snapshot", "--only", "system")["changes"]["items"]
    assert {item["section"] for item in items} == {"system"}
    assert len(taken.json("report", "list")["snapshots"]) == 1


def test_an_organisation_that_keeps_none(taken: Terminal) -> None:
    assert list((data(taken) / "snapshots").iterdir())
    taken.write_policy("[evidence]\nsnapshot_days = 0\n")
    answer = taken("snapshot", "--since", "last", "--json")
    assert answer.document["changes"] is None
    assert "your organisation has turned off snapshots" in answer.err
    assert list((data(taken) / "snapshots").iterdir()) == []


def test_nothing_kept_names_the_person_or_the_computer(selfhelp: Terminal) -> None:
    report = selfhelp.json("snapshot", env={"LC_ALL": "C.UTF-8"})
    kept = b"".join(path.read_bytes() for path in (data(selfhelp) / "snapshots").iterdir())
    machine = Path("/proc/sys/kernel/hostname").read_text(encoding="utf-8").strip()
    addresses = re.findall(r"\b(?:\d{1,3}\.){3}\d{1,3}\b", Path("/proc/net/fib_trie").read_text("ascii"))
    known = {selfhelp.person.name, str(selfhelp.person.home), machine, *addresses} - {
        "127.0.0.0",
        "127.0.0.1",
    }
    assert not [word for word in known if re.search(rf"\b{re.escape(word)}\b".encode(), kept)]
    assert report["sections"]["system"]["items"][0]["value"].encode() not in kept, (
        "no placeholder of a report"
    )


def test_excluded_sections_are_not_collected(selfhelp: Terminal) -> None:
    folder = selfhelp.person.home / "config" / "selfhelp"
    for path in (folder.parent, folder):
        path.mkdir(exist_ok=True)
        selfhelp.person.owns(path)
    file = folder / "preferences.json"
    file.write_text('{"skip_sections": ["processes", "errors", 5, "\\u001b"]}')
    selfhelp.person.owns(file)
    sections = set(selfhelp.json("snapshot")["sections"])
    assert sections
    assert not sections & {"processes", "errors"}
    assert "processes" in selfhelp.json("snapshot", "--only", "processes")["sections"], "requested explicitly"


def test_show_reads_a_report(selfhelp: Terminal) -> None:
    assert selfhelp("report", "show").status == 2, "there is none yet"
    assert selfhelp("snapshot").status == 0
    answer = selfhelp("report", "show")
    assert answer.status == 0
    assert answer.out.startswith("Computer report of ")
    assert "SYSTEM\n" in answer.out
    assert "\x1b" not in answer.out, "bold is for terminals"
    assert max(map(len, answer.out.splitlines())) <= 80
    assert selfhelp.json("report", "show")["sections"]


def test_hostile_reports_do_no_harm(selfhelp: Terminal) -> None:
    home = selfhelp.person.home
    evil = "\x1b[2J\x1b]0;owned\x07\u202e\u2066\x9b\r\n\u2028"
    item = {"name": f"n{evil}", "value": f"v{evil}", "unit": f"u{evil}", "tracked": True}
    section = {"status": "ok", "reason": "", "ms": 1, "items": [item]}
    report = {"schema": 1, "created": "2026-01-01T00:00:00+00:00", "sections": {"a": section}}
    (home / "evil.json").write_text(json.dumps(report), encoding="utf-8")
    item["value"] = f"w{evil}"
    (home / "other.json").write_text(json.dumps(report), encoding="utf-8")
    (home / "deep.json").write_text("[" * 10_000 + "]" * 10_000)
    (home / "wrong.json").write_bytes(b"\xff\x00\x1b[2J")
    with (home / "huge.json").open("wb") as stream:
        stream.write(b'{"schema":1,')
        stream.truncate(100_000_000)
    for command in (("show", "evil.json"), ("diff", "evil.json", "other.json")):
        answer = selfhelp("report", *command)
        assert answer.status == 0
        assert set(answer.out) & set(evil) <= set("[]2J0;owned31m\n")
        assert "owned" in answer.out
    for name in ("deep.json", "wrong.json", "huge.json", "absent.json", ".", "/dev/zero", "evil.json/x"):
        for command in (("show", name), ("diff", "evil.json", name)):
            answer = selfhelp("report", *command, "--json", timeout=90)
            assert answer.status == 2, (name, answer)
            assert answer.error["message"].isprintable()


def test_diff_of_two_reports(selfhelp: Terminal) -> None:
    for folder in ("one", "two"):
        assert selfhelp("snapshot", "-o", folder, "--no-keep").status == 0
    assert selfhelp.json("report", "diff", "one", "two")["items"] == [], "only placeholders differ"
    file = selfhelp.person.home / "two" / "report.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    del document["sections"]["load"]
    for item in document["sections"]["system"]["items"]:
        item["value"] = "Europe/Paris" if item["name"] == "time zone" else item["value"]
    file.write_text(json.dumps(document), encoding="utf-8")
    found = selfhelp.json("report", "diff", "one", "two/report.json")
    assert [(c["section"], c["kind"], c["change"], c["after"]) for c in found["items"]] == [
        ("system", "time zone", "changed", "Europe/Paris")
    ]
    assert "load" in found["not_compared"], "and what a busy machine did not tell in time"
    since = selfhelp.json("snapshot", "--only", "system", "--since", "two")["changes"]
    assert [(c["kind"], c["before"]) for c in since["items"]] == [("time zone", "Europe/Paris")]
    answer = selfhelp("report", "diff", "one", "two")
    assert "~ system, time zone: " in answer.out
    assert "load" in answer.out.splitlines()[-1]


def test_list_and_delete(selfhelp: Terminal) -> None:
    assert selfhelp.json("report", "list")["snapshots"] == []
    selfhelp.json("snapshot")
    (one,) = selfhelp.json("report", "list")["snapshots"]
    assert one["bytes"] > 1000
    assert selfhelp.json("report", "delete")["deleted"] == 1
    assert list((data(selfhelp) / "snapshots").iterdir()) == []
    assert selfhelp.json("report", "delete")["deleted"] == 0


@pytest.mark.parametrize("junk", [b"", b"[" * 5000, b'{"schema":1,"key":"x"}'])
def test_a_damaged_history_costs_no_report(taken: Terminal, junk: bytes) -> None:
    (kept,) = (data(taken) / "snapshots").glob("*.json")
    kept.write_bytes(junk)
    assert taken.json("snapshot", "--only", "system")["changes"] is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--only", "system", "--skip", "system"), "No section is left"),
        (("--only", "../../etc"), "Unknown section: ../../etc."),
        (("-o", ""), "the folder name is missing"),
        (("--budget", "nan"), "more than 0 and at most 600"),
        (("--budget", "inf"), "more than 0 and at most 600"),
        (("--budget", "-1"), "more than 0 and at most 600"),
    ],
)
def test_what_makes_no_sense_is_wrong_use(selfhelp: Terminal, arguments: Sequence[str], why: str) -> None:
    answer = selfhelp.json("snapshot", *arguments, status=2)
    assert why in answer["error"]["message"]
    assert not list(selfhelp.person.home.rglob("report.json"))


def test_a_report_that_cannot_be_saved_says_why_and_json_needs_no_disk(selfhelp: Terminal) -> None:
    taken = selfhelp.person.home / "taken"
    taken.write_text("mine", encoding="utf-8")
    answer = selfhelp.json("snapshot", "--only", "system", "-o", str(taken), status=3)
    assert "couldn't be saved in" in answer["error"]["message"]
    assert "Not a directory" in answer["error"]["message"]
    assert taken.read_text(encoding="utf-8") == "mine"
    assert selfhelp.json("snapshot", "--only", "system")["sections"]["system"]["status"] == "ok"


def test_two_in_the_same_second_are_two_reports(selfhelp: Terminal) -> None:
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(selfhelp, "snapshot", "--only", "clock") for _ in range(3)]:
            assert done.result().status == 0
    assert len(list((data(selfhelp) / "reports").glob("*/report.json"))) == 3
