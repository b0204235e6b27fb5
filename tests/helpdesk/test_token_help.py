"""Users learn where they get their token, and who helps if they can't."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from selfhelp.core.text import ENGLISH, Translator
from selfhelp.helpdesk.token_help import TOKEN_PAGES, WHERE, find_token_page, get_token_instructions
from selfhelp.policy.help_desk import HelpDeskPolicy


def desk_at(connector: str, url: str) -> HelpDeskPolicy:
    policy = HelpDeskPolicy()
    name = connector.replace("-", "_")
    changes: dict[str, Any] = {name: replace(getattr(policy, name), url=url)}
    return replace(policy, connector=connector, **changes)


@pytest.mark.parametrize(
    ("connector", "url", "page"),
    [
        ("rt", "https://rt.example.com", "https://rt.example.com/Prefs/AuthTokens.html"),
        ("glpi", "https://example.com/glpi/", "https://example.com/glpi/front/preference.php"),
        ("redmine", "https://redmine.example.com", "https://redmine.example.com/my/account"),
        ("zammad", "https://z.example.com", "https://z.example.com/#profile/token_access"),
        (
            "jira",
            "https://example.atlassian.net",
            "https://id.atlassian.com/manage-profile/security/api-tokens",
        ),
        ("freshservice", "https://example.freshservice.com", "https://example.freshservice.com/"),
        ("zendesk", "https://example.zendesk.com", ""),
        ("django-helpdesk", "https://h.example.com", ""),
        ("rt", "", ""),
        ("mail", "", ""),
    ],
)
def test_the_page_is_the_organisations_own(connector: str, url: str, page: str) -> None:
    desk = replace(HelpDeskPolicy(), connector="mail") if connector == "mail" else desk_at(connector, url)
    assert find_token_page(desk) == page


def test_jira_data_center_has_its_own_page() -> None:
    page = find_token_page(desk_at("jira", "https://jira.example.com"))
    assert page.startswith("https://jira.example.com/secure/ViewProfile.jspa?selectedTab=")


@pytest.mark.parametrize("connector", sorted(WHERE))
def test_the_words_say_who_helps(connector: str) -> None:
    """A user without the menu, such as of Request Tracker's self-service pages, was left helpless."""
    lines = " ".join(ENGLISH.translate(line) for line in get_token_instructions(connector))
    assert "elp desk" in lines or connector == "mail"
    called = " ".join(map(ENGLISH.translate, get_token_instructions(connector, phone="0123", email="a@b.c")))
    assert ("0123" in called) is (connector != "mail"), "a ticket can't be sent without a token"
    assert "Contact the help desk:" not in called
    assert ("create the token for you" in lines) is (connector in TOKEN_PAGES)


@pytest.mark.parametrize(
    ("language", "menus"),
    [
        ("fr", ("Réglages", "Jetons d’authentification")),  # share/po/fr.po of Request Tracker
        ("de", ("Einstellungen", "Auth Tokens")),
    ],
)
def test_the_menus_have_the_names_that_the_desk_shows(language: str, menus: tuple[str, str]) -> None:
    """The French page named "Logged in as" and "Settings"."""
    where = Translator(language).translate(WHERE["rt"])
    assert all(menu in where for menu in menus)
    assert "Settings" not in where


def test_where_the_browser_is_offered_the_token_is_the_second_choice() -> None:
    lines = [ENGLISH.translate(line) for line in get_token_instructions("zendesk", browser=True)]
    assert lines[0] == "You only need a token if you can't sign in with your browser."
    assert not any("client ID" in line for line in lines), "IT has set it already"
    assert any("client ID" in ENGLISH.translate(line) for line in get_token_instructions("zendesk"))
