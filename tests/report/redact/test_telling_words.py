"""Accounts and computers that their form alone, or a word near by, gives away."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.vocabulary.host_names import is_certainly_host, is_own_domain_name
from selfhelp.report.redact.vocabulary.login_names import is_account_near_keyword, is_name_login


@pytest.mark.parametrize(
    "value", ["jbielecki", "mgarnier4", "n.holtz", "klefebvre", "gwabgrall", "marie.dupont"]
)
def test_an_initial_and_a_family_name_is_an_account_wherever_it_stands(value: str) -> None:
    assert is_name_login(value)
    assert value not in Redactor({}).redact_text(f"since monday {value} sees a grey page")


@pytest.mark.parametrize(
    "value",
    [
        "printers",
        "bcdedit",
        "msiserver",
        "gparted",
        "readline",
        "a.out",
        "e.g",
        "l.price",
        "dmidecode",
        "x.org",
    ],
)
def test_words_and_programs_are_no_accounts(value: str) -> None:
    assert not is_name_login(value)
    text = f"since monday {value} is slow"
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Since the merger my username changed to NORDAHLB",
        "please remove m_okonjo from all groups",
        "the account should have the same rights as bnord2",
        "Le compte de ZIMMERLK est verrouillé",
    ],
)
def test_a_made_word_near_one_for_accounts_is_one(text: str) -> None:
    value = next(word for word in text.split() if is_account_near_keyword(word))
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "value", ["srvfic2", "rdsh4", "TILL-07", "vmlx-erp-p03", "DEHAM-W11-2207", "mbx2.lormand.fr"]
)
def test_a_role_and_a_number_is_a_computer_wherever_it_stands(value: str) -> None:
    assert is_certainly_host(value)
    assert value not in Redactor({}).redact_text(f"since monday {value} beeps")


@pytest.mark.parametrize(
    "value",
    [
        "utf-8",
        "sqlite3",
        "adler32",
        "CVE-2024-01",
        "ISO-0001",
        "scram-sha-256",
        "libssl-3",
        "smtp.office365.com",
        "swap1",
    ],
)
def test_terms_and_sites_of_everyone_are_no_computers(value: str) -> None:
    assert not is_certainly_host(value)
    text = f"since monday {value} is there"
    assert Redactor({}).redact_text(text) == text


def test_a_name_below_a_domain_of_everyone_is_no_organisations_own() -> None:
    assert is_own_domain_name("portal.lormand.fr")
    assert not is_own_domain_name("outlook.office365.com")
    assert not is_own_domain_name("archive.co.uk") or is_own_domain_name("srv1.lormand.co.uk")


def test_the_rest_of_a_stand_in_behind_an_escaped_line_end_stays() -> None:
    for digits in ("ab1234", "f1234e", "abc12d"):
        assert not is_certainly_host(f"etwork-{digits}")


def test_the_next_number_of_a_name_and_a_file_named_after_someone_are_found() -> None:
    assert "ts-lyon" not in Redactor({}).redact_text("could you reboot server ts-lyon-3? ts-lyon-4 works")
    assert "slegoffic" not in Redactor({}).redact_text(
        "C:\\Users\\slegoffic\\Outlook\\slegoffic.ost is missing"
    )


def test_a_number_in_the_groups_of_a_replaced_one_is_found() -> None:
    clean = Redactor({}).redact_text("mon numéro d'agent c'est le 77 40 218 et celui de mon chef 77 39 005")
    assert "77 39 005" not in clean
