"""Malformed values of every key with a text or a list: `selfhelp policy check` reports each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from selfhelp.core.model import Json
from selfhelp.core.text import ENGLISH
from selfhelp.policy.export.declared_keys import DeclaredKey, iter_declared_keys
from selfhelp.policy.files import PolicyMistake, read_policy_files

URL = (
    *("intranet.example.com", "http://desk.example.com", "ftp://desk.example.com", "https://", "https:///x"),
    *(
        "https://a b.example.com",
        "https://desk..example.com",
        "https://desk,example.com",
        "https://-desk.com",
    ),
    *("https://u:p@desk.example.com", "https://desk.example.com:port", "https://desk.example.com?x=1"),
    *(
        "https://desk.example.com:99999",
        "https://256.1.1.1",
        "javascript:alert(1)",
        "https://desk.example.com#x",
    ),
)
PLAIN_URL = (
    "probe.example.com",
    "https://probe.example.com/",
    "http://",
    "http://a b/",
    "http://a..b/",
    "ftp://x",
)
HOST = (
    *(
        "https://vpn.example.com",
        "vpn.example.com:443",
        "vpn example.com",
        "vpn..example.com",
        "-vpn.example.com",
    ),
    *("vpn.example.com/x", "vpn,example.com", "user@vpn.example.com", "256.1.1.1", "*.example.com", "v" * 64),
)
EMAIL = (
    "help",
    "help@",
    "@example.com",
    "a b@example.com",
    "help@exa mple.com",
    "a@b@c",
    "help@..com",
    "a@b,c",
)
LINK = (
    "chat.example.com",
    "http://chat.example.com",
    "https://",
    "https://{asset}.example.com",
    "https://x/{who}",
)
PHONE = ("call us", "+", "12", "1---", "+33 1 23 x", "tel:123")
DATE = ("31.12.2026", "2026-13-01", "2026-02-30", "tomorrow", "2026-1-1")
PATH = ("packs", "../packs", "file:///srv/packs", "~user/packs")
KEY = ("x", "a" * 63, "g" * 64, "a" * 65)
BY_LANGUAGE = (["hello"], ["=x"], ["zz9=x"], ["en="])
ONE_WORD = ("a b", "a/b", "é?")

MALFORMED: Mapping[str, Sequence[Json]] = {
    "app.language": ("french", "FR!", "f"),
    "app.updates": BY_LANGUAGE,
    "branding.accent": ("blue", "#12", "#gggggg", "0a5fc2"),
    "branding.links": (["Intranet"], ["=https://x.example"], ["Intranet=ftp://x"], ["A=https://a..b"]),
    "branding.logo": ("../logo.svg", "logo.exe", "https://x.example/logo.svg", "data:text/html;base64,AA=="),
    "branding.logo_dark": ("../logo.svg", "logo.exe", "https://x.example/logo.svg"),
    "branding.name": ("x" * 41,),
    "branding.text_overrides": (["Get help=Call"], ["en:Get help"], ["en:Ask {who}=Ring {what}"]),
    "checklist.steps": (["=https://x.example"], ["Badge=ftp://x"], ["x" * 101], [""]),
    "desk.categories": (["printing"], ["=12"], [""]),
    "desk.email": (*EMAIL, "{user}@example.com", "{login", "{login}"),
    "desk.fields": (["u_site"], ["=x"]),
    "desk.folder.path": PATH,
    "desk.freshservice.url": ("https://example.com", "http://x.freshservice.com", "x.freshservice.com"),
    "desk.glpi.file_types": (["a/b"], ["*"], [""], ["json, log"]),
    "desk.impacts": (["high"], ["=1"]),
    "desk.jira.request_type": ("Get help", "12a"),
    "desk.jira.service_desk": ONE_WORD,
    "desk.mail.host": HOST,
    "desk.mail.login": ("{user}", "{login", "login}"),
    "desk.mail.to": EMAIL,
    "desk.oauth.client_id": ("a b", "ä"),
    "desk.oauth.scope": ("réad", 'a"b'),
    "desk.osticket.to": EMAIL,
    "desk.redmine.project": ("IT Support", "it/support", "IT"),
    "desk.servicenow.caller": ONE_WORD,
    "desk.servicenow.client_id": ("a b", "ä"),
    "desk.servicenow.import_set": ONE_WORD,
    "desk.servicenow.page": (
        "desk.example.com",
        "https://{sys_id}.x",
        "https://x/{id}",
        "https://a b/{sys_id}",
        "/esc?id=a b",
    ),
    "desk.servicenow.producer": ("x", "A" * 32, "g" * 32),
    "desk.servicenow.table": ONE_WORD,
    "desk.servicenow.variables": (["texts=x"], ["text"], ["text=a b"]),
    "desk.urgencies": (["high"], ["=1"]),
    "desk.zendesk.client_id": ("a b", "ä"),
    "emergency.device": BY_LANGUAGE,
    "emergency.device_page": LINK,
    "emergency.mail": BY_LANGUAGE,
    "emergency.mail_address": EMAIL,
    "emergency.mail_page": LINK,
    "emergency.phone": PHONE,
    "foresight.backup_file": PATH,
    "foresight.return_date": DATE,
    "foresight.warranty_date": DATE,
    "incidents.signing_keys": [[key] for key in KEY],
    "network.ca_file": PATH,
    "network.no_proxy": (["https://x.example"], ["10.0.0.0/33"], ["a b"], ["x.example:80"], [""], ["a, b"]),
    "network.pac": ("proxy.example.com/proxy.pac", "ftp://x/proxy.pac", "https://", "http://a..b/x.pac"),
    "network.proxy": (
        "proxy.example.com",
        "http://u:p@proxy:3128",
        "proxy:port",
        "ftp://proxy:21",
        "a..b:3128",
    ),
    "organisation.drives": (["sales"], ["S:"], ["S:=//"], ["http://x/y"], ["S:=\\\\files"]),
    "organisation.identity_host": HOST,
    "organisation.internal_name": HOST,
    "organisation.mail_host": HOST,
    "organisation.printers": (["printer"], ["ipp://"], ["http://a b"], ["ipp://x|colour=1"], ["usb://x"]),
    "organisation.probe_page": PLAIN_URL,
    "organisation.realm": ("EXAMPLE COM", "https://x", "A/B"),
    "organisation.speed_page": PLAIN_URL,
    "organisation.time_zones": (["Europe/Pariss"], ["+02:00?"], [""], ["Europe/Paris, Europe/Berlin"]),
    "organisation.vpn_gateway": HOST,
    "packs.folder": PATH,
    "packs.keys": [*([key] for key in KEY), ["a" * 64 + " 31.12.2027"], [""], ["a" * 64 + ",b"]],
    "packs.min_versions": (
        ["vpn-reset"],
        ["vpn-reset=new"],
        ["=3"],
        ["vpn-reset=-1"],
        ["vpn-reset=1.2"],
        [""],
    ),
    "reminders.last_days": (
        ["password-expiry"],
        ["no-such=3"],
        ["password-expiry=x"],
        ["password-expiry=-1"],
    ),
    "reminders.lead_days": (["password-expiry"], ["no-such=3"], ["password-expiry=x"]),
    "reminders.wording": (["password-expiry"], ["no-such=x"], ["password-expiry="]),
    "remote.tools": (["helper"], ["a b|Tool|linux=/opt/x"], ["helper|Tool|linux=opt/x"], ["|Tool|linux=/x"]),
    "support.chat": LINK,
    "support.email": EMAIL,
    "support.emergency": PHONE,
    "support.holidays": [[day] for day in (*DATE, "12-32", "2027-01-02/2026-12-24")],
    "support.hours": (
        ["Mo-Fr"],
        ["Mo-Fr 8-18"],
        ["Lu 08:00-18:00"],
        ["Mo 25:00-26:00"],
        ["Mo 08:60-09:00"],
        [""],
    ),
    "support.hours_note": BY_LANGUAGE,
    "support.location": BY_LANGUAGE,
    "support.map": LINK,
    "support.phone": PHONE,
    "support.time_zone": ("Paris", "Europe/Pariss", "+02:00", "../etc/passwd"),
    "ticket.body": (["text"], ["{description} {unknown}"]),
    "ticket.categories": (["printing"], ["|en=x"], ["a b|en=x"]),
    "ticket.questions": (["room"], ["|required|en=x"], ["room|nonsense|en=x"]),
    "ticket.title": ("text", "{subject} {unknown}", "{subject"),
    "usage_stats.folder": PATH,
    "usage_stats.header": ("Host", "a b", "X_Key", ""),
    "usage_stats.keyring_entry": (" x", "x" * 201),
}
"""Malformed values by key; keys for a server's address have those of `URL`."""

FREE = {
    *(
        "desk.glpi.app_token",
        "desk.jira.reopen",
        "desk.jira.solve",
        "desk.rt.category_field",
        "desk.rt.queue",
    ),
    *("desk.rt.ref_field", "desk.zammad.group", "desk.freshservice.ref_field", "incidents.groups"),
    *("incidents.sites", "organisation.name", "organisation.probe_text", "organisation.security_services"),
    *("organisation.vpn_name", "steps.exclude_programs", "steps.exclude_titles"),
}
"""Keys whose values are names in other systems, or any text."""


def _list_free_form_keys() -> Sequence[DeclaredKey]:
    keys = [key for key in iter_declared_keys() if isinstance(key.default, str | tuple)]
    return [key for key in keys if (not key.rule.choices and not key.rule.ids) or key.name in MALFORMED]


def _list_malformed_values(key: DeclaredKey) -> Sequence[Json]:
    return MALFORMED.get(key.name, URL if key.rule.allowed.startswith("an address such as https://") else ())


CASES = [(key.name, value) for key in _list_free_form_keys() for value in _list_malformed_values(key)]


def _check(tmp_path: Path, name: str, value: Json) -> Sequence[PolicyMistake]:
    table, _, last = name.rpartition(".")
    file = tmp_path / "policy.toml"
    file.write_text(f"\n[{table}]\n{last} = {json.dumps(value)}\n", encoding="utf-8")
    return [problem for problem in read_policy_files([file], locked=True).problems if problem.key == name]


def test_every_key_has_malformed_values_or_takes_any_text() -> None:
    without = {key.name for key in _list_free_form_keys() if not _list_malformed_values(key)}
    assert without == FREE


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value!r:.40}" for name, value in CASES])
def test_a_malformed_value_is_reported(tmp_path: Path, name: str, value: Json) -> None:
    (problem,) = _check(tmp_path, name, value)
    assert (problem.file, problem.line) == (str(tmp_path / "policy.toml"), 3)
    assert problem.value == value
    assert ENGLISH.translate(problem.message)
    assert problem.allowed not in ("", "a text", "a list of texts")


VALID: Mapping[str, Sequence[Json]] = {
    "desk.email": ("{login}@example.com", "anna@intranet", "a.b+c@münchen.example"),
    "desk.folder.path": ("/srv/desk", "\\\\files.example.com\\desk", "~/desk", "C:\\desk"),
    "desk.glpi.file_types": (["json", ".log", "tar.gz"],),
    "desk.mail.host": ("smtp.example.com", "localhost", "192.0.2.1", "::1"),
    "desk.servicenow.page": (
        "https://x.example/sp?id=ticket&table={table}&sys_id={sys_id}",
        "https://x.example?sys_id={sys_id}",
        "/esc?id=ticket&table={table}&sys_id={sys_id}",
    ),
    "desk.webhook.url": (
        "https://desk.example.com/a_b",
        "https://[2001:db8::1]:8443/x",
        "https://my_desk",
        "",
    ),
    "network.no_proxy": (
        ["intranet", ".example.com", "*.local", "10.0.0.0/8", "192.0.2.7", "2001:db8::/32"],
    ),
    "organisation.time_zones": (["Europe/Paris", "Romance Standard Time", "UTC", "W. Europe Standard Time"],),
    "packs.keys": (["a" * 64, "B" * 64 + " 2027-12-31"],),
    "packs.min_versions": (["vpn-reset=3", "*=2"],),
    "support.phone": ("112", "+33 1 23 45 67 89", "01 (23) 45/6-7"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, all_ in VALID.items() for value in all_])
def test_an_unusual_but_valid_value_is_accepted(tmp_path: Path, name: str, value: Json) -> None:
    assert _check(tmp_path, name, value) == []
