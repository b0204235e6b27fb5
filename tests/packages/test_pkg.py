"""The macOS package as far as it can be looked at without a Mac: its structure, and what its scripts do."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.model import Platform
from selfhelp.helper.service import FOLDERS
from selfhelp.machine import elevate
from tests.installer_programs import load
from tests.packages.mac import SCRIPTS, Mac
from tests.people import ROOT

MACOS = ROOT / "installer" / "macos"
LABEL = "io.github.selfhelp"
AGENT, DAEMON = f"/Library/LaunchAgents/{LABEL}.plist", f"/Library/LaunchDaemons/{LABEL}.helper.plist"
HELPER = f"/Library/PrivilegedHelperTools/{LABEL}.helper"
SHELLS = ["dash", "bash"]
NO_XAR = "needs xar, which Debian 12 doesn't offer"


def of_installer(name: str) -> Any:
    """Import a module of the installer's."""
    return load(MACOS, name)


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def made(folder: Path) -> Path:
    """Build the package with what stands in for the app."""
    done = run(sys.executable, MACOS / "stand_in.py", folder)
    assert done.returncode == 0, done.stderr
    done = run(sys.executable, MACOS / "build.py", folder / "selfhelp.app", folder / "helper", folder)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("pkg"))


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as xar(1) and cpio(1) unpack it: programs that know nothing of ours."""
    if shutil.which("xar") is None:
        pytest.skip(NO_XAR)
    folder = tmp_path_factory.mktemp("unpacked")
    assert run("xar", "-xf", package, "-C", folder).returncode == 0
    for name in ("Payload", "Scripts"):
        target = folder / name
        target.mkdir()
        with (folder / "selfhelp.pkg" / name).open("rb") as packed:
            content = subprocess.run(["gzip", "-dc"], stdin=packed, stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(["cpio", "-idm", "--quiet"], cwd=target, input=content, check=True)
    return folder


# -- structure ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_says_the_same_of_itself_everywhere(package: Path) -> None:
    done = run(sys.executable, MACOS / "build.py", "--check", package)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_sources_give_the_same_bytes(package: Path, tmp_path: Path) -> None:
    assert made(tmp_path).read_bytes() == package.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("member", "old", "new", "said"),
    [
        ("selfhelp.pkg/PackageInfo", b'numberOfFiles="', b'numberOfFiles="9', "the number of files is wrong"),
        ("Distribution", b'version="0', b'version="7', "the two descriptions name different packages"),
    ],
)
def test_a_description_that_lies_is_found(
    package: Path, tmp_path: Path, member: str, old: bytes, new: bytes, said: str
) -> None:
    archives, build = of_installer("archives"), of_installer("build")
    members = archives.read_xar(package)
    assert old in members[member]
    archives.write_xar(tmp_path / "x.pkg", {**members, member: members[member].replace(old, new)}, 0)
    assert build.check(tmp_path / "x.pkg") == [said]


def test_a_list_of_other_files_is_found(package: Path, tmp_path: Path) -> None:
    archives, build, bom = (of_installer(name) for name in ("archives", "build", "bom"))
    members = archives.read_xar(package)
    folder = tmp_path / "other"
    (folder / "Applications").mkdir(parents=True)
    (folder / "Applications" / "strange").write_text("x")
    members["selfhelp.pkg/Bom"] = bom.write(bom.walk(folder), 0)
    archives.write_xar(tmp_path / "x.pkg", members, 0)
    assert "./Applications/strange: only in the list or only among the files" in build.check(
        tmp_path / "x.pkg"
    )


def test_a_changed_byte_is_found(package: Path, tmp_path: Path) -> None:
    content = bytearray(package.read_bytes())
    content[-2000] ^= 1
    (tmp_path / "x.pkg").write_bytes(content)
    with pytest.raises(ValueError, match="checksum"):
        of_installer("archives").read_xar(tmp_path / "x.pkg")


def test_a_list_of_many_pages_can_be_read_again(tmp_path: Path) -> None:
    bom = of_installer("bom")
    for number in range(700):
        (tmp_path / f"{number // 50}").mkdir(exist_ok=True)
        (tmp_path / f"{number // 50}" / f"file {number} é").write_text(str(number))
    entries = bom.walk(tmp_path)
    read = bom.read(bom.write(entries, 0))
    assert {e.place: (e.mode, e.size, e.checksum) for e in entries} == {
        place: (said.mode, said.size, said.checksum) for place, said in read.items()
    }


def test_only_root_can_change_installed_files(unpacked: Path) -> None:
    packed = unpacked / "selfhelp.pkg" / "Payload"
    content = subprocess.run(["gzip", "-dc", packed], stdout=subprocess.PIPE, check=True).stdout
    listed = subprocess.run(
        ["cpio", "-itv", "--quiet", "-n"], input=content, stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    lines = [line.split(maxsplit=8) for line in listed.splitlines()]
    assert len(lines) > 50
    for rights, _, uid, gid, *_, place in lines:
        if place == "./Applications":  # as macOS has it: administrators may add programs
            assert (rights, uid, gid) == ("drwxrwxr-x", "0", "80")
            continue
        assert (uid, gid) == ("0", "0"), place
        assert rights.startswith("l") or "w" not in rights[4:], place
        assert "s" not in rights, place
    (tools,) = (line[0] for line in lines if line[-1] == "./Library/PrivilegedHelperTools")
    assert tools == "drwxr-xr-t"


@pytest.mark.skipif(shutil.which("xar") is None, reason=NO_XAR)
def test_xar_lists_what_installer_looks_for(package: Path) -> None:
    listed = run("xar", "-tf", package).stdout.split()
    wanted = {
        "Distribution",
        *(f"selfhelp.pkg/{name}" for name in ("Bom", "PackageInfo", "Payload", "Scripts")),
    }
    assert wanted <= set(listed)


def test_it_goes_where_it_is_put_and_only_on_macs_that_it_runs_on(unpacked: Path) -> None:
    info = (unpacked / "selfhelp.pkg" / "PackageInfo").read_text()
    assert 'relocatable="false"' in info
    assert "<relocate />" in info
    whole = (unpacked / "Distribution").read_text()
    assert 'hostArchitectures="arm64"' in whole
    assert '<os-version min="13.0" />' in whole


# -- what launchd and the Finder are told ---------------------------------------------------------------


def read(unpacked: Path, place: str) -> dict[str, Any]:
    return plistlib.loads((unpacked / "Payload" / place.lstrip("/")).read_bytes())


def test_launchd_starts_the_tray_in_each_graphical_session(unpacked: Path) -> None:
    agent = read(unpacked, AGENT)
    assert agent["Label"] == LABEL
    program, option = agent["ProgramArguments"]
    assert option == "--tray"
    assert os.access(unpacked / "Payload" / program.lstrip("/"), os.X_OK)
    assert agent["RunAtLoad"] is True
    assert agent["LimitLoadToSessionType"] == "Aqua"
    assert agent["KeepAlive"] == {"SuccessfulExit": False}  # who quits it has quit it


def test_launchd_makes_the_socket_that_the_program_looks_for(unpacked: Path) -> None:
    daemon = read(unpacked, DAEMON)
    program, word = daemon["ProgramArguments"]
    assert (program, word) == (str(elevate.INSTALLED[Platform.MACOS]), "connection")
    assert program == f"{HELPER}/helper"
    assert os.access(unpacked / "Payload" / program.lstrip("/"), os.X_OK)
    assert daemon["Sockets"]["Request"]["SockPathName"] == str(elevate.SOCKET)
    assert elevate.SOCKET.parent == FOLDERS[Platform.MACOS].memory.parent


def test_the_app_has_links_no_place_in_the_dock_and_reasons_in_two_languages(unpacked: Path) -> None:
    app = "/Applications/selfhelp.app/Contents"
    info = read(unpacked, f"{app}/Info.plist")
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["selfhelp"]
    assert info["LSUIElement"] is True
    assert info["CFBundleIdentifier"] == LABEL
    french = (unpacked / "Payload" / f"{app}/Resources/fr.lproj/InfoPlist.strings".lstrip("/")).read_text(
        "utf-8"
    )
    asked = {key for key in info if key.endswith("UsageDescription")}
    assert asked == set(re.findall(r'^"(\w+)" = ".+";$', french, re.MULTILINE))
    assert "NSScreenCaptureUsageDescription" in asked
    assert "NSAppleEventsUsageDescription" in asked, "else macOS refuses without asking the user"


def test_the_hardened_runtime_gives_up_no_check_of_libraries() -> None:
    assert plistlib.loads((MACOS / "entitlements.plist").read_bytes()) == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.automation.apple-events": True,
    }


def test_the_sample_of_the_permissions_is_current_and_names_one_app_of_one_maker() -> None:
    permissions = of_installer("permissions")
    assert (MACOS / "policy" / "permissions.mobileconfig").read_bytes() == permissions.profile(
        permissions.SAMPLE
    )
    pictures, start = plistlib.loads(permissions.profile("TEAM567890"))["PayloadContent"]
    (app,) = pictures["Services"]["ScreenCapture"]
    assert app["Authorization"] == "AllowStandardUserToSetSystemService"
    assert f'identifier "{LABEL}"' in app["CodeRequirement"]
    assert '"TEAM567890"' in app["CodeRequirement"]
    assert start["Rules"][0]["TeamIdentifier"] == "TEAM567890"
    with pytest.raises(ValueError, match="ten capital letters"):
        permissions.profile('A" or anchor')


# -- scripts -----------------------------------------------------------------------------------------


@pytest.fixture
def tray() -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs until somebody ends it."""
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def installed(mac: Mac) -> None:
    """Put the package's files on a Mac."""
    for place in (AGENT, DAEMON, f"{HELPER}/helper", "/Applications/selfhelp.app/Contents/Info.plist"):
        mac.at(place).parent.mkdir(parents=True, exist_ok=True)
        mac.at(place).touch()


@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_started_for_every_signed_in_user(shell: str, tmp_path: Path) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501, 502))
    before = mac.run(shell, SCRIPTS / "preinstall", "x.pkg", "/", "/")
    assert not [call for call in before if "bootstrap" in call]
    installed(mac)
    calls = mac.run(shell, SCRIPTS / "postinstall", "x.pkg", "/", "/")
    assert [call for call in calls if call.startswith("launchctl")] == [
        f"launchctl bootstrap system {DAEMON}",
        f"launchctl bootstrap gui/501 {AGENT}",
        f"launchctl bootstrap gui/502 {AGENT}",
    ]
    assert f"chown root:wheel {AGENT} {DAEMON}" in calls
    assert mac.at("/private/var/db/selfhelp-helper").stat().st_mode & 0o777 == 0o755
    assert list(mac.at("/private/var/db/selfhelp-helper").iterdir()) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_an_upgrade_ends_every_tray_and_starts_those_that_ran(
    shell: str, tmp_path: Path, tray: subprocess.Popen[bytes]
) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501, 502), trays={tray.pid: 502})
    installed(mac)
    calls = mac.run(shell, SCRIPTS / "preinstall", "x.pkg", "/", "/")
    assert calls == [
        f"launchctl bootout gui/501/{LABEL}",
        f"launchctl bootout gui/502/{LABEL}",
        f"launchctl bootout system/{LABEL}.helper",
    ]
    assert tray.wait(60) == -15  # asked, not torn down
    calls = mac.run(shell, SCRIPTS / "postinstall", "x.pkg", "/", "/")
    assert [call for call in calls if "gui/" in call] == [f"launchctl bootstrap gui/502 {AGENT}"]


@pytest.mark.slow
def test_an_unresponsive_tray_is_ended(tmp_path: Path) -> None:
    process = subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"])
    mac = Mac(tmp_path / "mac", desktops=(501,), trays={process.pid: 501})
    installed(mac)
    try:
        mac.run("dash", SCRIPTS / "preinstall", "x.pkg", "/", "/")
        assert process.wait(60) == -9
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("script", ["preinstall", "postinstall"])
def test_another_disk_than_the_running_one_touches_no_session(script: str, tmp_path: Path) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501,))
    installed(mac)
    calls = mac.run("dash", SCRIPTS / script, "x.pkg", "/Volumes/Other", "/Volumes/Other")
    assert not [call for call in calls if call.startswith("launchctl")]


def test_nothing_that_launchd_refuses_fails_the_installation(tmp_path: Path) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501,), launchctl=5)
    installed(mac)
    for script in (
        "preinstall",
        "postinstall",
        "postinstall",
    ):  # the last one once more: nothing is left over
        mac.run("dash", SCRIPTS / script, "x.pkg", "/", "/")


def test_system_accounts_are_never_started(tmp_path: Path) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501,))
    installed(mac)
    kept = mac.at("/private/var/db/selfhelp-helper/upgrade/people")
    kept.parent.mkdir(parents=True)
    kept.write_text("0\n-1\n501; touch /tmp/x\n\n88\n501\n")
    calls = mac.run("dash", SCRIPTS / "postinstall", "x.pkg", "/", "/")
    assert [call for call in calls if "gui/" in call] == [f"launchctl bootstrap gui/501 {AGENT}"]


@pytest.mark.parametrize("purge", [False, True])
@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_taken_off_and_what_is_kept_is_said(
    shell: str, purge: bool, tmp_path: Path, tray: subprocess.Popen[bytes]
) -> None:
    mac = Mac(tmp_path / "mac", desktops=(501,), trays={tray.pid: 501})
    installed(mac)
    policy = mac.at("/Library/Application Support/selfhelp/policy.toml")
    record = mac.at("/Library/Logs/selfhelp-helper/helper.jsonl")
    user_file = mac.at("/Users/alice/Library/Application Support/selfhelp/outbox")
    for file in (policy, record, user_file):
        file.parent.mkdir(parents=True)
        file.touch()
    calls = mac.run(shell, MACOS / "uninstall.sh", *(["--purge"] if purge else []))
    assert tray.wait(60) == -15
    assert f"pkgutil --forget {LABEL}" in calls
    for place in (AGENT, DAEMON, HELPER, "/Applications/selfhelp.app", "/private/var/db/selfhelp-helper"):
        assert not mac.at(place).exists(), place
    assert policy.exists() is record.exists() is not purge
    assert user_file.exists()


def test_the_scripts_call_only_programs_of_the_system(unpacked: Path) -> None:
    places = (unpacked / "Scripts" / "places.sh").read_text()
    assert "PATH=/usr/bin:/bin:/usr/sbin:/sbin\nexport PATH" in places
    for name in ("preinstall", "postinstall"):
        script = (unpacked / "Scripts" / name).read_text()
        assert not re.search(r"\bopen \b(?!\")|sudo|curl|/tmp|\$HOME|osascript", script.split("set -u")[1])


@pytest.mark.parametrize(
    "script", sorted(ROOT.glob("installer/**/*.sh"), key=str), ids=lambda file: file.name
)
def test_every_shell_script_of_the_installers_is_clean(script: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.fail("shellcheck is missing: tools/packages.txt")
    shell = "bash" if "bash" in script.read_text("utf-8")[:20] else "sh"
    done = run("shellcheck", "-x", "-S", "warning", "-P", f"SCRIPTDIR:{SCRIPTS}", "-s", shell, script)
    assert (done.returncode, done.stdout) == (0, "")
