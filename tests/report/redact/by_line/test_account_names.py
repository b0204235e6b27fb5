"""Accounts that programs name are replaced; those of every system and ordinary words stay."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sshd[2218]: Accepted publickey for mdurand7 from 127.0.0.1 port 5012", "mdurand7"),
        ("Failed password for invalid user ktanaka from 127.0.0.1 port 22 ssh2", "ktanaka"),
        ("pam_unix(sudo:session): session opened for user root(uid=0) by lhopper(uid=1000)", "lhopper"),
        ("uid=1004(lhopper) gid=27(sudo)", "lhopper"),
        ("groups=27(sudo),1004(rrossi),999(docker)", "rrossi"),
        (
            "drwxr-xr-x 12 mdurand7 staff  384 Mar  3 10:12 .\n-rw-r--r--  1 x9 staff 1 Mar  3 10:12 a",
            "mdurand7",
        ),
        (" ktanaka               rdp-tcp#4           2  Active", "ktanaka"),
        ('<Data Name="TargetUserName">lhopper</Data>', "lhopper"),
        ('{"actor":"rrossi","action":"delete"}', "rrossi"),
        ("runas /user:LAB\\rrossi cmd.exe", "rrossi"),
        ("valid users = rrossi", "rrossi"),
        ("ssh ktanaka@localhost", "ktanaka"),
    ],
)
def test_an_account_that_a_program_names_is_replaced(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "waiting for reply from server",
        "session opened for user root(uid=0) by root(uid=0)",
        "drwxr-xr-x 2 root root 4096 Mar  3 10:12 bin",
        "uid=0(root) gid=0(root) groups=0(root)",
        "The service runs as www-data; valid users = @staff",
        "power profile for laptops",
        "ssh root@localhost",
    ],
)
def test_accounts_of_every_system_and_ordinary_words_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
