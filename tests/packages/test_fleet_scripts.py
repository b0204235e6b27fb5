"""The scripts for Intune and Jamf: what they say, and that they can run where scripts are held short."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.people import ROOT

POWERSHELL = sorted((ROOT / "installer" / "windows" / "intune").glob("*.ps1"))
CMDLETS = {"Get-ItemProperty", "Join-Path", "Test-Path", "Write-Output", "Select-Object"}
"""All that they call; every one is a cmdlet of Windows PowerShell itself."""


def code(script: Path) -> str:
    return "\n".join(line for line in script.read_text("ascii").splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("script", POWERSHELL, ids=lambda p: p.name)
def test_nothing_that_the_constrained_language_mode_refuses(script: Path) -> None:
    """Microsoft Learn, "about_Language_Modes": no methods, no .NET objects, core types only."""
    text = code(script)
    assert "::" not in text
    assert not re.search(r"\.\w+\(", text), "a method"
    assert set(re.findall(r"\[(\w+)\]", text)) <= {"version"}
    assert set(re.findall(r"\b[A-Z][a-z]+-[A-Z]\w+", text)) <= CMDLETS
    assert text.rstrip().endswith("exit 0")
    assert "exit 1" in text


def test_there_is_one_for_the_app_and_one_for_its_policy() -> None:
    assert [script.name for script in POWERSHELL] == ["detect.ps1", "policy.ps1"]
    assert "HKLM:\\Software\\selfhelp-setup" in code(POWERSHELL[0])


@pytest.fixture
def attribute(tmp_path: Path) -> Path:
    """The script for Jamf on a Mac that is pretended: its folder, with ``defaults`` beside it."""
    app = tmp_path / "selfhelp.app"
    text = (ROOT / "installer" / "macos" / "jamf" / "extension-attribute.sh").read_text()
    script = tmp_path / "attribute.sh"
    script.write_text(text.replace("app=/Applications/selfhelp.app", f"app='{app}'"))
    assert str(app) in script.read_text()
    defaults = tmp_path / "defaults"
    defaults.write_text(
        '#!/bin/sh\n[ -d "${2%/Contents/Info}" ] && [ "$3" = CFBundleShortVersionString ] && echo 0.1.0\n'
    )
    defaults.chmod(0o755)
    return script


def said(script: Path) -> str:
    environment = {**os.environ, "PATH": f"{script.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", script], capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def installed(script: Path, status: int) -> None:
    program = script.parent / "selfhelp.app" / "Contents" / "MacOS" / "selfhelp"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(
        f'#!/bin/sh\n[ "$*" = "policy check --lang en" ] || exit 9\necho noise\nexit {status}\n'
    )
    program.chmod(0o755)


def test_jamf_hears_the_version_and_whether_the_policy_is_right(attribute: Path) -> None:
    assert said(attribute) == "<result>not installed</result>\n"
    for status, words in ((0, "policy right"), (2, "policy has mistakes"), (3, "policy not checked")):
        installed(attribute, status)
        assert said(attribute) == f"<result>0.1.0, {words}</result>\n"


def test_the_shell_finds_nothing_odd_in_it(attribute: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    subprocess.run(["shellcheck", ROOT / "installer/macos/jamf/extension-attribute.sh"], check=True)
