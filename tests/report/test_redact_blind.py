"""Redaction, measured on the blind half of the corpus, and on everything around a report that could leak."""

# ruff: noqa: E501
from __future__ import annotations

import base64
import io
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from selfhelp.core.log import start_logging
from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact import REMOVED, Redactor, decoding, encoded_content, rule_order
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_line.line_rules import LineRule
from selfhelp.report.redact.number_checks import IBAN_LENGTHS
from selfhelp.report.redact.re2_patterns import Words, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, Rules, make_hiding_replacer
from tests.conftest import LOOPS
from tests.report import redaction_blind as blind
from tests.report import redaction_corpus as development
from tests.report import redaction_hostile

PEOPLE = ["mdupont", "Élise Dupont", "elise.dupont@acme-holding.example"]
KNOWN = {
    PrivacyClass.PERSON: PEOPLE,
    PrivacyClass.HOST: ["pc-7421.corp.example.com"],
    PrivacyClass.HARDWARE: ["5CG1234XYZ"],
    PrivacyClass.NETWORK: ["Livebox-99F3"],
}
CONTEXTS = development.CONTEXTS | blind.CONTEXTS


STEP = 1 if LOOPS >= 100 else 5
"""Of many forms, places and lines every so manyth is tried: all of them in `make soak`."""


def redactor() -> Redactor:
    return Redactor(KNOWN, key=b"k" * 32)


def leaks(value: str, text: str) -> bool:
    """Tell whether the value is there still, whatever its escapes; the root of a path may stay."""
    for root in ("/home/", "/Users/", "C:\\Users\\", "D:\\\\Users\\\\"):
        value = value.removeprefix(root)
    shown = text.casefold()
    forms = {value.casefold(), quote(value, safe="").casefold(), json.dumps(value)[1:-1].casefold()}
    return any(form in shown or form in unescape(shown) for form in forms)


@pytest.mark.loops
@pytest.mark.slow
@pytest.mark.parametrize(
    ("values", "least"), [(blind.FIXED, 1.0), (development.FIXED, 1.0), (blind.PERSONAL, 0.98)],
    ids=["fixed", "fixed of the other half", "personal"],
)  # fmt: skip
def test_recall_by_form(values: dict[str, Callable[[], str]], least: float) -> None:
    planted = [(name, place, make()) for name, make in values.items() for place in CONTEXTS][::STEP]
    one = redactor()
    missed = [
        (n, place) for n, place, value in planted if leaks(value, one.redact_text(CONTEXTS[place](value)))
    ]
    assert 1 - len(missed) / len(planted) >= least, Counter(missed)


@pytest.mark.parametrize("spelling", blind.KNOWN_AS)
def test_names_of_the_system_in_every_spelling(spelling: str) -> None:
    write, one = blind.KNOWN_AS[spelling], redactor()
    names = [*PEOPLE, "Dupont, Élise", "pc-7421.corp.example.com", "PC-7421", "5CG1234XYZ", "Livebox-99F3"]
    for name in names:
        form = write(name)
        bare = form.replace("\0", "")
        core = bare[4:-6] if "base64" in spelling else bare
        for place in ("json", "log", "table", "argv", "file name", "registry", "aligned", "window title"):
            text = CONTEXTS[place](form)
            clean = one.redact_text(text)
            assert clean != text, (name, place)
            assert core.casefold() not in clean.casefold(), (name, place, clean)


def test_recall_by_keyword() -> None:
    one, missed = redactor(), Counter[str]()
    for name, write in blind.KEYWORDS.items():
        for _ in range(5):
            value = blind.run(blind.ALNUM + "!#+_", 8) + "1a"
            missed[name] += leaks(value, one.redact_text(write(value)))
    assert 1 - missed.total() / (5 * len(blind.KEYWORDS)) >= 0.98, missed


@pytest.mark.spread(3)
@pytest.mark.parametrize("country", IBAN_LENGTHS)
def test_an_iban_of_every_country_and_none_with_a_wrong_digit(country: str) -> None:
    body = blind.run(blind.DIGITS, IBAN_LENGTHS[country] - 4)
    number = int(body + "".join(str(int(c, 36)) for c in country) + "00")
    right, wrong = 98 - number % 97, (98 - number % 97 + 1) % 100
    for value in (f"{country}{right:02}{body}", blind.grouped(f"{country}{right:02}{body}")):
        assert value not in redactor().redact_text(f"to {value} today and tomorrow")
    text = f"id {country}{wrong:02}{body} here"
    assert redactor().redact_text(text) == text


def test_adjacent_numbers_are_all_redacted() -> None:
    cards = " ".join(blind.grouped(blind.luhn("4", 16)) for _ in range(3))
    ibans = " ".join(blind.grouped(blind.iban(country)) for country in ("BE", "DE", "NO", "FR"))
    assert redactor().redact_text(cards).count("card-") == 3
    assert redactor().redact_text(ibans).count("iban-") == 4


@pytest.mark.parametrize(
    "command",
    [
        "app --password=X", "app --password X", "curl -u bob:X https://h", "curl --user 'bob:X' https://h", "mysql -uroot -pX db",
        "sshpass -p X ssh h", "net use Z: \\\\srv\\s X /user:bob", "net use \\\\srv\\s /user:CORP\\bob X", "schtasks /create /rp X",
        "cmdkey /add:h /user:u /pass:X", "PGPASSWORD=X psql", "docker login -u u -p X", "7z x -pX a.7z", "plink -pw X h",
        "useradd -p X bob", "dscl . -passwd /Users/bob X", "reg add HKLM\\Soft /v DefaultPassword /d X", "lftp -u bob,X h",
        "security add-generic-password -a bob -w X", "ssh-keygen -t rsa -N X", "[pscredential]::new('bob', 'X')",
        "echo X | sudo -S id", "echo 'bob:X' | chpasswd", "wpa_passphrase home X", "xfreerdp /u:bob /p:X /v:h",
        'powershell -c "ConvertTo-SecureString \'X\' -AsPlainText"', "smbclient //h/s -U bob%X", "mount -o username=bob,password=X //h/s",
    ],
)  # fmt: skip
def test_command_lines_of_f13(command: str) -> None:
    value = "Tr0ub" + "4dor9"
    assert value not in redactor().redact_text(command.replace("X", value))
    assert value not in str(redactor().redact_value(command.replace("X", value), PrivacyClass.COMMAND))


def test_an_encoded_command_is_looked_into() -> None:
    coded = base64.b64encode("net use x: \\\\srv\\s Tr0ub4dor9 /user:bob".encode("utf-16-le")).decode()
    clean = redactor().redact_text(f"powershell -EncodedCommand {coded} end")
    assert clean == "powershell -EncodedCommand [secret:encoded] end"
    assert encoded_content.decode_base64_part("AAECAwQFBgcICQoLDA0ODw==") == ""


SURVIVES = (
    "0x80070005", "0xC0000005", "KB5034441", "10.0.19045.3803", "31.0.15.3623", "spoolsv.exe", "Event ID 7031", "Spooler",
    "{00000000-0000-0000-C000-000000000046}", "9ba05972-f6a8-11cf-a442-00a0c90a8f39", "2026-11-24T16:46:50.123+01:00",
    "libssl3t64:amd64 3.5.1-1", "linux-image-6.12.48+deb13-amd64", "build 26100", "Microsoft.Windows.ShellExperienceHost_cw5n1h2txyewy",
    "HKLM\\SOFTWARE\\Microsoft", "NT AUTHORITY\\SYSTEM", "S-1-5-18", "d41d8cd98f00b204e9800998ecf8427e", "python3.13", "HRESULT",
    "/usr/lib/x86_64-linux-gnu/libc.so.6", "C:\\Windows\\System32\\drivers\\etc\\hosts", "PCI\\VEN_8086&DEV_9A49", "exit code 137",
    "systemd-resolved.service", "org.freedesktop.NetworkManager", "error 1603", "1.2.3.4-5~deb12u1", "16:46:50", "24/11/2026",
)  # fmt: skip


@pytest.mark.parametrize("name", ["test", "pc", "driver", "update", "service", "petit", "system", "error"])
def test_technical_terms_survive_any_user_name(name: str) -> None:
    one = Redactor(
        {PrivacyClass.PERSON: [name, f"{name.title()} Petit"], PrivacyClass.HOST: [name]}, key=b"k" * 32
    )
    text = "\n".join(f"the {name} {fact} was seen here" for fact in SURVIVES)
    clean = one.redact_text(text)
    assert [fact for fact in SURVIVES if fact not in clean] == []
    assert clean.count(f"the {name} ") == len(SURVIVES)
    assert f"/{name}/x" not in one.redact_text(f"/home/{name}/x") or name == "system"


@pytest.mark.loops
@pytest.mark.slow
def test_harmless_text_of_this_repository_stays() -> None:
    words = 0
    one = Redactor({})
    files = sorted(Path("resources/words").glob("**/*.toml")) + sorted(Path("docs").glob("*.md"))
    for path in files[::STEP]:
        text = re.sub(r"```.*?```|`[^`\n]*`", "…", path.read_text("utf-8"), flags=re.DOTALL)
        words += len(text.split())
        one.redact_text(text)  # without code, whose examples look like addresses and numbers
    assert words > (20_000 if LOOPS >= 100 else 4_000)
    assert sum(one.counts.values()) <= words / 1000, one.counts


# -- no text is slow, nothing is left out silently -------------------------------------------------


@pytest.mark.loops
@pytest.mark.slow
def test_no_rule_runs_away_on_a_hostile_line() -> None:
    """What grew with the square and took 2 s for 200,000 characters takes 0.08 s for these; the aim is 0.01 s."""
    assert slow_lines(rule_order.get_all_rules()) == []


GLANCE = 0.0025
"""Seconds for a quarter of a line. What takes 0.08 s for the whole and grows with the square takes twice as long for
a quarter; what grows with the length takes a tenth of it."""


def slow_lines(rules: Iterable[Rule], limit: float = 0.08, glance: float = GLANCE) -> list[tuple[str, str]]:
    """Return each rule that a line takes too long, and what that line is made of.

    Each rule reads every fifth line by turns, and all of them in `make soak`. All rules read a line before the next one, as they read a block of a text: its letters are made bytes once.
    """
    readers: dict[str, list[Rule]] = {}
    for number, rule in enumerate(rules):
        rule.apply("", Aliases(b"k"), Counter())
        all_of_them = (*redaction_hostile.seeds(rule), *redaction_hostile.found(rule))
        for seed in all_of_them[number % STEP :: STEP]:
            readers.setdefault(seed, []).append(rule)
    slow = []
    for seed, each in readers.items():
        part = redaction_hostile.repeated(seed, 10_000)
        doubtful = [rule for rule in each if seconds(rule, part) > glance]
        whole = redaction_hostile.repeated(seed, 40_000)
        slow += [(rule.name, seed[:40]) for rule in doubtful if is_slow(rule, part, whole, limit)]
    return slow


def is_slow(rule: Rule, part: str, line: str, limit: float) -> bool:
    """Tell whether a rule takes too long for a line, and not by chance: this computer is shared.

    What takes as long for a quarter of the line doesn't grow with it: RE2 builds its states once.
    """
    if seconds(rule, line) <= limit:
        return False
    took = min(seconds(rule, line) for _ in range(3))
    return took > max(limit, 2 * min(seconds(rule, part) for _ in range(3)))


@pytest.mark.slow
def test_a_rule_that_runs_away_is_named() -> None:
    class Slow(Rule):
        def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
            for at in range(0, len(block), 40):
                block.count("\0", at)
            return block

    assert ("slow", "a") in slow_lines([Slow("slow", (), "x", make_hiding_replacer("slow"))], 0.001, 0.00005)


def seconds(rule: Rule, line: str) -> float:
    """Return what a rule takes of a processor for a line."""
    begin = time.process_time()
    rule.apply(line, Aliases(b"k"), Counter())
    return time.process_time() - begin


@pytest.mark.parametrize("seed", ["%41", "QUJD", "&amp;", "\\n", "m", "4444 ", "-----BEGIN PRIVATE KEY-----"])
def test_a_long_line_takes_time_by_its_length(seed: str) -> None:
    def taken(size: int) -> float:
        line = (seed * size)[:size]
        begin = time.process_time()
        redactor().redact_text(line)
        return time.process_time() - begin

    taken(1_000)
    assert taken(200_000) < 20 * taken(50_000) + 1


def test_a_set_that_says_nothing_does_not_switch_rules_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def find_in_text(self, text: str) -> None:
            return None

    words = Words(["pass", "token"])
    monkeypatch.setattr(words, "_set", Silent())
    assert words.find_in_text("the pass word") == {"pass"}


@pytest.mark.slow
def test_the_words_a_rule_needs_leave_out_nothing_that_its_pattern_finds() -> None:
    halves = (blind, development)
    for half in halves:
        half.DICE.seed(4711)  # whatever tests ran before
    texts = [write("Tr0ub4dor+1a") for half in halves for write in half.KEYWORDS.values()]
    texts += [make() for half in halves for make in (half.FIXED | half.PERSONAL).values()]
    words = "пароль: x1 hasło: x1 heslo=x1 Wachtwoord: a1 LÖSENORD: a1 senha: a1 salasana=a1 adgangskode: a1 basic_auth=a"
    texts += [f"{word} x1y2" for word in words.split()] + ["security answer: x1", "réponse secrète : x1"]
    left_out = [
        (rule.name, text)
        for rule in rule_order.get_all_rules()
        for text in texts
        if rule.needs and not rule.late and rule.sieve is None  # those ask for the words around a find themselves
        and not isinstance(rule, LineRule)  # its pattern is about the line, its words about the values in it
        and not any(word in text.lower() for word in rule.needs)
        and get_lazy_pattern(rule.pattern).search(text) is not None
        and not (rule.name == "id-number" and len(text.split()) == 1)  # "ni" in a random token is no label
    ]  # fmt: skip
    assert left_out == []


def test_a_rule_that_takes_too_long_removes_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfhelp.report.redact.SECONDS", -1.0)
    one = redactor()
    assert one.redact_text("mdupont was here") == REMOVED
    assert one.counts["error"] == 1


def test_a_pattern_that_re2_refuses_removes_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        rule_order, "get_all_rules", lambda: Rules([Rule("bad", (), r"(?=x)", make_hiding_replacer("bad"))])
    )
    assert redactor().redact_text("some secret text") == REMOVED


def test_half_a_surrogate_pair_is_no_way_out() -> None:
    assert redactor().redact_text("mdupont \ud800 pass" + "word=Tr0ub4dor") != REMOVED
    assert "mdupont" not in redactor().redact_text("mdupont \ud800")


def test_re2_has_no_look_around() -> None:
    import re2

    with pytest.raises(re2.error):
        get_lazy_pattern(r"(?<=a)b").search("ab")


def test_what_is_around_a_match_never_answers_for_its_neighbour() -> None:
    text = "got password=alpha1 password=bravo2 10.1.2.3 version 10.1.2.3 publickeytoken=b77a token=b77a5c56"
    clean = redactor().redact_text(text)
    assert not any(value in clean for value in ("alpha1", "bravo2", " token=b77a"))
    assert "version 10.1.2.3" in clean
    assert "publickeytoken=b77a" in clean


# -- twice is once ---------------------------------------------------------------------------------


@pytest.mark.loops
@pytest.mark.slow
def test_redacting_twice_changes_nothing_also_with_another_key() -> None:
    places = list(CONTEXTS.values())[:: 4 * STEP]
    texts = [write(make()) for make in (blind.FIXED | blind.PERSONAL).values() for write in places]
    texts += [write("Tr0ub4dor+1a") for write in (blind.KEYWORDS | development.KEYWORDS).values()]
    one, other = redactor(), Redactor(KNOWN, key=b"z" * 32)
    for text in texts:
        once = one.redact_text(text)
        assert one.redact_text(once) == once
        assert other.redact_text(once) == once, text


# -- files, logs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_long_files_come_in_pieces_and_lose_nothing(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "PIECE", 1_000)
    text = "".join(f"{n} ligne de mdupont, été\r\n" for n in range(400))
    pieces = list(redactor().redact_file_stream(io.BytesIO(text.encode(encoding))))
    clean = "".join(pieces)
    assert len(pieces) > 3
    assert clean.count("ligne de user-") == 400
    assert clean.count("\r\n") == 400
    assert "mdupont" not in clean


def test_a_private_key_is_not_cut_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "PIECE", 300)
    lines = [blind.run(blind.B64, 64) for _ in range(20)]
    key = "\n".join(["-----BEGIN RSA PRIV" + "ATE KEY-----", *lines, "-----END RSA PRIV" + "ATE KEY-----"])
    clean = "".join(redactor().redact_file_stream(io.BytesIO(f"{'before' * 30}\n{key}\nafter\n".encode())))
    assert not any(line[:20] in clean for line in lines)
    assert clean.endswith("after\n")


def test_bytes_that_are_no_text_never_pass() -> None:
    for data in (
        b"\xff\xfe\x00",
        b"\x00" * 5_000,
        b"ok\n" + bytes(range(256)) * 40,
        b"\xff\xfe" + b"\x00\xd8" * 99,
    ):
        clean = redactor().redact_file_bytes(data)
        assert "[removed: not text]" in clean or not clean.strip("\0ok\n\ufffd"), data[:9]


def test_a_traceback_in_the_log_holds_no_secret(tmp_path: Path) -> None:
    value = "Tr0ub" + "4dor9"
    before = list(logging.getLogger("selfhelp").handlers)
    ring = start_logging(tmp_path, redactor().clean_line)
    try:
        token = "gh" + "p_" + blind.run(blind.ALNUM, 36)
        raise RuntimeError(f"cannot log in as mdupont with password={value} and {token} from 10.1.2.3")
    except RuntimeError:
        logging.getLogger("selfhelp").exception("unexpected: --token %s", token)
    finally:
        logger = logging.getLogger("selfhelp")
        for handler in list(logger.handlers):  # one that is only closed opens the file again
            if handler not in before:
                logger.removeHandler(handler)
                handler.close()
    written = (tmp_path / "selfhelp.log").read_text("utf-8") + "\n".join(ring.lines)
    assert "Traceback" in written
    assert not any(canary in written for canary in (value, token, "mdupont", "10.1.2.3"))
