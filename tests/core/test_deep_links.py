"""A link opens a screen or preselects a fix, and nothing else, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.deep_links import (
    HOME,
    LONGEST,
    SCREENS,
    DeepLink,
    is_fix_id,
    link_from_arguments,
    parse_deep_link,
)

HOSTILE = [
    "selfhelp:",
    "selfhelp://",
    "selfhelp://open",
    "selfhelp://open/",
    "selfhelp://open/nowhere",
    "selfhelp://open/fix",
    "selfhelp://open/sign_in",
    "selfhelp://open/tickets/",
    "selfhelp://open/tickets?report=1",
    "selfhelp://open/tickets#x",
    "selfhelp://open/tickets%0a",
    "selfhelp://open/tickets\n",
    "selfhelp://open/tick%65ts",
    "selfhelp://open/../journal",
    "selfhelp://open//tickets",
    "selfhelp://OPEN/tickets",
    "selfhelp://run/net-vpn",
    "selfhelp://fix/net-vpn --yes",
    "selfhelp://fix/--yes",
    "selfhelp://fix/-x",
    "selfhelp://fix/NET-VPN",
    'selfhelp://fix/net-vpn" --tray "',
    "selfhelp://fix/net-vpn' ; id",
    "selfhelp://fix/\\\\server\\share\\x",
    "selfhelp://fix/net/vpn",
    "selfhelp://user:word@open/tickets",
    "selfhelp://open:80/tickets",
    "selfhelp:\\\\server\\share",
    "selfhelp://open/\N{FULLWIDTH LATIN SMALL LETTER T}ickets",
    "selfhelp://open/tickets\x00",
    "selfhelp://fix/" + "a" * 1_000_000,
    "selfhelp://open/" + "tickets" * 150_000,
    "javascript:alert(1)",
    "file:///etc/passwd",
    "",
]


def test_the_two_forms_lead_where_they_say() -> None:
    assert parse_deep_link("selfhelp://open/tickets") == DeepLink("tickets")
    assert parse_deep_link("SelfHelp://open/tickets") == DeepLink("tickets"), (
        "a scheme has no case (RFC 3986, 3.1)"
    )
    assert parse_deep_link("selfhelp://fix/net-vpn") == DeepLink(fix="net-vpn")
    assert parse_deep_link("selfhelp://open/lost-device") == DeepLink("lost-device")


@pytest.mark.parametrize("link", HOSTILE, ids=lambda link: link[:40])
def test_everything_else_opens_home(link: str) -> None:
    assert parse_deep_link(link) is HOME
    assert link_from_arguments(["selfhelp://open/tickets", link]) is HOME


@given(
    st.one_of(
        st.text(), st.text().map("selfhelp://open/{}".format), st.text().map("selfhelp://fix/{}".format)
    )
)
def test_any_link_yields_only_a_screen_or_fix_id(link: str) -> None:
    found = parse_deep_link(link)
    assert found.screen in SCREENS
    assert found.fix == "" or (is_fix_id(found.fix) and found.screen == "home")
    if found is not HOME:
        assert link.casefold() in (f"selfhelp://open/{found.screen}", f"selfhelp://fix/{found.fix}")


@given(st.lists(st.text(), max_size=4), st.text())
def test_a_link_allows_no_other_arguments(others: list[str], rest: str) -> None:
    arguments = [*others, f"selfhelp:{rest}"]
    found = link_from_arguments(arguments)
    assert found is not None
    assert found == (parse_deep_link(arguments[0]) if len(arguments) == 1 else HOME)


def test_without_a_link_the_arguments_are_a_command() -> None:
    assert link_from_arguments([]) is None
    assert link_from_arguments(["fix", "net-vpn", "--yes"]) is None


def test_a_link_holds_nothing_else() -> None:
    for screen, fix in (("nowhere", ""), ("home", "../x"), ("home", "a" * (LONGEST + 1)), ("", "")):
        with pytest.raises(ValueError, match="no deep link"):
            DeepLink(screen, fix)
