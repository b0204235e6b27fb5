"""Every mistake in a policy is told with file, line, key, value, reason and what is allowed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from selfhelp.policy import files as policy_files
from selfhelp.policy import toml_file, value_checks
from selfhelp.policy.files import LoadedPolicy, PolicyMistake
from selfhelp.policy.former_keys import FORMER
from selfhelp.policy.policy import iter_policy_keys
from selfhelp.policy.unknown_words import find_closest_word

HEAD = "# a policy\n\n"


def problems(tmp_path: Path, text: str | bytes) -> list[PolicyMistake]:
    file = tmp_path / "policy.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(policy_files.read_policy_files([file], locked=True).problems)


@pytest.mark.parametrize(
    ("text", "line", "key", "value", "reason"),
    [
        ('[desk]\nconnector = "jirra"\n', 2, "desk.connector", "jirra", "Did you mean “jira”?"),
        (
            "[desk]\nconnector = 3\n",
            2,
            "desk.connector",
            3,
            "Expected text in quotation marks, found a whole number.",
        ),
        (
            '[app]\nquit = "no"\n',
            2,
            "app.quit",
            "no",
            "Expected true or false without quotation marks, found text.",
        ),
        ("[app]\n\n\nquit = 0 # no\n", 4, "app.quit", 0, "found a whole number."),
        ("[outbox]\ntickets = 0\n", 2, "outbox.tickets", 0, "between 1 and 10000"),
        ('[desk.rt]\nurl = "http://rt.example.com"\n', 2, "desk.rt.url", None, "Use https."),
        (
            '[desk.rt]\nurl = "https://a:b@rt.example.com"\n',
            2,
            "desk.rt.url",
            None,
            "Remove the user name and password from the address.",
        ),
        ('[desk]\nrt.url = "rt.example.com"\n', 2, "desk.rt.url", None, "start with https://"),
        ('desk.rt = { queue = "x", url = "x" }\n', 1, "desk.rt.url", "x", "start with https://"),
        ("[fixes]\ndeny = [\n 1,\n]\n", 2, "fixes.deny", [1], "1 in the list isn't text"),
        ('[desk]\ncategories = ["printing"]\n', 2, "desk.categories", None, "“printing” isn't in the form"),
        ('[desk.rt]\nquue = "x"\n', 2, "desk.rt.quue", None, "Did you mean “desk.rt.queue”?"),
        ('[fixs]\ndeny = ["disk-full"]\n', 2, "fixs.deny", None, "Did you mean “fixes.deny”?"),
        ('[extend.app]\nquit = ["x"]\n', 2, "extend.app.quit", None, "Only lists can be extended"),
        ('[support]\nphone = "ring"\n', 2, "support.phone", "ring", "digits"),
        ('[remote]\ntools = ["x"]\n', 2, "remote.tools", ["x"], "“x” doesn't match"),
    ],
)
def test_line_key_value_and_reason(
    tmp_path: Path, text: str, line: int, key: str, value: object, reason: str
) -> None:
    (problem,) = problems(tmp_path, HEAD + text)
    assert (problem.line, problem.key) == (line + 2, key)
    assert problem.location == f"{tmp_path / 'policy.toml'}:{line + 2}"
    assert reason in str(problem.message)
    assert problem.allowed
    if value is not None:
        assert problem.value == value


@pytest.mark.parametrize(("former", "name"), FORMER.items())
def test_a_former_name_of_a_key_is_not_read_and_the_message_names_the_new_one(
    tmp_path: Path, former: str, name: str
) -> None:
    table, _, last = former.rpartition(".")
    (problem,) = problems(tmp_path, f"[{table}]\n{last} = 1\n")
    assert (problem.key, problem.line) == (former, 2)
    assert str(problem.message) == f"Unknown key. Did you mean “{name}”?"
    assert name in {known for known, _, _ in iter_policy_keys()}


@pytest.mark.parametrize("junk", [None, True, 7, -1.5, "", "x y\u202e", "\0", [], [1], ["\0" * 3], {"a": 1}])
def test_no_key_answers_a_wrong_value_without_a_reason(junk: object) -> None:
    for name, item, rule in iter_policy_keys():
        wrong = value_checks.find_value_mistake(junk, item.default, rule)
        accepted = value_checks.convert_policy_value(junk, item.default)
        assert (wrong is None) == (accepted is not None and rule.accepts(accepted)), name
        assert wrong is None or "The format isn't valid" not in str(wrong), name


def test_a_secret_is_not_repeated(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, '[desk.glpi]\napp_token = ["s3cret"]\n')
    assert problem.value is None
    assert "s3cret" not in str(problem.message)


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ('[desk]\nconnector = "rt"\n'.encode("utf-16"), "saved as UTF-16. Save it as UTF-8", 0),
        ('[desk]\nconnector = "rt"\n'.encode("utf-16-le"), "saved as UTF-16. Save it as UTF-8", 0),
        ('[desk]\n# é\nemail = "x"\n'.encode("latin-1"), "isn't UTF-8 text (line 2). Save it as UTF-8", 2),
        ("[desk]\nconnector = rt\n", "isn't valid TOML", 2),
        (
            '[desk]\nconnector = "rt"\n# more\n[support]\nphone = "1"\n[desk]\nemail = "x"\n',
            "“desk” is defined twice, on lines 1 and 6",
            6,
        ),
        (
            '[desk]\nconnector = "rt"\n\nconnector = "glpi"\n',
            "“desk.connector” is defined twice, on lines 2 and 4",
            4,
        ),
        (
            '[desk.rt]\nurl = """\n[desk]\nurl = 3\n"""\n"url" = "y"\n',
            "“desk.rt.url” is defined twice, on lines 2 and 6",
            6,
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(
    tmp_path: Path, text: str | bytes, words: str, line: int
) -> None:
    (problem,) = problems(tmp_path, text)
    assert words in str(problem.message)
    assert (problem.line, problem.key) == (line, "")


@pytest.mark.parametrize(
    ("value", "correction"),
    [
        ("“folder”", "Replace curly quotation marks with straight ones."),
        ("folder", "Put text in quotation marks."),
        ("False", "Write true or false in lower case, without quotation marks."),
        ("no", "Write true or false in lower case, without quotation marks."),
        (r'"\\files\share"', "Put text that contains backslashes in single quotation marks."),
        (r'"C:\Users\me"', "Put text that contains backslashes in single quotation marks."),
        ('"folder', "Add the closing quotation mark."),
    ],
)
def test_a_common_mistake_is_told_with_its_correction(tmp_path: Path, value: str, correction: str) -> None:
    (problem,) = problems(tmp_path, f"[desk]\nconnector = {value}\n")
    assert str(problem.message).endswith(f"). {correction}")
    assert problem.line == 2


@pytest.mark.parametrize("value", ["= 3", "{", "[1, ,]", "2027-13-01"])
def test_another_mistake_has_no_correction(tmp_path: Path, value: str) -> None:
    (problem,) = problems(tmp_path, f"[desk]\nconnector = {value}\n")
    assert "quotation" not in str(problem.message)


@pytest.mark.parametrize("key", ["desk.token", "desk.redmine.api_key", "desk.rt.password", "network.secret"])
def test_a_secret_is_not_mistaken_for_another_key(tmp_path: Path, key: str) -> None:
    (problem,) = problems(tmp_path, f'{key} = "s3cret"\n')
    assert str(problem.message) == (
        "Unknown key. Never write a secret into the policy, because users can read it."
    )
    assert "s3cret" not in str(problem)


def test_a_misspelt_table_is_no_secret(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, '[desk.oath]\ntoken = "https://x.example.com/t"\n')
    assert "Did you mean “desk.oauth.token”?" in str(problem.message)


def test_lines_are_found_beside_everything_toml_allows() -> None:
    text = (
        'a = """x\n[b]\nc = 1\n"""\n'  # 1-4
        "'d'.\"e\" = [ # [\n  ']', [1], {f = \"]\"},\n]\n"  # 5-7
        "[ g . h ]\n"  # 8
        "i = '''\n'j = 1'\n'''\n"  # 9-11
        "k = 1979-05-27T07:32:00Z # l = 2\n"  # 12
        "[[m]]\nn = 1\n[[m]]\nn = 2\n"  # 13-16
    )
    found = [(name, line) for name, line, _ in toml_file.iter_key_lines(text)]
    assert found == [
        ("a", 1), ("d.e", 5), ("g.h", 8), ("g.h.i", 9), ("g.h.k", 12),
        ("m", 13), ("m.n", 14), ("m", 15), ("m.n", 16),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "junk", ['"""' * 60_000, "[" * 200_000, "a=[" * 60_000, "\\" * 200_000, "'\n" * 90_000]
)
def test_damage_takes_no_time(tmp_path: Path, junk: str) -> None:
    (problem,) = problems(tmp_path, junk)
    assert "TOML" in str(problem.message)


def test_what_was_probably_meant() -> None:
    assert find_closest_word("disk_full", ["disk-full", "net-dns"]) == "disk-full"
    assert find_closest_word("DNS", ["net-dns"]) == ""


# -- lists that are added to -----------------------------------------------------------------------


def put_together(tmp_path: Path, *texts: str) -> LoadedPolicy:
    files = [tmp_path / f"{number}.toml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    return policy_files.read_policy_files(files, locked=True)


def test_a_later_file_adds_to_a_list(tmp_path: Path) -> None:
    loaded = put_together(
        tmp_path,
        '[fixes]\ndeny = ["a", "b"]\n',
        '[extend.fixes]\ndeny = ["b", "c"]\n',
        '[extend.fixes]\ndeny=["d"]\n',
    )
    assert (loaded.problems, loaded.warnings) == ([], [])
    assert loaded.policy.fixes.deny == ("a", "b", "c", "d")
    setting = next(s for s in loaded.settings if s.key == "fixes.deny")
    assert (setting.source, len(setting.overrode)) == (str(tmp_path / "2.toml"), 2)


def test_replacing_a_list_takes_entries_away_and_warns(tmp_path: Path) -> None:
    loaded = put_together(
        tmp_path, '[fixes]\ndeny = ["a", "b"]\n', '[extend.fixes]\ndeny = ["c"]\n', '\n[fixes]\ndeny=["b"]\n'
    )
    assert loaded.policy.fixes.deny == ("b",)
    (warning,) = loaded.warnings
    assert (warning.file, warning.line, warning.key) == (str(tmp_path / "2.toml"), 3, "fixes.deny")
    assert "a, c" in str(warning.message)
    assert "“deny” under [extend.fixes]" in str(warning.message)


def test_a_list_that_only_grows_is_no_slip(tmp_path: Path) -> None:
    loaded = put_together(tmp_path, '[fixes]\ndeny = ["a"]\n', '[fixes]\ndeny=["a", "b"]\n')
    assert (loaded.policy.fixes.deny, loaded.warnings) == (("a", "b"), [])


def test_a_wrong_addition_makes_the_whole_list_strict(tmp_path: Path) -> None:
    loaded = put_together(tmp_path, '[fixes]\ndeny = ["a"]\n', '[extend.fixes]\ndeny = "b"\n')
    assert [(p.key, p.line) for p in loaded.problems] == [("extend.fixes.deny", 2)]
    assert loaded.policy.fixes.deny == ("*",)


def test_additions_that_are_right_alone_and_wrong_together_are_told(tmp_path: Path) -> None:
    tool = "helper|Acme Helper|linux=/opt/helper/run"
    loaded = put_together(
        tmp_path, f'[remote]\ntools = ["{tool}"]\n', f'[extend.remote]\ntools = ["{tool}|arguments=x"]\n'
    )
    assert [p.key for p in loaded.problems] == ["remote.tools"]
    assert "same ID" in str(loaded.problems[0].message)


def test_a_later_file_that_cannot_be_read_may_have_forbidden_it(tmp_path: Path) -> None:
    """What a stronger file may have said counts strictly, whatever a weaker one allows."""
    loaded = put_together(tmp_path, "[evidence]\nscreenshots = true\n[app]\nquit = true\n", "[evidence\n")
    assert (loaded.policy.evidence.screenshots, loaded.policy.app.quit) == (False, False)


def test_a_file_in_between_that_cannot_be_read_may_have_added_to_a_list(tmp_path: Path) -> None:
    loaded = put_together(
        tmp_path, '[fixes]\ndeny = ["a"]\n', "[extend.fixes\n", '[extend.fixes]\ndeny = ["c"]\n'
    )
    assert loaded.policy.fixes.deny == ("*",)
    loaded = put_together(tmp_path, "[fixes\n", '[fixes]\ndeny = ["a"]\n', '[extend.fixes]\ndeny = ["c"]\n')
    assert loaded.policy.fixes.deny == ("a", "c")


def test_thousands_of_unknown_keys_take_no_time(tmp_path: Path) -> None:
    begin = time.process_time()
    found = problems(tmp_path, "[desk]\n" + "".join(f"unknown_{n} = 1\n" for n in range(5000)))
    assert len(found) == 5000
    assert time.process_time() - begin < 5


# -- the strict values -----------------------------------------------------------------------------

NO_PERMISSIONS = {
    "remote.caller_verification": True,
    "redaction.attachments": True,
    "desk.servicenow.ticket_updates": True,  # without it an unknown outcome could not be looked up
}
REQUIRING = ("organisation.require_firewall", "organisation.require_encryption")


def test_a_wrong_yes_or_no_allows_nothing(tmp_path: Path) -> None:
    switches = {name: item.default for name, item, _ in iter_policy_keys() if isinstance(item.default, bool)}
    for name in switches:
        table, _, last = name.rpartition(".")
        for given in ('"no"', '"yes"', "0", "1", "[]"):
            file = tmp_path / "policy.toml"
            file.write_text(f"[{table}]\n{last} = {given}\n")
            loaded = policy_files.read_policy_files([file], locked=True)
            value = next(s.value for s in loaded.settings if s.key == name)
            assert [p.key for p in loaded.problems] == [name]
            assert value is (NO_PERMISSIONS.get(name, False) or name in REQUIRING), name
