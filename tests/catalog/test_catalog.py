"""What is offered is read from one file each; one broken file takes no other with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp import fixes
from selfhelp.catalog.catalog import Catalog
from selfhelp.core import resource_tables
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy
from tests.people import ROOT

SUGGEST = """
import sys
from pathlib import Path
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy

read = []
sys.addaudithook(lambda event, args: event == "open" and read.append(str(args[0])))
found = Catalog(Policy(), Platform.LINUX).suggest("i got a strange mail")
assert found.items[0].id == "phishing", found
print([name for name in read if name.endswith(".toml")], "tomllib" in sys.modules)
"""


def test_a_file_that_cannot_be_loaded_is_left_out_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = Catalog(Policy(), Platform.LINUX)
    whole, desk = set(before.fixes), set(before.topics)
    (tmp_path / "aaa_broken.py").write_text("raise RuntimeError('broken')\n")
    monkeypatch.setattr(fixes, "__path__", [str(tmp_path), *fixes.__path__])
    shutil.copytree(ROOT / "resources" / "topics", tmp_path / "topics")
    (tmp_path / "topics" / "aaa-broken.toml").write_text('title = "Broken"\nurgent = 1\n')
    monkeypatch.setattr(resource_tables, "find_resource", tmp_path.joinpath)
    catalog, asked = Catalog(Policy(), Platform.LINUX), list[int]()
    catalog.preload_fixes_and_topics(lambda: asked.append(len(asked)))
    assert (set(catalog.fixes), set(catalog.topics)) == (whole, desk)
    assert len(asked) > len(whole) + len(desk)
    assert "aaa_broken cannot be loaded" in caplog.text
    assert "topics/aaa-broken.toml: category: missing" in caplog.text


def test_a_suggestion_reads_no_topic_and_no_troubleshooter() -> None:
    run = subprocess.run([sys.executable, "-c", SUGGEST], cwd=ROOT, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("[] False\n", "")
