"""A management tool is found where it really lies, and by its own last run: with a made-up Puppet.

No real server: what is installed is an empty program in a mount namespace. Starting a sync and what it
brings weren't tried.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import interpreter, needs_root
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def opt(alice: Person) -> Path:
    """What takes the place of /opt, and a policy that names two tools."""
    folder = alice.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    alice.owns(alice.owns(folder).parent)
    (folder / "policy.toml").write_text('[organisation]\nmanagement = ["puppet", "salt"]\n')
    made = alice.home / "opt"
    made.mkdir()
    return made


def installed(opt: Path, days: float) -> None:
    """Install a Puppet that last ran so long ago."""
    program = opt / "puppetlabs" / "bin" / "puppet"
    summary = opt / "puppetlabs" / "puppet" / "public" / "last_run_summary.yaml"
    for path in (program, summary):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        path.chmod(0o755)
    at = time.time() - days * 86_400
    os.utime(summary, (at, at))


def looked(alice: Person, opt: Path) -> dict[str, Any]:
    """Run the check as the user, with their own /opt."""
    mount = f'mount --bind {opt} /opt && exec "$@"'
    argv = ["unshare", "--mount", "sh", "-c", mount, "sh", *alice.prefix(), interpreter(alice)]
    argv += ["-m", "selfhelp", "check", "management-sync", "--json"]
    done = subprocess.run(
        argv, env=alice.environment, cwd=alice.home, capture_output=True, text=True, check=False
    )
    answer: dict[str, Any] = json.loads(done.stdout)["checks"][0]
    return answer


def test_a_tool_is_found_only_where_it_is_installed_and_by_its_last_run(alice: Person, opt: Path) -> None:
    assert looked(alice, opt)["state"] == "not-offered"
    installed(opt, days=3)
    seen = looked(alice, opt)
    assert (seen["state"], seen["summary"]) == (
        "found", "This computer last synced with Puppet 3 days ago.",
    )  # fmt: skip
    installed(opt, days=0)
    assert looked(alice, opt)["state"] == "healthy"
