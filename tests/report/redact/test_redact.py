"""Redaction, measured: every class in every context, benign text beside it, hostile lines, broken rules."""

# ruff: noqa: RUF005
from __future__ import annotations

import base64
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfhelp.core.model import (
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    Item,
    Platform,
    PrivacyClass,
    Snapshot,
    SnapshotSection,
)
from selfhelp.core.resource_tables import ResourceError
from selfhelp.core.text import N_
from selfhelp.machine.account import identity
from selfhelp.report import secret_names
from selfhelp.report.redact import REMOVED, Redactor, rule_order, secrets_after_keywords
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.block_redactor import BlockRedactor
from selfhelp.report.redact.rules import Rules
from tests.conftest import LOOPS
from tests.report.redaction_corpus import (
    ALNUM,
    BENIGN,
    CONTEXTS,
    DICE,
    FIXED,
    KEYWORDS,
    KNOWN,
    PERSONAL,
    SURVIVES,
    run,
)
from tests.speed import Speed

KEY = b"k" * 32


def redactor(**more: object) -> Redactor:
    known = {
        PrivacyClass.PERSON: ["mdupont", "Élise Dupont"],
        PrivacyClass.HOST: ["pc-7421.corp.example.com"],
    }
    return Redactor(known, key=KEY, **more)  # type: ignore[arg-type]


TIMES = 8 if LOOPS >= 100 else 2
"""How many values of each form stand in each place."""


def leaks(value: str, text: str) -> bool:
    """The core of the value, without what may rightly stay (a path's root, a SID's)."""
    needle = value.removeprefix("/home/").removeprefix("C:\\Users\\").casefold()
    return needle in text.casefold() or quote(needle, safe="").casefold() in text.casefold()


@pytest.mark.loops
@pytest.mark.parametrize(
    ("values", "least"), [(FIXED, 1.0), (KNOWN, 1.0), (PERSONAL, 0.98)], ids=["fixed", "known", "personal"]
)
def test_recall_by_form(values: dict[str, Callable[[], str]], least: float) -> None:
    missed: dict[str, list[str]] = defaultdict(list)
    total, one = 0, redactor()
    for name, make in values.items():
        for context, write in CONTEXTS.items():
            for _ in range(TIMES):
                value = make()
                total += 1
                if leaks(value, one.redact_text(write(value))):
                    missed[name].append(context)
    for name in values:
        print(
            f"{name:14} {1 - len(missed[name]) / (TIMES * len(CONTEXTS)):7.1%}  {Counter(missed[name]) or ''}"
        )
    assert 1 - sum(map(len, missed.values())) / total >= least


def test_recall_by_keyword() -> None:
    missed: Counter[str] = Counter()
    one = redactor()
    for name, write in KEYWORDS.items():
        for _ in range(12):
            value = run(ALNUM + "!#+_", 8) + "1a"
            if value in one.redact_text(write(value)):
                missed[name] += 1
    for name in KEYWORDS:
        print(f"{name:14} {1 - missed[name] / 12:7.1%}")
    assert 1 - missed.total() / (12 * len(KEYWORDS)) >= 0.98


def test_benign_text_survives() -> None:
    one = redactor()
    text = one.redact_text(BENIGN)
    assert [word for word in SURVIVES if word not in text] == []
    assert sum(one.counts.values()) <= len(BENIGN.split()) / 1000, one.counts


@pytest.mark.parametrize("value", [f"{DICE.randrange(65536) * 11 + 1:06}-" * 7 + "123456"])
def test_a_wrong_check_digit_is_no_secret(value: str) -> None:
    for text in (value, "4111111111111112", "0000000000000000", "FR7630006000011234567890188"):
        assert redactor().redact_text(f"number {text} here") == f"number {text} here"


def test_private_keys_whole_cut_and_on_one_line() -> None:
    lines = [run(ALNUM + "+/", 64) for _ in range(10)]
    begin, end = "-----BEGIN RSA PRIV" + "ATE KEY-----", "-----END RSA PRIV" + "ATE KEY-----"
    whole = "\n".join([begin, *lines, end])
    for text in (whole, whole.removesuffix(end), json.dumps(whole), json.dumps(whole[:400])):
        clean = redactor().redact_text(f"before\n{text}\nafter all")
        assert not any(line[:40] in clean for line in lines)
        assert "before" in clean
        assert "after all" in clean


def test_a_token_that_a_line_end_wrapped() -> None:
    token = "gh" + "p_" + run(ALNUM, 36)
    clean = redactor().redact_text(f"x {token[:20]}\n{token[20:]} and on\n")
    assert token[:20] not in clean
    assert token[20:] not in clean


def test_secrets_given_by_value_in_every_spelling() -> None:
    value = 'pä/s+s w&rd"' + run(ALNUM, 6)
    raw = value.encode()
    forms = [value, json.dumps(value), quote(value, safe=""), base64.b64encode(raw).decode(), raw.hex()]
    forms += [base64.b64encode(b"x" * n + raw + b"yz").decode() for n in (1, 2)]
    for form in forms:
        assert redactor(secrets=[value]).redact_text(f"<{form}>").count("[secret:known]") == 1, form
    assert "w&rd" not in redactor(secrets=[value]).redact_file_bytes(value.encode("utf-16"))


def test_five_spellings_of_one_person_have_one_placeholder() -> None:
    one = redactor()
    alias = one.redact_text("mdupont")
    for text in (
        "MDUPONT",
        "CORP\\mdupont",
        "mdupont@corp.example.com",
        "mdupont%40corp.example.com",
        "/home/mdupont",
    ):
        assert alias in one.redact_text(text)
    assert one.redact_text("PC-7421") == one.redact_text("pc-7421.corp.example.com").split(".")[0]


def test_networks_stay_recognisable() -> None:
    one = redactor()
    first, second, other = one.redact_text("192.168.7.5 192.168.7.9 192.168.8.5").split()
    assert first.rsplit("-", 1)[0] == second.rsplit("-", 1)[0] != other.rsplit("-", 1)[0]
    assert len({first, second, other}) == 3
    assert one.redact_text("fe80::1c2:3ff:fe4:5").startswith("fe80::ip-")


@pytest.mark.parametrize("name", ["test", "pc", "admin", "root", "user"])
def test_common_words_as_names_do_not_destroy_the_report(name: str) -> None:
    one = Redactor({PrivacyClass.PERSON: [name], PrivacyClass.HOST: [name]}, key=KEY)
    text = one.redact_text(BENIGN + f"\nthe {name} said /home/{name}/x")
    assert [word for word in SURVIVES if word not in text] == []
    assert f"the {name} said" in text
    assert (f"/home/{name}/x" in text) == (name == "root")


def test_process_list_of_f13() -> None:
    secret = run(ALNUM, 12)
    commands = (
        f"app --password={secret}",
        f"curl -u bob:{secret} https://x",
        f"mysql -uroot -p{secret} shop",
    )
    rows = [(n, command) for n, command in enumerate(commands)]
    table = FactTable("processes", (Column("pid"), Column("command", reveals=PrivacyClass.COMMAND)), rows)
    shot = redactor().redact_snapshot(snapshot(table))
    assert secret not in repr(shot)
    assert shot.redacted


def snapshot(*items: Item | FactTable) -> Snapshot:
    return Snapshot(datetime(2026, 11, 24, tzinfo=UTC), (SnapshotSection("x", True, 1, items),))


def test_marked_names_are_found_in_free_text() -> None:
    items = (
        Item("ssid", "Livebox-99F3", reveals=PrivacyClass.NETWORK),
        Item("serial", "5CG1234XYZ", reveals=PrivacyClass.HARDWARE),
        Item("owner", "Zoé", reveals=PrivacyClass.PERSON),
        Item("version", "10.2.3.4"),
        Item("address", "10.2.3.4/24", reveals=PrivacyClass.ADDRESS),
        Item("log", "joined Livebox-99F3 on 5CG1234XYZ", reveals=PrivacyClass.TEXT),
        Item("password", "hello"),
        Item("file", "/home/zoe/Documents/divorce.pdf", reveals=PrivacyClass.PATH),
        Item("free", 12, "GB"),
    )
    values = {
        item.name: item.value for item in redactor().redact_snapshot(snapshot(*items)).sections[0].items
    }  # type: ignore[union-attr]
    assert not any(word in repr(values) for word in ("Livebox", "5CG1234", "Zoé", "zoe", "divorce", "hello"))
    assert values["version"] == "10.2.3.4"
    assert str(values["address"]).endswith("/24")
    assert "Documents" in str(values["file"])
    assert values["free"] == 12
    assert values["password"] == "[secret:password]"


def test_why_a_section_is_missing_is_free_text() -> None:
    missing = SnapshotSection("disks", False, 1, reason="/home/mdupont: password=Tr0ub4dor")
    (shown,) = redactor().redact_snapshot(Snapshot(datetime(2026, 11, 24, tzinfo=UTC), (missing,))).sections
    assert "mdupont" not in shown.reason
    assert shown.reason.endswith("[secret:password]")


def test_a_broken_rule_for_names_removes_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, value: str, aliases: Aliases) -> str:
        raise RuntimeError(value)

    monkeypatch.setattr(secrets_after_keywords, "find_named_secret_placeholder", broken)
    (section,) = redactor().redact_snapshot(snapshot(Item("password", "hello"))).sections
    assert section.items == (Item("password", REMOVED),)


def test_a_broken_rule_removes_the_field_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("mdupont")

    monkeypatch.setattr(rule_order, "get_all_rules", broken)
    one = redactor()
    shot = one.redact_snapshot(
        snapshot(Item("log", "secret words", reveals=PrivacyClass.TEXT), Item("os", "Debian 13"))
    )
    assert [item.value for item in shot.sections[0].items] == [REMOVED, "Debian 13"]  # type: ignore[union-attr]
    assert one.counts["error"] >= 1


@pytest.mark.parametrize(
    "data",
    [
        "log of mdupont, été".encode("utf-16"),
        "log of mdupont, été".encode("utf-16-le"),
        "log of mdupont, été".encode("latin-1"),
        "\ufefflog of mdupont, été".encode(),
        b"log of mdupont\n\xff\xfe\x81\x00\x01mdupont",
    ],
)
def test_files_are_decoded_or_dropped(data: bytes) -> None:
    clean = redactor().redact_file_bytes(data)
    assert "mdupont" not in clean.replace("\0", "")
    assert "log of user-" in clean


@pytest.mark.slow
def test_binary_is_removed() -> None:
    for _ in range(200 if LOOPS >= 100 else 50):  # a line of it may look like text, by chance
        assert redactor().redact_file_bytes(DICE.randbytes(4000)) == "[removed: not text]"


def test_who_uses_this_computer() -> None:
    class Asked:
        platform = Platform.LINUX

        def read(self, source: object) -> object:
            if getattr(source, "path", "") == "/etc/hosts":
                return "127.0.0.1 localhost\n127.0.1.1 pc-9.corp.example.com pc-9\n"
            if getattr(source, "path", ""):
                return "search branch.example.com\n"
            return {
                "account": "zoe42",
                "full_name": "Zoé Martin",
                "home": "/home/zoe42",
                "host": "pc-9",
                "names": [],
            }

    one = Redactor.for_machine(Asked(), key=KEY)  # type: ignore[arg-type]
    clean = one.redact_text("zoe42 Martin Zoé pc-9 x.branch.example.com corp.example.com")
    assert not any(word in clean for word in ("zoe42", "Martin", "pc-9", "example"))
    assert identity.read_account_names()["host"]


pieces = st.sampled_from(
    [
        "mdupont",
        "192.168.1.7",
        "a@b.fr",
        "password=",
        "token: ",
        "x",
        " ",
        "\n",
        '"',
        "\\",
        "/home/",
        "C:\\Users\\",
    ]
    + [
        "user-",
        "host-3f9a2c",
        "[secret:",
        "]",
        "S-1-5-21-1-2-3-1001",
        "%40",
        "0612345678",
        "fe80::1",
        "mon mdp est ",
    ]
    + [
        "aa:bb:cc:dd:ee:ff",
        "-p ",
        "--password ",
        "curl -u a:b ",
        "pc-7421",
        ".corp.example.com",
        "12",
        "é",
        "@",
        ":",
    ]
)


@pytest.mark.loops
@pytest.mark.slow
@settings(
    max_examples=300 if LOOPS >= 100 else 60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(pieces, max_size=9).map(" ".join))
def test_twice_is_once(text: str) -> None:
    one = redactor()
    once = one.redact_text(text)
    assert one.redact_text(once) == once


@pytest.mark.loops
@pytest.mark.slow
@settings(max_examples=150 if LOOPS >= 100 else 50, deadline=None)
@given(st.text(max_size=300))
def test_anything_is_redacted_without_an_error(text: str) -> None:
    one = redactor()
    for mark in PrivacyClass:
        assert one.redact_value(text, mark) != REMOVED
    assert one.redact_file_bytes(text.encode("utf-8", "surrogatepass")) != REMOVED


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=2, unique_by=lambda s: s.casefold()))
def test_two_values_never_share_a_placeholder(values: list[str]) -> None:
    aliases = Aliases(KEY)
    made = {aliases.make_placeholder("user", value) for value in values}
    assert len(made) >= len({v.casefold() for v in values}) - 1
    assert [Aliases(KEY).make_placeholder("user", v) for v in values[:1]] == [
        aliases.make_placeholder("user", v) for v in values[:1]
    ]


@pytest.mark.alone
def test_a_large_log_is_quick() -> None:
    """Of lines that all differ in kind, six seconds for a megabyte; `make bench` measures real logs."""
    redactor().redact_text(BENIGN)  # compiles the rules
    limit, speed = 6 * len(BENIGN) * 100 / 1_000_000, Speed()
    took: list[float] = []
    while len(took) < 3 and min(took, default=limit) >= limit:  # a neighbour slows some of three, not all
        begin = time.process_time()
        redactor().redact_text(BENIGN * 100)
        took.append((time.process_time() - begin) / speed.slowness())
    assert min(took) < limit


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sent password={} next", " next"),
        ("<password>{}</password>", "</password>"),
        ("pwd={};Database=foo", ""),
        ("token={};expires=never", ";expires=never"),
    ],
)
def test_a_value_with_url_characters_is_hidden_whole(before: str, after: str) -> None:
    value = "Tr0ub" + "4dor&3;x"
    clean = Redactor({}).redact_text(before.format(value))
    assert not any(piece in clean for piece in ("Tr0ub", "&3", ";x"))
    assert clean.endswith(after)


def test_paths_in_the_evidence_of_a_check_lose_their_names() -> None:
    """Names of folders and files are the user's; sizes, endings and usual folders help a technician."""
    evidence = {
        "largest folder 1": "19200000000 bytes in 212 files: ~/Documents/Divorce of Smith/Court",
        "largest file 1": "4700000000 bytes: ~/Videos/Birthday of Zoe.mp4",
        "folder that could not be read 1": "~/Secret plans",
        "own files": "19200000000 bytes in 212 files",
    }
    marks = {name: PrivacyClass.PATH for name in evidence if name != "own files"}
    finding = Finding(N_("The disk is nearly full."), evidence=evidence, reveals=marks)
    shown = redactor().redact_check_result(CheckResult("disk-full", CheckState.FOUND, finding)).finding
    assert shown is not None
    text = json.dumps(dict(shown.evidence))
    for word in ("Divorce", "Smith", "Court", "Birthday", "Zoe", "Secret", "plans"):
        assert word not in text
    assert shown.evidence["largest folder 1"].startswith("19200000000 bytes in 212 files: ~/Documents/file-")
    assert shown.evidence["largest file 1"].startswith("4700000000 bytes: ~/Videos/file-")
    assert shown.evidence["largest file 1"].endswith(".mp4")
    assert shown.evidence["own files"] == evidence["own files"]


def test_a_secret_in_a_path_does_not_save_the_names_beside_it() -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    value = f"9 bytes: ~/Divorce/{key}.txt"
    shown = str(redactor().redact_value(value, PrivacyClass.PATH))
    assert "Divorce" not in shown
    assert key not in shown


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("Mein Passwort lautet {}", "Blau7Tisch!x"),
        ("Das Zugangskennwort ist {} seit gestern", "Mond55Licht"),
        ("Kennwort: {}", "Regen44Haus"),
        ("Netzwerkschlüssel: {}", "Tanne88wald!"),
        ("Zugangscode = {}", "48A2719"),
        ("api_schluessel={}", "dk39dk3l9s0dk3l2"),
    ],
)
def test_a_secret_named_in_german_is_hidden(said: str, secret: str) -> None:
    assert secret not in redactor().redact_text(said.format(secret))


@pytest.mark.parametrize(
    "text", ["Die Passwortrichtlinie verlangt zwölf Zeichen.", "Der Schlüssel: im Büro hinterlegt"]
)
def test_german_sentences_without_a_secret_survive(text: str) -> None:
    assert redactor().redact_text(text) == text


def test_a_damaged_file_of_secret_names_stops_the_redaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "redaction.toml").write_text('passwords = "no list"', "utf-8")
    monkeypatch.setattr(secret_names, "load_language", lambda _code: Folder(tmp_path))
    with pytest.raises(ResourceError, match="passwords"):
        secret_names.load_secret_names.__wrapped__()


class Folder:
    """The folder of a language."""

    def __init__(self, folder: Path) -> None:
        self.make_file_path = folder.joinpath


@pytest.mark.parametrize(
    "text",
    [
        r"(?P<address>\S+)",
        r're.compile(r"from (?P<address>\S+) port (?P<port>\d+)")',
        r"^(?<username>\S+)$",
        r"(?P<serial>[0-9a-f]{32})",
    ],
)
def test_a_named_group_of_a_pattern_is_no_element_with_a_value(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


def test_an_element_in_the_same_text_as_a_pattern_still_has_a_value() -> None:
    text = "(?P<username>Ann Lee and <username>Ann Lee</username>"
    assert "<username>Ann Lee" not in Redactor({}).redact_text(text)


def test_a_text_that_stayed_as_it_is_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, scanned = Redactor({}), []
    real = Redactor._redact_with_rules

    def spy(self: Redactor, text: str, rules: Rules, names: bool) -> str:
        scanned.append(text)
        return real(self, text, rules, names)

    monkeypatch.setattr(Redactor, "_redact_with_rules", spy)
    for _ in range(3):
        assert one.redact_text("nothing of anyone") == "nothing of anyone"
    assert len(scanned) == 1
    assert one.remove_secrets("nothing of anyone") == "nothing of anyone"
    assert len(scanned) == 2, "asked for something else"


def test_what_stayed_as_it_is_is_looked_at_again_once_a_name_is_known() -> None:
    one = Redactor({})
    assert one.redact_text("quillfeather is here") == "quillfeather is here"
    items = [Item("user", "quillfeather", reveals=PrivacyClass.PERSON)]
    one.redact_snapshot(Snapshot(datetime.now(UTC), [SnapshotSection("s", True, 0, items)]))
    assert "quillfeather" not in one.redact_text("quillfeather is here")


def test_what_a_rehearsal_found_plain_is_not_looked_at_again_but_for_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    real = BlockRedactor.redact_block

    def spy(self: BlockRedactor, block: str, counts: Counter[str]) -> str:
        looked.append(block)
        return real(self, block, counts)

    monkeypatch.setattr(BlockRedactor, "redact_block", spy)
    values = ("quillfeather slept", "cXVpbGxmZWF0aGVyIHNsZXB0IGhlcmU=", "ssh quillfeather%40desk slept")
    items = [Item(f"f{n}", value) for n, value in enumerate(values)]
    section = SnapshotSection("s", True, 0, items)
    one = Redactor({})
    one.precompile_rules_for_section(section)
    assert set(values) <= set(looked)
    looked.clear()
    name = Item("user", "quillfeather", reveals=PrivacyClass.PERSON)
    taken = one.redact_snapshot(Snapshot(datetime.now(UTC), [section, SnapshotSection("t", True, 0, [name])]))
    assert values[0] not in looked
    assert set(values[1:]) <= set(looked), "a name may be behind a code or an escape"
    shown = [str(item.value) for item in taken.sections[0].items if isinstance(item, Item)]
    assert not any("quillfeather" in value for value in shown)
    assert shown[1] == "[secret:encoded]"
