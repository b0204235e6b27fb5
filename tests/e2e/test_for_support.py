"""What is handed to the makers or to another computer: complete, and without names and secrets."""

from __future__ import annotations

import tomllib
import zipfile

from tests.e2e.terminal import Terminal

CANARY = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"


def test_a_bundle_tells_how_things_stand_and_no_secret(selfhelp: Terminal) -> None:
    selfhelp.write_policy(
        '[desk]\nemail = "{login}@example.com"\n[desk.glpi]\napp_token = "only-for-the-client"\n'
    )
    selfhelp(
        "send",
        "--subject",
        "Very private",
        "--body",
        f"my token is {CANARY}",
        "--no-snapshot",
        "--wait",
        "20",
    )
    log = selfhelp.person.home / "state" / "selfhelp" / "log" / "selfhelp.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as stream:
        stream.write(f"something went wrong with {CANARY} at {selfhelp.person.home}\n")
    selfhelp.person.owns(log)
    answer = selfhelp.json("support-bundle", "-o", "bundle.zip")
    file = selfhelp.person.home / "bundle.zip"
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        assert {entry["name"] for entry in answer["files"]} == set(archive.namelist())
        assert {"doctor.json", "policy.json", "outbox.json", "journal.json", "log/selfhelp.log"} <= set(
            archive.namelist()
        )
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert all(entry.date_time[0] == 1980 for entry in archive.infolist())
    for secret in (CANARY, "only-for-the-client", "Very private"):
        assert secret not in whole
    assert "delivered" in whole
    assert "something went wrong with" in whole


def test_a_file_that_is_there_is_not_written_over(selfhelp: Terminal) -> None:
    file = selfhelp.person.home / "bundle.zip"
    file.write_text("mine")
    assert selfhelp("support-bundle", "-o", str(file)).status == 3
    assert selfhelp("export-config", "-o", str(file)).status == 3
    assert file.read_text() == "mine"


def test_the_configuration_moves_to_another_computer(selfhelp: Terminal) -> None:
    policy = '[desk]\nconnector = "glpi"\n[desk.glpi]\nurl = "https://glpi.example.com"\n'
    policy += 'app_token = "x1"\nentity = 3\n'
    policy += '[fixes]\ndeny = ["disk-full"]\n[organisation]\ndrives = ["G:=\\\\\\\\files\\\\é"]\n'
    selfhelp.write_policy(policy)
    selfhelp("export-config", "-o", "moved.toml")
    moved = selfhelp.person.home / "moved.toml"
    assert selfhelp("policy", "check", str(moved)).status == 0
    read = tomllib.loads(moved.read_text("utf-8"))
    assert read == {
        "desk": {"connector": "glpi", "glpi": {"url": "https://glpi.example.com", "entity": 3}},
        "fixes": {"deny": ["disk-full"]},
        "organisation": {"drives": ["G:=\\\\files\\é"]},
    }
    assert "x1" not in moved.read_text("utf-8")
    assert selfhelp("export-config", "--all").out.count(" = ") > 100
