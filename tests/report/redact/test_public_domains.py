"""Computers below an organisation's own domain go; public sites stay."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.vocabulary.public_domains import is_public_domain


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("this link doesn't open: https://files.kestrel-optics.com/s/overview", "files.kestrel-optics.com"),
        ("Le lien https://inscription.lycee-aubrac.fr/2026 est vide.", "inscription.lycee-aubrac.fr"),
        ("go to reset.brandt-logistik.de and choose a new one", "reset.brandt-logistik.de"),
        ("curl -X POST https://hooks.lab.tidewater.bio/v2/jobs", "hooks.lab.tidewater.bio"),
        ("the phone registers at pbx.millford.coop since today", "pbx.millford.coop"),
    ],
)  # fmt: skip
def test_a_computer_below_an_own_domain_goes(text: str, host: str) -> None:
    redacted = Redactor({}).redact_text(text)
    assert host not in redacted
    assert host.partition(".")[0] not in redacted.replace("://", " ").split("/")[0]


@pytest.mark.parametrize(
    "text",
    [
        "The page https://portal.azure.com asks twice, https://status.slack.com is green.",
        "Je n'arrive pas sur https://espace-client.edf.fr ni sur https://agence-prd.ansm.sante.fr/",
        "Read https://docs.kestrel.org/guide and https://www.lemonde.fr/pixels/ first.",
        "The key is on https://keys.kestrel-editor.org/vks and https://translate.kestrel-editor.org/fr/.",
        "Das Paket steht auf https://meine.deutschepost.de und https://app.deepl.com.",
    ],
)
def test_a_public_site_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("POST https://portal.kestrel-nhs.example/api/login 401", "portal.kestrel-nhs.example"),
        ("sso.millford.gov.example asks again", "sso.millford.gov.example"),
        ("see https://code.tidewater.com/x and time.tidewater.org", "code.tidewater.com"),
        ("intranet.millford.nhs.uk is slow", "intranet.millford.nhs.uk"),
    ],
)
def test_a_reserved_ending_or_a_public_word_makes_no_domain_public(text: str, host: str) -> None:
    assert host not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "name",
    [
        "mail.google.fr",
        "web.de",
        "outlook.live.com",
        "www.gov.uk",
        "espace.impots.gouv.fr",
        "docs.example.org",
    ],
)
def test_a_public_domain_is_known_with_its_ending(name: str) -> None:
    assert is_public_domain(name)
    assert not is_public_domain("web.tidewater-optics.fr")
    assert not is_public_domain("live.tidewater")
