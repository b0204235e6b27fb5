"""`make run`, `make bench` and the set-up: a throw-away home, all packages, and patience with another apt."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.people import ROOT

PACKAGE_OF = {
    "Xvfb": "xvfb",
    "convert": "imagemagick",
    "dbus-daemon": "dbus",
    "display": "imagemagick",
    "import": "imagemagick",
    "inxi": "inxi",
    "openbox": "openbox",
    "sos": "sosreport",
    "xdotool": "xdotool",
    "xmessage": "x11-utils",
    "xprop": "x11-utils",
}
"""Debian's packages of the programs that the benchmarks start."""

ANYWHERE = {"timeout", "tar", "dpkg-deb", "stalonetray"}
"""Part of every Debian, or of a desktop that no benchmark asks for."""


def section(name: str) -> set[str]:
    text = (ROOT / "tools" / "packages.txt").read_text("utf-8")
    lines = text.partition(f"[{name}]\n")[2].partition("\n[")[0].splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_every_program_that_a_benchmark_starts_is_installed_for_it() -> None:
    sources = [*(ROOT / "tests" / "bench").glob("*.py"), ROOT / "tests" / "live" / "desk.py"]
    text = "\n".join(source.read_text("utf-8") for source in sources)
    started = set(re.findall(r"(?:run|spawn|which|Popen)\(\[?\"([A-Za-z][\w-]+)\"", text))
    started |= set(re.findall(r"^\s+command = \[\"([A-Za-z][\w-]+)\"", text, re.MULTILINE))
    started |= set(re.findall(r"= \(\"([a-z]+)\",\)", text))
    started |= {"xprop"} if '"xprop"' in text else set()
    assert {"Xvfb", "openbox", "xdotool", "convert", "xmessage", "dbus-daemon"} <= started
    unknown = started - set(PACKAGE_OF) - ANYWHERE
    assert unknown == set(), "name the package of these in PACKAGE_OF"
    assert {PACKAGE_OF[name] for name in started if name in PACKAGE_OF} <= section("bench") | section("run")


def test_the_servers_that_a_benchmark_starts_are_installed_for_it() -> None:
    for bench in (ROOT / "tests" / "bench").glob("*.py"):
        for script in re.findall(r'facts\("(\w+\.sh)"\)', bench.read_text("utf-8")):
            text = (ROOT / "tests" / "live" / "servers" / script).read_text("utf-8")
            (needed,) = re.findall(r"^package \S+ (.+)$", text, re.MULTILINE)
            assert set(needed.split()) <= section("bench")


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{text}\n")
    path.chmod(0o755)


# -- make run --------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the script with programs that only write down what they were asked, and where."""
    tree = tmp_path / "tree"
    (tree / "tools").mkdir(parents=True)
    (tree / "tools" / "run.sh").write_bytes((ROOT / "tools" / "run.sh").read_bytes())
    program(tree / ".venv/bin/python", f'case "$*" in *PySide6*) exit 1 ;; esac\nexec {sys.executable} "$@"')
    ticket = json.dumps({"tickets": [{"path": "/x/LOCAL-0001"}]})
    told = '"$*|$HOME|$XDG_DATA_HOME|$XDG_CONFIG_HOME|$XDG_RUNTIME_DIR|${SELFHELP_TOKEN-none}"'
    program(
        tree / ".venv/bin/selfhelp",
        f"echo {told} >>{tmp_path}/asked\n[ \"$3\" = --json ] && echo '{ticket}'\nexit 0",
    )
    return tree


def test_without_a_display_nothing_reaches_the_real_home(tree: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    environment = {
        **os.environ,
        "HOME": str(real),
        "XDG_DATA_HOME": str(real / "data"),
        "SELFHELP_TOKEN": "secret",
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        ["bash", tree / "tools/run.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    asked = [line.split("|") for line in (tmp_path / "asked").read_text().splitlines()]
    assert [call[0].split()[0] for call in asked[:2]] == ["check", "snapshot"]
    homes = {call[1] for call in asked}
    assert len(homes) == 1
    (home,) = homes
    assert home.startswith(str(tmp_path / "selfhelp-demo."))
    assert all(folder.startswith(home) for call in asked for folder in call[2:5])
    assert {call[5] for call in asked} == {"none"}
    assert list(real.iterdir()) == []
    assert f"throw-away home, {home}." in done.stdout


# -- make test -------------------------------------------------------------------------------------


def test_what_starts_a_real_server_is_in_no_lane() -> None:
    """A server is started once for all tests; in a lane nobody would see that it runs already."""
    text = (ROOT / "tools" / "test.sh").read_text("utf-8")
    desks = set(text.partition("DESKS=(")[2].partition(")")[0].split())
    real = re.compile(r'/ "servers"|^from tests\.desks\.(?:rt|redmine|django_helpdesk)\b', re.MULTILINE)
    starts = {
        file.relative_to(ROOT).as_posix()
        for folder in ("lab", "live")
        for file in (ROOT / "tests" / folder).glob("test_*.py")
        if real.search(file.read_text("utf-8"))
    }
    assert starts <= desks
    assert {"tests/live/test_rt.py", "tests/live/test_way_out.py"} <= starts


# -- the set-up ------------------------------------------------------------------------------------


def test_every_set_has_its_packages_and_make_test_needs_none_of_what_only_soak_needs() -> None:
    text = (ROOT / "tools" / "setup.sh").read_text("utf-8")
    sets = {
        name: parts.split()
        for name, parts in re.findall(r'^ +(\w+)\) sections="([\w ]+)"', text, re.MULTILINE)
    }
    assert all(section(part) for parts in sets.values() for part in parts)
    assert set(sets["soak"]) == {*sets["test"], "soak"}
    assert section("soak") & section("test") == set()
    assert {"gnome-shell", "xdg-desktop-portal-gnome", "plasma-workspace"} <= section("soak")
    assert {"test", "soak"} == set(
        re.findall(r"\bSETUP='(\w+)'", (ROOT / "tools/test.sh").read_text(), re.MULTILINE)
    )


def test_every_installation_waits_for_the_lock() -> None:
    text = (ROOT / "tools" / "setup.sh").read_text("utf-8")
    calls = [
        line for line in text.splitlines() if re.search(r"\bapt-get (?!>)", line) and "command -v" not in line
    ]
    assert calls
    assert all("-o DPkg::Lock::Timeout=" in line for line in calls)


NOT_ON_DEBIAN_12 = {"stalonetray", "xar"}
"""Packages for tests that Debian 13 has and Debian 12 hasn't, so `make test` does without them there."""


def test_what_debian_12_does_not_offer_is_not_required() -> None:
    named = {line.rstrip("?") for name in ("run", "test", "build") for line in section(name)}
    assert named >= {"xar", "stalonetray"}
    assert {line for name in ("run", "test", "build") for line in section(name)} & NOT_ON_DEBIAN_12 == set()


def of_setup(start: str, end: str) -> str:
    """The functions of the set-up from one to the one before another."""
    text = (ROOT / "tools" / "setup.sh").read_text("utf-8")
    return text[text.index(f"{start}() {{") : text.index(f"{end}() {{")]


@pytest.mark.parametrize("sudo", [False, True])
def test_who_has_neither_root_nor_sudo_is_told_what_is_missing(tmp_path: Path, sudo: bool) -> None:
    """Nothing of it is run as root: ``id`` is pretended."""
    program(tmp_path / "id", "echo 1000")
    for name in ("apt-get", "awk", "dpkg-query", "apt-cache", *(["sudo"] if sudo else [])):
        program(tmp_path / name, f'echo "{name}" >>{tmp_path}/asked')
    for name in ("cat", "env", "grep", "mktemp", "rm", "sed", "sort", "tail", "tee", "chmod"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    script = (
        f"set -euo pipefail\nLOCK_SECONDS=1\nsections=run\n{of_setup('say', 'suitable')}\n"
        'missing_packages() { printf "libglib2.0-0t64|libglib2.0-0\\nxar?\\n"; }\n'
        "without_services() { :; }\ninstall_packages"
    )
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(
        ["/bin/bash", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    asked = (tmp_path / "asked").read_text().splitlines() if (tmp_path / "asked").exists() else []
    assert (done.returncode == 0) is sudo
    assert ("sudo" in asked) is sudo
    assert ("packages are missing: libglib2.0-0t64 xar" in done.stderr) is not sudo
    assert ("as root, or as a user with sudo" in done.stderr) is not sudo


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="needs dpkg-query")
@pytest.mark.parametrize(
    ("status", "configured", "there"),
    [
        ("installed", "", True),
        ("triggers-pending", "", True),
        ("triggers-awaited", "", True),
        ("half-configured", "1", True),  # so dpkg calls a package while its trigger is run
        ("unpacked", "1", True),
        ("half-installed", "1", True),
        ("half-configured", "", False),
        ("unpacked", "", False),
        ("half-installed", "", False),
        ("config-files", "1", False),
        ("not-installed", "", False),
    ],
)
def test_a_package_that_dpkg_is_busy_with_is_installed(
    tmp_path: Path, status: str, configured: str, there: bool
) -> None:
    """While the tests' packages are installed, `make check` must not ask for root to install it again."""
    text = f"Package: fontconfig\nStatus: install ok {status}\nArchitecture: all\nMaintainer: a <a@b.c>\n"
    text += "Description: fonts\nVersion: 1\n" + (f"Config-Version: {configured}\n" if configured else "")
    text += "Triggers-Pending: a\n" * (status == "triggers-pending")
    text += "Triggers-Awaited: b\n" * (status == "triggers-awaited")
    (tmp_path / "status").write_text(text)
    script = f"{of_setup('installed', 'any_installed')}\ninstalled fontconfig"
    environment = {"PATH": os.environ["PATH"], "DPKG_ADMINDIR": str(tmp_path)}
    told = subprocess.run(["dpkg-query", "-s", "fontconfig"], env=environment, capture_output=True, text=True)
    assert status == "not-installed" or f"Status: install ok {status}" in told.stdout, told.stderr
    done = subprocess.run(["/bin/bash", "-c", script], env=environment, check=False)
    assert (done.returncode == 0) is there


def test_no_package_is_looked_for_while_those_of_the_tests_are_installed() -> None:
    """From then on, make test only prepares Python, and its parts don't set up at all."""
    text = (ROOT / "tools" / "test.sh").read_text("utf-8")
    begun = text.index('"$SETUP" packages &')
    meanwhile = text[begun : text.index('wait "$installer"')]
    assert re.findall(r"tools/setup\.sh\" (.+?)(?: #.*)?$", meanwhile, re.MULTILINE) == ["check environment"]
    assert re.findall(r"^[^#]*\bmake \w+", text[begun:], re.MULTILINE) == []


def test_the_environment_is_made_without_a_look_at_the_packages(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    text = (ROOT / "tools" / "setup.sh").read_text("utf-8")
    pretended = "".join(
        f"{name}() {{ echo {name}; }}\n" for name in ("install_packages", "make_environment", "build_files")
    )
    end = text.rindex("}\n") + 2
    program(tmp_path / "tools/setup.sh", f"{text[:end]}{pretended}{text[end:]}")
    for word, asked in (
        ("environment", ["make_environment", "build_files"]),
        ("packages", ["install_packages"]),
        ("", ["install_packages", "make_environment", "build_files"]),
    ):
        command = ["bash", tmp_path / "tools/setup.sh", "check", word]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split() == asked


@pytest.mark.parametrize(("busy", "seconds", "fine"), [(2, 30, True), (99, 1, False)])
def test_the_lists_are_updated_once_another_apt_has_ended(
    tmp_path: Path, busy: int, seconds: int, fine: bool
) -> None:
    """Only the function that updates them is run, with an apt that is pretended."""
    text = (ROOT / "tools" / "setup.sh").read_text("utf-8")
    functions = text[text.index("say() {") : text.index("packages_of() {")]
    program(
        tmp_path / "apt-get",
        f'echo "$*" >>{tmp_path}/asked\n[ $(wc -l <{tmp_path}/asked) -gt {busy} ] && exit 0\n'
        'echo "E: Could not get lock /var/lib/apt/lists/lock" >&2; exit 100',
    )
    program(tmp_path / "sudo", 'exec "$@"')
    program(tmp_path / "sleep", "exec /bin/sleep 0.1")
    script = f"set -euo pipefail\nLOCK_SECONDS={seconds}\n{functions}\nupdate_lists"
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is fine
    asked = (tmp_path / "asked").read_text().splitlines()
    assert set(asked) == {f"-o DPkg::Lock::Timeout={seconds} update"}
    assert fine == ("could not be updated" not in done.stderr)
