"""What is offered is read from one file each; one broken file takes no other with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp import fixes, ticket_topics
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy


def test_a_file_that_cannot_be_loaded_is_left_out_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "aaa_broken.py").write_text("raise RuntimeError('broken')\n")
    before = Catalog(Policy(), Platform.LINUX)
    whole, desk = set(before.fixes), set(before.referrals)
    for package in (fixes, ticket_topics):
        monkeypatch.setattr(package, "__path__", [str(tmp_path), *package.__path__])
    catalog, asked = Catalog(Policy(), Platform.LINUX), list[int]()
    catalog.read(lambda: asked.append(len(asked)))
    assert (set(catalog.fixes), set(catalog.referrals)) == (whole, desk)
    assert len(asked) > len(whole)
    assert "aaa_broken cannot be loaded" in caplog.text
