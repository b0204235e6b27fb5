"""selfhelp open: only screens, only ids of fixes, and never a second program."""

from __future__ import annotations

import pytest

from selfhelp import __main__ as start
from selfhelp.core.deep_links import HOME, DeepLink
from selfhelp.ui import main as window

Asked = list[dict[str, object]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the window was asked for, without one."""
    found: Asked = []

    def run(**what: object) -> int:
        found.append(what)
        return 0

    monkeypatch.setattr(window, "run", run)
    return found


def test_a_screen_or_a_fix(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["open", "tickets"]) == 0
    assert start.main(["open", "--fix", "net-vpn", "--json"]) == 0
    assert start.main(["open"]) == 0
    assert [what["link"] for what in asked] == [
        DeepLink("tickets"),
        DeepLink(fix="net-vpn"),
        HOME,
    ]
    assert '"screen": "home", "fix": "net-vpn"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["open", "nowhere"],
        ["open", "fix"],
        ["open", "--fix", "../x"],
        ["open", "home", "more"],
        ["open", "--yes"],
    ],
)
def test_anything_else_is_a_usage_error(asked: Asked, arguments: list[str]) -> None:
    assert start.main(arguments) == 2
    assert asked == []


def test_a_link_opens_its_screen(asked: Asked) -> None:
    assert start.main(["selfhelp://open/journal"]) == 0
    assert start.main(["SELFHELP://fix/net-vpn"]) == 0
    assert [what["link"] for what in asked] == [DeepLink("journal"), DeepLink(fix="net-vpn")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["selfhelp://open/tickets", "--tray"],
        ["fix", "net-vpn", "--yes", "selfhelp://x"],
        ["selfhelp://fix/net-vpn", "--yes"],
        ["selfhelp:" + "a" * 1_000_000],
        ["selfhelp://run/x%0a"],
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
def test_a_hostile_link_opens_home_and_runs_no_command(asked: Asked, arguments: list[str]) -> None:
    assert start.main(arguments) == 0
    assert asked == [{"link": HOME}]
