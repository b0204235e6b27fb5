"""The fault: a program was killed and left its lock behind; only the organisation knows this program.

An administrator of a whole Debian installs the organisation's signed pack; an employee repairs it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from selfhelp.packs import signature
from tests.lab.conftest import needs_root
from tests.lab.table import Table
from tests.lab.whole_system import Computer, NotBuiltError, whole_system
from tests.packs.bench import KEY, OTHER, with_scripts
from tests.people import ALICE

pytestmark = [pytest.mark.lab, needs_root]

LOCK = f"/home/{ALICE}/.config/example-vpn/lock"
FOLDER = "/etc/selfhelp/packs"
ID = "example-vpn-lock"


@pytest.fixture(scope="module")
def computer() -> Iterator[Computer]:
    try:
        with whole_system() as system:
            system.root("chmod", "755", "/opt")
            system.root("mkdir", "-p", FOLDER)
            yield system
    except NotBuiltError as error:
        pytest.skip(str(error))


def install(computer: Computer, key: Any = KEY, rules: str = "scripts = true") -> None:
    """As the administrator: the policy, and the pack beside it."""
    policy = f'[packs]\nkeys = ["{signature.derive_public_key_hex(KEY)}"]\n{rules}\n'
    computer.root("tee", "/etc/selfhelp/policy.toml", stdin=policy)
    packed = signature.sign_files(with_scripts(), key, datetime.now(UTC).date())
    write = f"base64 -d >{FOLDER}/vpn.pack && chmod 644 {FOLDER}/vpn.pack"
    assert computer.root("sh", "-c", write, stdin=base64.b64encode(packed).decode()).returncode == 0


def selfhelp(computer: Computer, *arguments: str) -> dict[str, Any]:
    done = computer.person("python3", "-m", "selfhelp", *arguments, "--json")
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def make_the_fault(computer: Computer) -> None:
    """A program writes its number into its lock and is killed."""
    killed = f"mkdir -p \"$(dirname {LOCK})\"; sh -c 'echo $$ >{LOCK}; kill -9 $$'; test -e {LOCK}"
    assert computer.person("sh", "-c", killed).returncode == 0


def test_an_employee_repairs_what_only_the_organisation_knows(computer: Computer, table: Table) -> None:
    install(computer)
    make_the_fault(computer)
    check = selfhelp(computer, "check", ID)["checks"][0]
    assert check["state"] == "found"
    assert "Example IT" in json.dumps(check["evidence"])
    run = selfhelp(computer, "fix", ID, "--yes")
    assert run["outcome"] == "fixed"
    assert computer.root("test", "-e", LOCK).returncode == 1
    assert computer.person("sh", "-c", "cat ~/.local/share/selfhelp/journal/*").stdout.count("rm ") == 0
    table.row(
        "a killed program left its lock",
        proven="test -e",
        found=f"{ID} (a signed pack)",
        repaired="script of the pack",
        undone="no way back, said before",
    )


def test_a_foreign_or_writable_pack_is_ignored(computer: Computer) -> None:
    make_the_fault(computer)
    install(computer, OTHER)
    assert selfhelp(computer, "check", ID)["error"]["code"] == "usage"
    install(computer)
    computer.root("chmod", "777", FOLDER)
    assert selfhelp(computer, "check", ID)["error"]["code"] == "usage"
    computer.root("chmod", "755", FOLDER)
    install(computer, rules="scripts = false")
    assert selfhelp(computer, "check", ID)["error"]["code"] == "usage"
    verdict = selfhelp(computer, "pack", "verify", f"{FOLDER}/vpn.pack")
    assert verdict["reason"] == "The pack contains scripts, which the policy doesn't allow."
    assert computer.root("test", "-e", LOCK).returncode == 0
