"""selfhelp usage-stats: what is shown is what is told, and nothing goes where policy names no place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.cli.main import run
from selfhelp.core.paths import AppPaths, Platform


def allow(text: str) -> None:
    """Write the policy of the user's own, which counts where the machine has none."""
    config = AppPaths.create_for_current_user(Platform.LINUX).config
    config.mkdir(parents=True, exist_ok=True)
    (config / "policy.toml").write_text(f"[usage_stats]\n{text}\n")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = run(["usage-stats", *arguments, "--json"])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, document


def test_what_is_shown_is_what_a_folder_gets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    share = tmp_path / "share"
    share.mkdir()
    allow(f'mode = "folder"\nfolder = "{share}"')
    status, shown = answer(capsys, "show")
    assert (status, shown["destination"], shown["sent"]) == (0, str(share), None)
    assert answer(capsys, "send")[0] == 0
    (file,) = share.iterdir()
    assert json.loads(file.read_text()) == shown["document"]
    assert answer(capsys, "show")[1]["sent"]
    assert answer(capsys, "reset")[1]["installation"] != file.stem
    assert list(share.iterdir()) == []


def test_where_policy_names_no_place_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "show")[1]["destination"] is None
    assert answer(capsys, "send")[0] == 3
    assert run(["usage-stats", "send", "--due"]) == 0
    allow('mode = "off"')
    assert answer(capsys, "show")[0] == 3
    assert run(["usage-stats", "send", "--due"]) == 0


def test_the_background_hears_of_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    allow(f'mode = "folder"\nfolder = "{tmp_path / "gone"}"')
    assert run(["usage-stats", "send", "--due"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    assert answer(capsys, "show")[1]["error"] == "FileNotFoundError"
    assert App.build().create_usage_stats_exporter().load_stored_state().sent is None
