"""What the contract says about every command: statuses, languages, one JSON document, no traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from selfhelp import __version__
from selfhelp.cli.main import COMMANDS
from tests.e2e.terminal import Terminal


def test_version(selfhelp: Terminal) -> None:
    answer = selfhelp("--version")
    assert (answer.status, answer.out) == (0, f"selfhelp {__version__}\n")


def test_help_lists_every_command(selfhelp: Terminal) -> None:
    answer = selfhelp("--help")
    assert answer.status == 0
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", answer.out, re.MULTILINE)] == []


@pytest.mark.spread(2)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(selfhelp: Terminal, command: str) -> None:
    answer = selfhelp(command, "--help")
    assert answer.status == 0
    assert answer.out.startswith(f"usage: selfhelp {command}")


WRONG_USE = (
    ("dance",),
    ("check", "no-such-check"),
    ("fix",),
    ("fix", "no-such-fix"),
    ("fix", "app-frozen", "--choose", "nonsense"),
    ("undo", "no-such-run"),
    ("snapshot", "--only", "no-such-section"),
    ("snapshot", "--budget", "minus one"),
    ("send", "--subject", "only a subject"),
    ("send", "--subject", "s", "--body", "b", "--attach", "/no/such/file"),
    ("send", "--subject", "s", "--body", "b", "--fix-run", "no-such-run", "--no-snapshot"),
    ("send", "--subject", "s", "--body", "b", "--wait", "-1"),
    ("tickets", "show", "LOCAL-9999"),
    ("outbox", "export", "no-such-report", "-o", "x"),
    ("outbox", "delete", "no-such-report"),
    ("redact", "/no/such/file"),
    ("policy", "check", "/no/such/file"),
    ("login",),
    ("record", "no-such-check", "-o", "x"),
)


@pytest.mark.spread(2)
@pytest.mark.parametrize("arguments", WRONG_USE, ids=" ".join)
def test_wrong_use_is_status_2_with_a_sentence(selfhelp: Terminal, arguments: tuple[str, ...]) -> None:
    answer = selfhelp(*arguments)
    assert answer.status == 2, answer
    assert answer.err.strip() or answer.out.strip()


@pytest.mark.spread(2, 1)
@pytest.mark.parametrize("arguments", WRONG_USE[:16], ids=" ".join)
def test_wrong_use_with_json_is_one_document(selfhelp: Terminal, arguments: tuple[str, ...]) -> None:
    answer = selfhelp(*arguments, "--json")
    assert answer.status == 2, answer
    assert answer.error["code"]


def test_foreign_words_in_an_error_are_shown_plainly(selfhelp: Terminal) -> None:
    answer = selfhelp("check", "\x1b[31m$(id)<b>\u202e" + "x" * 10_000)
    assert answer.status == 2
    assert "\x1b" not in answer.err + answer.out
    assert "\u202e" not in answer.err + answer.out
    assert len(answer.err) < 1000


@pytest.mark.parametrize(
    ("language", "environment"),
    [("fr", {"LANG": "fr_FR.UTF-8"}), ("fr", {"LC_ALL": "fr_CA.UTF-8", "LANG": "C"}), ("en", {"LANG": "C"})],
)
def test_texts_follow_the_system(selfhelp: Terminal, language: str, environment: dict[str, str]) -> None:
    asked = selfhelp.json("suggest", "printer stuck", "--lang", language)
    assert selfhelp.json("suggest", "printer stuck", env=environment) == asked


def test_languages_differ_in_texts_only(selfhelp: Terminal) -> None:
    english = selfhelp.json("suggest", "printer stuck", "--lang", "en")["suggestions"]
    french = selfhelp.json("suggest", "printer stuck", "--lang", "fr")["suggestions"]
    assert [s["id"] for s in english] == [s["id"] for s in french]
    assert english[0]["title"] != french[0]["title"]


def test_output_survives_a_terminal_without_unicode(selfhelp: Terminal) -> None:
    answer = selfhelp("suggest", "imprimante bloqu\u00e9e", "--lang", "fr", env={"PYTHONIOENCODING": "ascii"})
    assert answer.status == 0
    assert answer.out.isascii()


def test_a_closed_pipe_is_no_crash(selfhelp: Terminal) -> None:
    shell = selfhelp.person.run(
        ["bash", "-c", '"$@" | true; echo "${PIPESTATUS[0]}"', "x", *_product("policy", "show")]
    )
    assert "Traceback" not in shell.stderr
    assert shell.returncode == 0


def test_suggest_line_by_line(selfhelp: Terminal) -> None:
    lines = "printer stuck\n\nl'impression reste bloqu\u00e9e dans la file\n" + "x" * 20_000 + "\n"
    answer = selfhelp("suggest", "--stdin", input=lines)
    assert answer.status == 0
    assert answer.out.isascii()
    documents = [json.loads(line) for line in answer.out.splitlines()]
    assert len(documents) == 4
    assert all(d["schema"] == 1 and len(d["suggestions"]) <= 10 for d in documents)
    assert documents[0]["suggestions"][0]["id"] == "print-stuck-queue"
    assert documents[2]["suggestions"][0]["id"] == "print-stuck-queue"


@pytest.mark.parametrize("words", ["", " ", "\U0001f5a8\ufe0f", "'; drop table", "%s%n{0}{x}", "a" * 100_000])
def test_suggest_answers_anything(selfhelp: Terminal, words: str) -> None:
    document = selfhelp.json("suggest", words)
    assert set(document) == {"schema", "suggestions", "ticket_first", "troubleshooter"}
    assert isinstance(document["ticket_first"], bool)
    for suggestion in document["suggestions"]:
        assert set(suggestion) == {"id", "title", "score", "kind"}
        assert suggestion["kind"] in {"fix", "check", "referral", "pack"}


def test_doctor(selfhelp: Terminal) -> None:
    answer = selfhelp("doctor", "--json")
    checks = answer.document["checks"]
    assert all(set(check) == {"id", "state", "text"} for check in checks)
    states = {check["state"] for check in checks}
    assert states <= {"ok", "warning", "missing", "not-applicable"}
    assert answer.status == (1 if "missing" in states else 0)


def test_policy_show_and_check(selfhelp: Terminal, tmp_path: Path) -> None:
    selfhelp.write_policy('[desk]\nemail = "{login}@example.com"\n')
    values = {v["key"]: v for v in selfhelp.json("policy", "show")["values"]}
    assert all(set(v) == {"key", "value", "source", "locked"} for v in values.values())
    assert values["desk.email"]["value"] == "{login}@example.com"
    assert values["desk.email"]["source"].endswith("policy.toml")
    assert values["desk.connector"]["value"] == "folder"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[desk]\nconector = 'rt'\n", "desk.conector"),
        ("[desk]\nconnector = 'carrier-pigeon'\n", "desk.connector"),
        ("[desk]\nconnector = 7\n", "desk.connector"),
        ("[desk.rt]\nurl = 'http://rt.example.com'\n", "desk.rt.url"),
        ("[desk", ""),
        ("\udcff\udcfe", ""),
    ],
)
def test_policy_check_names_file_key_and_what_is_allowed(selfhelp: Terminal, text: str, key: str) -> None:
    file = selfhelp.person.home / "draft.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    (problem,) = selfhelp.json("policy", "check", str(file), status=2)["problems"]
    assert set(problem) == {"file", "line", "key", "value", "message", "allowed"}
    assert (problem["file"], problem["key"]) == (str(file), key)
    assert problem["message"]
    assert problem["allowed"]


def test_policy_explains_a_value(selfhelp: Terminal) -> None:
    selfhelp.write_policy('[desk.rt]\nqueue = "Été"\n')
    more = selfhelp.person.home / "config" / "selfhelp" / "policy.d" / "10.toml"
    more.parent.mkdir()
    more.write_text('[desk.rt]\nqueue = "B"\n')
    (told,) = selfhelp.json("policy", "explain", "desk.rt.queue")["values"]
    assert (told["value"], told["default"], told["locked"], told["changeable"]) == (
        "B",
        "General",
        False,
        True,
    )
    assert [(o["value"], o["source"].endswith("policy.toml")) for o in told["overrides"]] == [("Été", True)]
    assert "Été" in selfhelp("policy", "explain", "desk.rt.queue", "--lang", "fr").out
    whole = selfhelp.json("policy", "explain", "desk.rt")["values"]
    assert {v["key"] for v in whole} == {
        f"desk.rt.{name}" for name in ("url", "queue", "ref_field", "category_field")
    }
    assert selfhelp("policy", "explain", "desk.nowhere").status == 2


@pytest.mark.parametrize("kind", ["admx", "mobileconfig", "schema", "docs"])
def test_policy_exports_into_a_folder(selfhelp: Terminal, kind: str) -> None:
    files = selfhelp.json("policy", "export", kind, "-o", f"out/{kind}")["files"]
    assert all((selfhelp.person.home / file).stat().st_size > 1000 for file in files)
    assert selfhelp("policy", "export", kind, "-o", "/proc/nowhere").status == 3


def test_redact_puts_the_text_alone_on_standard_output(selfhelp: Terminal) -> None:
    text = "mail jane.doe@example.com from 192.168.17.23\npassword=hunter2-secret\n"
    answer = selfhelp("redact", "-", input=text)
    assert answer.status == 0
    for secret in ("jane.doe@example.com", "192.168.17.23", "hunter2-secret"):
        assert secret not in answer.out + answer.err
    document = selfhelp.json("redact", "-", input=text)
    assert set(document) == {"schema", "text", "counts"}
    assert sum(document["counts"].values()) >= 3


def test_redact_says_what_it_removed_where_it_cannot_read(selfhelp: Terminal) -> None:
    file = selfhelp.person.home / "noise"
    file.write_bytes(bytes(range(256)) * 8)
    answer = selfhelp("redact", str(file))
    assert answer.status == 0
    assert "[removed: " in answer.out


def test_screenshot_without_a_display_is_status_3(selfhelp: Terminal) -> None:
    answer = selfhelp("screenshot", "-o", "picture.png", "--json")
    assert answer.status == 3
    assert answer.error["message"]
    assert not (selfhelp.person.home / "picture.png").exists()


def test_screenshot_is_refused_where_the_organisation_does_not_allow_it(selfhelp: Terminal) -> None:
    selfhelp.write_policy("[evidence]\nscreenshots = false\n")
    answer = selfhelp("screenshot", "-o", "picture.png", "--json")
    assert answer.status == 1
    assert answer.error["code"] == "refused"


@pytest.mark.parametrize("delay", ["-1", "61", "x"])
def test_screenshot_waits_a_minute_at_most(selfhelp: Terminal, delay: str) -> None:
    assert selfhelp("screenshot", "-o", "picture.png", "--delay", delay).status == 2


def _product(*arguments: str) -> tuple[str, ...]:
    from tests.people import product

    return tuple(product(*arguments))
