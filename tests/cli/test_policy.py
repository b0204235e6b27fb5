"""selfhelp policy check: files, folders, and without one everything that counts on this computer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.cli.main import run
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.doctor import PartStatus
from selfhelp.doctor.policy import check_policy
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.files import ManagedSettings


@pytest.fixture
def effective(places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the machine's policy of this computer."""
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.d").mkdir()

    def build(_cls: type[App], language: str = "") -> App:
        return App(LocalMachine(Platform.LINUX), places, {}, language or "en")

    monkeypatch.setattr(App, "build", classmethod(build))
    return places.machine_policy


def asked(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, list[dict[str, object]]]]:
    status = run(["policy", "check", "--json", *arguments])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "policy.tml",
            "Policy.toml",
            "policy.toml.bak",
            "policy.json",
            "policy",
            "selfhelp.toml",
            "policies.d",
        ),
        *("policy.d/10-site.tml", "policy.d/site", "policy.toml.txt"),
    ],
)
def test_a_file_that_is_not_read_is_named(
    effective: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (effective / name).write_text("[app]\nquit = false\n")
    status, told = asked(capsys)
    assert (status, told["problems"]) == (0, [])
    (warning,) = told["warnings"]
    assert warning["file"] == str(effective / name)
    assert "Only the file policy.toml and files ending in .toml in the folder policy.d" in str(
        warning["message"]
    )
    assert run(["policy", "check"]) == 0
    assert f"{effective / name}: This isn't read as a policy." in capsys.readouterr().err
    line = check_policy(App.build())
    assert (line.state, str(effective / name) in str(line.text)) == (PartStatus.WARNING, True)


def test_files_that_are_read_or_have_another_purpose_are_no_mistake(
    effective: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("policy.toml", "policy.d/10-site.toml", ".policy.toml.swp", "README", "ca.pem"):
        (effective / name).write_text("")
    for name in ("packs", "branding"):
        (effective / name).mkdir()
    assert asked(capsys)[1]["warnings"] == []


def test_a_mistake_has_every_part(effective: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = effective / "new.toml"
    file.write_text('[app]\nquit = "no"\n')
    status, told = asked(capsys, str(file))
    assert status == 2
    assert told["problems"] == [
        {
            "file": str(file),
            "line": 2,
            "key": "app.quit",
            "value": "no",
            "message": "Expected true or false without quotation marks, found text.",
            "allowed": "true or false",
        }
    ]
    assert run(["policy", "check", str(file)]) == 2
    assert capsys.readouterr().out == (
        f'{file}:2: app.quit = "no": Expected true or false without quotation marks, found text. '
        "(true or false)\n"
    )


def test_mistakes_are_in_the_order_of_their_lines(
    effective: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = effective / "z.toml", effective / "a.toml"
    first.write_text('[fixes]\ndeny = ["disk-ful"]\n[outbox]\ntickets = 0\n[desk]\nconector = "x"\n')
    second.write_text('[app]\nquit = "no"\nquitt = 1\n')
    _, told = asked(capsys, str(first), str(second))
    places = [(problem["file"], problem["line"]) for problem in told["problems"]]
    assert places == [*((str(first), line) for line in (2, 4, 6)), (str(second), 2), (str(second), 3)]
    run(["policy", "check", str(first), str(second)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{file}:{line}" for file, line in places]


def test_a_named_file_of_the_computer_must_be_trusted_too(
    effective: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It applies only if others can't change it; a draft elsewhere may belong to anyone."""
    doubts = ManagedSettings(doubt=lambda file: N_("Not trusted: {file}", file=file.name))
    build = App.build
    monkeypatch.setattr(App, "build", lambda *given: replace(build(*given), managed=lambda: doubts))
    for file in ("policy.toml", "policy.d/a.toml"):
        (effective / file).write_text("")
    draft = tmp_path / "policy.toml"
    draft.write_text("")
    assert asked(capsys, str(draft))[0] == 0
    for given, names in (
        (effective / "policy.toml", ["policy.toml"]),
        (effective, ["policy.toml", "a.toml"]),
    ):
        status, told = asked(capsys, str(given))
        assert status == 2
        assert [problem["message"] for problem in told["problems"]] == [f"Not trusted: {n}" for n in names]


def test_without_a_file_the_effective_policy_is_checked(
    effective: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "check"]) == 0
    assert "No policy is set" in capsys.readouterr().out
    (effective / "policy.toml").write_text('[desk]\nconnector = "webhook"\n[fixes]\ndeny = ["net-dns"]\n')
    (effective / "policy.d" / "10.toml").write_text('[fixes]\ndeny = ["disk-ful"]\n')
    status, told = asked(capsys)
    assert status == 2
    assert [(p["key"], p["line"]) for p in told["problems"]] == [("desk.webhook.url", 2), ("fixes.deny", 2)]
    (warning,) = told["warnings"][:1]
    assert (warning["key"], warning["file"]) == ("fixes.deny", str(effective / "policy.d" / "10.toml"))
    (effective / "policy.d" / "20.toml").write_text(
        '[desk.webhook]\nurl = "https://hook.example.com"\n[fixes]\ndeny = ["net-dns", "disk-full"]\n'
    )
    (effective / "policy.d" / "10.toml").unlink()
    assert run(["policy", "check"]) == 0
    assert "The policy is valid. Sources:" in capsys.readouterr().out


def test_files_that_belong_together_are_checked_together(
    effective: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = effective / "policy.toml", effective / "policy.d" / "10.toml"
    first.write_text('[desk]\nconnector = "rt"\n')
    second.write_text('[desk.rt]\nurl = "https://rt.example.com"\n')
    assert asked(capsys, str(first))[0] == 2
    assert asked(capsys, str(first), str(second)) == (0, {"schema": 1, "problems": [], "warnings": []})
    assert asked(capsys, str(effective))[0] == 0
    assert run(["policy", "check", str(effective / "policy.d")]) == 2
    assert "No policy.toml or policy.d in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "logo.png: No such file"),
        (b"GIF89a", "must be a PNG or SVG"),
        (b"x" * 300_000, "too large"),
    ],
)
def test_a_logo_that_is_missing_or_wrong_fails_it(
    effective: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    file = tmp_path / "draft" / "policy.toml"
    (file.parent / "branding").mkdir(parents=True)
    file.write_text('[branding]\nname = "Acme"\nlogo = "logo.png"\n')
    if content is not None:
        (file.parent / "branding" / "logo.png").write_bytes(content)
    status, told = asked(capsys, str(file))
    (problem,) = told["problems"]
    assert (status, problem["key"], problem["line"], problem["value"]) == (2, "branding.logo", 3, "logo.png")
    assert words in str(problem["message"])


def test_a_logo_beside_a_draft_or_already_in_its_place_is_found(
    effective: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    file = tmp_path / "draft" / "policy.toml"
    for folder in (effective, file.parent):
        (folder / "branding").mkdir(parents=True)
    file.write_text('[branding]\nlogo = "a.svg"\nlogo_dark = "b.svg"\n')
    (file.parent / "branding" / "a.svg").write_bytes(picture)
    (effective / "branding" / "b.svg").write_bytes(picture)
    assert asked(capsys, str(file))[0] == 0


def test_doctor_tells_of_a_list_that_was_replaced(
    effective: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (effective / "policy.toml").write_text('[fixes]\ndeny = ["net-dns"]\n')
    (effective / "policy.d" / "10.toml").write_text('[fixes]\ndeny = ["disk-full"]\n')
    run(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)["checks"]
    (line,) = [check for check in told if check["id"] == "policy"]
    assert line["state"] == "warning"
    assert "net-dns" in line["text"]
