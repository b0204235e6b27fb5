"""The fault: the print service of a whole Debian was stopped, or a printer was paused by its administrator.

An employee at the screen repairs it through the administrator's helper, real polkit and a real login
session; the same person without a session, or with the policy against it, is refused.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator

import pytest

from selfhelp.helper.plan import compute_name_fingerprint
from tests.lab.conftest import needs_root
from tests.lab.table import Table
from tests.lab.whole_system import Computer, NotBuiltError, install_helper, whole_system

pytestmark = [pytest.mark.lab, needs_root]

HELPER = "/usr/libexec/selfhelp/helper"
RECORD = "/var/log/selfhelp-helper/helper.jsonl"
PKEXEC = ("/bin/sh", "-c", '/usr/bin/pkexec --disable-internal-agent "$@"; exit $?', "sh")
"""A parent that lives on: pkexec does not serve a child of process 1."""
ASK = """
import json, sys
from selfhelp.core.errors import SelfhelpError
from selfhelp.app.composition import App
from selfhelp.machine import elevate
machine = App.build().machine
operation, params = sys.argv[1], json.loads(sys.argv[2])
try:
    answer = elevate.request_operation(machine, operation, **params)
    print(json.dumps([answer, list(elevate.list_available_operations(machine))]))
except SelfhelpError as error:
    print(json.dumps([str(error), list(elevate.list_available_operations(machine))]))
"""


HALF_INSTALLED = """
mkdir -p /root/half/DEBIAN
printf 'Package: half\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab\\nDescription: lab\\n' \\
    >/root/half/DEBIAN/control
dpkg-deb --build /root/half /root/half.deb
dpkg --unpack /root/half.deb
"""
SUPPORT_MAY = """
polkit.addRule(function (action, subject) {
    if (action.id == "io.github.selfhelp.helper.repair-packages" && subject.user == "shtest-a")
        return polkit.Result.YES;
});
"""


@pytest.fixture(scope="module")
def computer() -> Iterator[Computer]:
    try:
        with whole_system() as system:
            system.root("chmod", "755", "/opt")
            install_helper(system)
            yield system
    except NotBuiltError as error:
        pytest.skip(str(error))


def service(computer: Computer) -> str:
    return computer.root("systemctl", "is-active", "cups.service").stdout.strip()


def status(computer: Computer) -> str:
    return computer.root("dpkg-query", "-W", "-f", "${Status}", "half").stdout


def selfhelp(computer: Computer, *arguments: str, **options: bool) -> dict[str, object]:
    done = computer.person("python3", "-m", "selfhelp", *arguments, "--json", **options)
    assert done.stdout, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def ask(computer: Computer, operation: str, **params: str) -> tuple[str, list[str]]:
    done = computer.person("python3", "-c", ASK, operation, json.dumps(params))
    assert done.returncode == 0, done.stderr
    said, offered = json.loads(done.stdout)
    return said, offered


def request(operation: str, **params: str) -> str:
    whole = {"operation": operation, "params": params, "nonce": secrets.token_hex(16), "time": time.time()}
    return json.dumps(whole)


def pkexec(computer: Computer, operation: str, stdin: str, *, at_the_screen: bool = True) -> tuple[int, str]:
    done = computer.person(*PKEXEC, HELPER, operation, stdin=stdin, at_the_screen=at_the_screen)
    return done.returncode, done.stdout + done.stderr


def test_an_employee_starts_a_stopped_print_service_and_takes_it_back(
    computer: Computer, table: Table
) -> None:
    assert computer.root("systemctl", "stop", "cups.service", "cups.socket").returncode == 0
    assert service(computer) == "inactive"
    assert selfhelp(computer, "check", "print-spooler")["checks"][0]["state"] == "found"  # type: ignore[index]
    run = selfhelp(computer, "fix", "print-spooler", "--yes")
    assert run["outcome"] == "fixed"
    assert service(computer) == "active"
    assert selfhelp(computer, "undo", str(run["run"]))["outcome"] == "undone"
    assert service(computer) == "inactive"
    computer.root("systemctl", "start", "cups.service")
    table.row(
        "the print service was stopped (real systemd)",
        proven="systemctl is-active",
        found="print-spooler",
        repaired="helper through polkit",
        undone="systemctl is-active",
    )


def test_an_employee_resumes_a_printer_that_was_paused(computer: Computer) -> None:
    computer.root("lpadmin", "-p", "Office", "-E", "-v", "socket://127.0.0.1:9", "-m", "raw")
    computer.root("cupsdisable", "Office")
    assert "disabled" in computer.root("lpstat", "-p", "Office").stdout
    said, offered = ask(computer, "resume-print-queue", queue="Office")
    assert said == "resume-print-queue: exit 0"
    assert "resume-print-queue" in offered
    assert "disabled" not in computer.root("lpstat", "-p", "Office").stdout
    assert ask(computer, "resume-print-queue", queue="Elsewhere")[0].startswith("This item no longer exists")
    assert ask(computer, "pause-print-queue", queue="Office")[0] == "pause-print-queue: exit 0"
    assert "disabled" in computer.root("lpstat", "-p", "Office").stdout


def test_the_printers_of_the_organisation_can_be_added_and_no_other(computer: Computer) -> None:
    mine, foreign = "ipp://127.0.0.1:631/printers/Office", "ipp://evil.example.net/printers/x"
    computer.root("mkdir", "-p", "/etc/selfhelp")
    computer.root("tee", "/etc/selfhelp/policy.toml", stdin=f'[organisation]\nprinters = ["{mine}"]\n')
    assert ask(computer, "add-company-printer", printer=foreign)[0].startswith("This item no longer exists")
    assert ask(computer, "remove-company-printer", printer=mine)[0].startswith("This item no longer exists")
    computer.root("rm", "/etc/selfhelp/policy.toml")


def test_a4_remote_users_are_refused(computer: Computer) -> None:
    code, said = pkexec(computer, "flush-dns", request("flush-dns"), at_the_screen=False)
    assert code == 127, said
    assert "Not authorized" in said
    code, said = pkexec(computer, "flush-dns", request("flush-dns"))
    assert code == 0, said


def test_a4_what_needs_an_administrator_is_not_done_for_an_employee(computer: Computer) -> None:
    code, said = pkexec(computer, "vacuum-journal", request("vacuum-journal"))
    assert code == 127, said
    assert ask(computer, "vacuum-journal")[0].startswith("Only an administrator")


def test_an_administrator_may_let_the_support_group_finish_an_installation(
    computer: Computer, table: Table
) -> None:
    computer.root("sh", "-c", HALF_INSTALLED)
    assert status(computer) == "install ok unpacked"
    assert ask(computer, "repair-packages")[0].startswith("Only an administrator")
    computer.root("tee", "/etc/polkit-1/rules.d/50-support.rules", stdin=SUPPORT_MAY)
    computer.root("systemctl", "restart", "polkit.service")
    said, _ = ask(computer, "repair-packages")
    assert status(computer) == "install ok installed", said
    computer.root("rm", "/etc/polkit-1/rules.d/50-support.rules")
    computer.root("dpkg", "--purge", "half")
    table.row(
        "a package was unpacked and never set up",
        proven="dpkg-query",
        found="(asked directly)",
        repaired="helper, by a rule of polkit",
        undone="no way back: it is installed",
    )


def test_nothing_but_the_operation_that_polkit_was_asked_about(computer: Computer) -> None:
    code, said = pkexec(computer, "flush-dns", request("vacuum-journal"))
    assert (code, json.loads(said)["result"]) == (3, "other-operation")
    code, said = pkexec(computer, "rm", request("flush-dns"))
    assert code == 127, said
    code, said = pkexec(computer, "flush-dns", "x" * 5000)
    assert (code, json.loads(said)["result"]) == (3, "malformed")
    code, said = pkexec(
        computer, "resume-print-queue", request("resume-print-queue", queue=compute_name_fingerprint("-x"))
    )
    assert (code, json.loads(said)["result"]) == (3, "not-listed")


def test_a14_the_policy_takes_the_helper_away_and_the_rest_still_works(computer: Computer) -> None:
    computer.root("mkdir", "-p", "/etc/selfhelp")
    computer.root("tee", "/etc/selfhelp/policy.toml", stdin="[helper]\nenabled = false\n")
    computer.root("systemctl", "stop", "cups.service", "cups.socket")
    try:
        run = selfhelp(computer, "fix", "print-spooler", "--yes")
        assert run["outcome"] == "refused"
        assert "administrator" in str(run["message"])
        code, said = pkexec(computer, "start-print-service", request("start-print-service"))
        assert (code, json.loads(said)["result"]) == (3, "forbidden")
        assert service(computer) == "inactive"
        assert computer.person("python3", "-m", "selfhelp", "snapshot", "--json").returncode == 0
    finally:
        computer.root("rm", "/etc/selfhelp/policy.toml")
        computer.root("systemctl", "start", "cups.service")


def test_a5_nothing_of_the_callers_environment_is_loaded(computer: Computer) -> None:
    canary = "import os\nopen(f'/tmp/canary/seen-by-{os.geteuid()}', 'w').close()\n"
    computer.root("mkdir", "-m", "1777", "/tmp/canary")
    computer.root("tee", "/tmp/canary/sitecustomize.py", stdin=canary)
    computer.root("tee", "/tmp/canary/systemctl", stdin=f"#!/usr/bin/python3\n{canary}")
    computer.root("chmod", "755", "/tmp/canary/systemctl", "/tmp/canary/sitecustomize.py")
    poisoned = {
        "PYTHONPATH": "/tmp/canary",
        "PYTHONSTARTUP": "/tmp/canary/sitecustomize.py",
        "PYTHONHOME": "/tmp/canary/home",
        "LD_PRELOAD": "/tmp/canary/evil.so",
        "PATH": "/tmp/canary:/usr/bin",
        "HOME": "/tmp/canary",
    }
    bites = {name: value for name, value in poisoned.items() if name != "PYTHONHOME"}
    assert computer.person("/usr/bin/python3", "-c", "", environment=bites).returncode == 0
    seen = computer.root("ls", "/tmp/canary").stdout.split()
    assert "seen-by-0" not in seen
    assert any(name.startswith("seen-by-") for name in seen)  # the trap bites whoever trusts it
    done = computer.person(
        *PKEXEC,
        HELPER,
        "restart-print-service",
        stdin=request("restart-print-service"),
        environment=poisoned,
    )
    assert done.returncode == 0, done.stderr
    assert "seen-by-0" not in computer.root("ls", "/tmp/canary").stdout.split()


def test_a6_every_program_it_starts_is_the_administrators(computer: Computer) -> None:
    computer.root("systemctl", "reset-failed", "cups.service", "cups.socket", "cups.path")  # often restarted
    clean = ("env", "-i", "PKEXEC_UID=1000", "PATH=/usr/bin")
    watched = ("strace", "-f", "-qq", "-e", "trace=execve,openat", "-o", "/root/trace")
    asked = request("restart-print-service")
    done = computer.root(*clean, *watched, HELPER, "restart-print-service", stdin=asked)
    assert done.returncode == 0, done.stderr
    trace = computer.root("cat", "/root/trace").stdout
    programs = set(re.findall(r'execve\("([^"]*)".*\) = 0$', trace, re.MULTILINE))
    opened = set(re.findall(r'openat\(AT_FDCWD, "([^"]*)", [^)]*\) = \d+$', trace, re.MULTILINE))
    loaded = {path for path in opened if ".so" in path or path.endswith(".py")}
    assert "/usr/bin/systemctl" in programs
    assert programs.isdisjoint({"/bin/sh", "/usr/bin/sh", "/usr/bin/bash", "/usr/bin/less", "/usr/bin/pager"})
    untrusted = ("(", "-not", "-user", "root", "-o", "-perm", "/022", ")")
    for path in programs | loaded:
        assert path.startswith("/"), path
        assert computer.root("find", "-L", path, "-maxdepth", "0", *untrusted).stdout == "", path


def test_requests_are_recorded_for_root_only(computer: Computer) -> None:
    lines = [json.loads(line) for line in computer.root("cat", RECORD).stdout.splitlines()]
    assert {line["event"] for line in lines} >= {"request", "result"}
    assert any(line.get("operation") == "start-print-service" and line["uid"] == 1000 for line in lines)
    assert computer.person("cat", RECORD).returncode != 0
