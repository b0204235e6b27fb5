"""The privacy page is made of the real policy and state: whatever is switched, the page says so."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import StorageError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import Translator
from selfhelp.machine.apps.remote_tools import InstalledRemoteTool
from selfhelp.packs import discovery
from selfhelp.policy import files
from selfhelp.policy.files import EffectiveSetting
from selfhelp.policy.policy import iter_policy_keys
from selfhelp.privacy import PrivacyFacts, PrivacyTopic, topics
from selfhelp.privacy.html_export import render_privacy_html, write_privacy_html
from selfhelp.privacy.never import PROMISES
from selfhelp.privacy.topics import build_privacy_topics, summarise_privacy
from selfhelp.remote.allowed_tools import list_allowed_tools
from selfhelp.remote.remote_support import ToolOffer

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script>\u202e&'\""

FLIPS: dict[str, object] = {
    "steps.enabled": False,
    "steps.exclude_programs": ["outlook"],
    "steps.exclude_titles": ["payroll"],
    "steps.unmarked_browsers": True,
    "steps.megabytes": 20,
    "steps.separate_images": 0,
    "steps.keep_days": 3,
    "desk.connector": "rt",
    "desk.folder.path": "/srv/desk",
    "desk.email": "{login}@example.com",
    "desk.fields": ["u_site=Paris"],
    "fixes.allow": ["disk-full"],
    "fixes.deny": ["disk-full"],
    "organisation.name": "Example Ltd",
    "organisation.identity_host": "login.example.com",
    "organisation.internal_name": "inside.example.com",
    "organisation.vpn_gateway": "vpn.example.com",
    "organisation.mail_host": "mail.example.com",
    "organisation.probe_page": "http://probe.example.com/ok.txt",
    "organisation.speed_page": "http://probe.example.com/10mb.bin",
    "helper.enabled": False,
    "helper.deny": ["restart-print-service"],
    "packs.scripts": True,
    "evidence.screenshots": False,
    "evidence.exclude_sections": ["disks"],
    "evidence.budget": 20.0,
    "redaction.exempt": ["host"],
    "evidence.computer": False,
    "evidence.account": False,
    "redaction.attachments": True,
    "evidence.snapshot_days": 0,
    "evidence.sent_items_days": 7,
    "outbox.days": 8,
    "ticket_updates.enabled": False,
    "ticket_updates.keep_days": 9,
    "incidents.feed": "https://status.example.com/feed.json",
    "reminders.enabled": False,
    "feedback.ask": False,
    "usage_stats.mode": "off",
    "support.phone": "+33 1 23 45 67 89",
    "support.email": "help@example.com",
    "support.chat": "https://chat.example.com/?a={asset}",
    "support.map": "https://map.example.com/?c={computer}",
    "remote.enabled": False,
    "remote.allow": ["anydesk"],
    "remote.tools": ["helper|Acme Helper|linux=/opt/helper/run"],
    "remote.download": "https://get.example.com/help",
    "remote.caller_verification": False,
}
"""What a person wants to know: a value other than the default for each of these keys."""

NOT_ABOUT_USERS = {
    *(
        "network",
        "outbox",
        "ticket_updates",
        "incidents",
        "ticket",
        "usage_stats",
        "health",
        "foresight",
        "reminders",
        "checklist",
        "emergency",
        "branding",
        "app",
        "fixes",
        "evidence",
        "packs",
        "support",
        "organisation",
        "desk",
    ),
    *("helper",),
}
"""Tables of which some keys only say how well something is done (limits, pauses, wording, checks)."""


def nested(key: str, value: object) -> str:
    table, _, name = key.rpartition(".")
    return f"[{table}]\n{name} = {json.dumps(value)}\n"


def known(tmp_path: Path, text: str = "", **changed: object) -> PrivacyFacts:
    """What the page is made of, with a machine policy of this text."""
    places = AppPaths(*(tmp_path / name for name in ("config", "data", "cache", "log", "run", "machine")))
    places.machine_policy.mkdir(exist_ok=True)
    (places.machine_policy / "policy.toml").write_text(text)
    loaded = files.load_policy(places)
    offers = [
        ToolOffer(tool, InstalledRemoteTool("/opt/x"))
        for tool in list_allowed_tools(loaded.policy)
        if Platform.LINUX in tool.finders
    ]
    made = PrivacyFacts(
        loaded,
        Catalog(loaded.policy, Platform.LINUX),
        operations=("restart-print-service",) if loaded.policy.helper.enabled else (),
        offers=offers,
        desk_folder=tmp_path / "data" / "desk",
    )
    return replace(made, **changed)


def words(found: PrivacyFacts, language: str = "en") -> str:
    show = Translator(language).translate
    lines = []
    for topic in build_privacy_topics(found):
        lines.append(show(topic.title))
        points = topic.points[1:] if topic.id == "control" else topic.points  # not how many values are set
        for point in points:
            lines += [f"{point.on} {show(point.text)}", *(show(one) for one in point.more)]
    return "\n".join(lines)


@pytest.mark.parametrize("key", FLIPS)
def test_every_switch_changes_the_page_in_every_language(key: str, tmp_path: Path) -> None:
    for language in list_supported_languages():
        reached = '[desk.folder]\npath = "/srv/desk"\n' if key == "ticket_updates.enabled" else ""
        before, after = known(tmp_path, reached), known(tmp_path, reached + nested(key, FLIPS[key]))
        assert [p.key for p in after.loaded.problems if p.key != "desk.rt.url"] == []
        assert words(before, language) != words(after, language)


def test_every_key_is_shown_or_in_an_exempt_table() -> None:
    """A new table of the policy must be thought about here, and a new key of one that is told whole."""
    missing = [
        name
        for name, _, _ in iter_policy_keys()
        if name not in FLIPS and name.split(".")[0] not in NOT_ABOUT_USERS
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("connector", "settings", "host"),
    [
        ("rt", '[desk.rt]\nurl = "https://rt.example.com"\n', "rt.example.com"),
        ("glpi", '[desk.glpi]\nurl = "https://glpi.example.com/x"\n', "glpi.example.com"),
        ("mail", '[desk.mail]\nto = "help@example.com"\n', "help@example.com)"),
        (
            "mail",
            '[desk.mail]\nto = "a@example.com"\nhost = "out.example.com"\n',
            "a@example.com, out.example",
        ),
        ("webhook", '[desk.webhook]\nurl = "https://hook.example.com/"\n', "hook.example.com"),
    ],
)
def test_where_tickets_go(connector: str, settings: str, host: str, tmp_path: Path) -> None:
    text = words(known(tmp_path, f'[desk]\nconnector = "{connector}"\n{settings}'))
    assert f"Tickets are sent to your help desk system: {connector} ({host}" in text


def test_the_page_does_not_contradict_itself(tmp_path: Path) -> None:
    """It said that nothing leaves, and named servers; that names are replaced, and that they're included."""
    assert str(summarise_privacy()[0]).startswith("Nothing about you leaves this computer")
    local = words(known(tmp_path, ""))
    desk = words(known(tmp_path, '[desk]\nconnector = "rt"\n[desk.rt]\nurl = "https://rt.example.com"\n'))
    for text in (local, desk):
        assert "In these sections, placeholders replace anything that identifies you" in text
        assert "Outside these sections, tickets state your account name." in text
        assert "Outside these sections, tickets state this computer's name, model, serial number" in text
        assert "the list of sent tickets with their titles: until you delete them." in text
        assert "Files of sent tickets: until the help desk has them all." in text
        assert "Files of sent tickets that the help desk doesn't have: 30 days." in text
        assert "All of this data stays" not in text
        assert "Only if you turn on the weekly tidy-up" in text
    assert "What you've sent stays with the help desk" in desk
    assert "checked for updates" in desk
    assert "help desk, even if" not in local
    assert "checked for updates" not in local, "no one else has the tickets"
    anonymous = words(known(tmp_path, "[evidence]\ncomputer = false\naccount = false\n"))
    assert "placeholders replace anything that identifies you" in anonymous
    assert "weekly tidy-up" not in words(known(tmp_path, "[fixes]\nweekly_tidy = false\n"))


def test_a_desk_without_its_server_gets_nothing(tmp_path: Path) -> None:
    assert "Nothing is sent at the moment" in words(
        known(tmp_path, '[desk]\nconnector = "django-helpdesk"\n')
    )


def test_a_mistake_about_the_desk_stops_everything(tmp_path: Path) -> None:
    assert "Nothing is sent" in words(known(tmp_path, '[desk]\nconnector = "nonsense"\n'))
    assert "Nothing is sent" in words(known(tmp_path, "[desk\n"))
    assert "Nothing is sent" not in words(known(tmp_path, "[fixes]\nnonsense = 1\n"))


def by_id(found: PrivacyFacts) -> dict[str, PrivacyTopic]:
    return {topic.id: topic for topic in build_privacy_topics(found)}


def test_settings_turned_off_by_the_user_are_distinguished(tmp_path: Path) -> None:
    text = words(
        known(tmp_path, '[evidence]\nexclude_sections=["disks"]\n', unwanted=frozenset({"printers"}))
    )
    assert "You've turned off 1 section." in text
    assert "Your organisation has turned off 1 section." in text


def test_nothing_is_collected_at_all(tmp_path: Path) -> None:
    text = words(known(tmp_path, '[evidence]\nexclude_sections=["*"]\n'))
    assert "For a ticket" not in text
    assert re.search(r"Your organisation has turned off \d+ sections\.", text)


def test_the_sections_and_repairs_are_those_that_are_offered(tmp_path: Path) -> None:
    found = known(tmp_path, '[fixes]\nallow=["disk-full"]\n')
    page = by_id(found)
    assert list(page["actions"].points[0].more) == [found.catalog.fixes["disk-full"].title]
    titles = [c.title for c in found.catalog.collectors.values() if not c.private]
    assert list(page["collection"].points[0].more) == titles


def test_state_is_shown_as_well_as_policy(tmp_path: Path) -> None:
    assert "privileged helper isn't installed" in words(known(tmp_path, operations=()))
    assert "no remote support tool is installed" in words(known(tmp_path, offers=()))
    refused = discovery.DiscoveredPack(tmp_path / "odd.pack")
    assert "odd.pack" in words(known(tmp_path, packs=[refused]))


def test_who_decides_names_the_source_and_the_mistakes(tmp_path: Path) -> None:
    found = known(tmp_path, '[desk]\nconnector="nonsense"\n[fixes]\ndeny=["a"]\n')
    point = by_id(replace(found, managed=True))["control"].points[0]
    assert "can't change" in str(point.text)
    assert str(tmp_path / "machine" / "policy.toml") in point.more
    assert any("contain errors" in str(p.text) for p in by_id(found)["control"].points)
    plain = replace(
        found,
        loaded=replace(found.loaded, settings=[EffectiveSetting("a", 1, "default", False)], problems=()),
    )
    assert "No one has changed any settings" in str(by_id(plain)["control"].points[0].text)


def test_each_promise_has_a_test_that_is_there() -> None:
    assert all((ROOT / file).is_file() for file in PROMISES.values())


@pytest.mark.parametrize(("language", "never"), [("fr", "jamais"), ("de", "(?:nie|niemals)")])
def test_what_the_app_never_does_is_said_as_such(language: str, never: str) -> None:
    """The first of the promises told what the window always does."""
    for promise in PROMISES:
        assert re.search(rf"\b{never}\b", Translator(language).translate(promise)), promise


@pytest.mark.parametrize("language", list_supported_languages())
def test_as_a_page_foreign_text_is_text(language: str, tmp_path: Path) -> None:
    found = known(tmp_path, nested("organisation.name", HOSTILE.replace("\u202e", "")))
    file = tmp_path / "new" / "page.html"
    write_privacy_html(file, build_privacy_topics(found), Translator(language))
    page = file.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert f'<html lang="{language}">' in page
    assert "default-src 'none'" in unescape(page)


@pytest.mark.parametrize("place", ["Documents", "selfhelp"])
def test_the_page_is_not_written_through_a_link(place: str, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("foreign")
    (tmp_path / place).mkdir()
    (tmp_path / place / "privacy.html").symlink_to(foreign)
    write_privacy_html(tmp_path / place / "privacy.html", (), Translator("en"))
    assert foreign.read_text() == "foreign"
    assert not (tmp_path / place / "privacy.html").is_symlink()
    assert (tmp_path / place / "privacy.html").stat().st_mode & 0o777 == 0o600


def test_the_page_is_not_written_into_a_cache_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "selfhelp").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(StorageError):
        write_privacy_html(tmp_path / "selfhelp" / "privacy.html", (), Translator("en"))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_every_sentence_of_the_page_is_on_the_sheet(tmp_path: Path) -> None:
    import html

    page = html.unescape(render_privacy_html(build_privacy_topics(known(tmp_path)), Translator("fr")))
    show = Translator("fr").translate
    for topic in build_privacy_topics(known(tmp_path)):
        for point in topic.points:
            assert show(point.text) in page
            assert all(show(one) in page for one in point.more)


def test_the_app_makes_it_of_itself(places: AppPaths) -> None:
    from tests.ui.fakes import SilentMachine

    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[remote]\nenabled = false\n")
    app = App(SilentMachine(Platform.LINUX), places, {}, "en")
    page = {topic.id: topic for topic in app.collect_privacy_topics()}
    assert [id_.replace("-", "_") for id_ in page] == list(topics.ORDER)
    assert not page["remote-access"].points[0].on
    assert "1 setting" in str(page["control"].points[0].text)


@pytest.mark.parametrize(
    ("mode", "place"),
    [("folder", "/srv/counts"), ("https", "https://c.example.com"), ("otlp", "https://o.example.com")],
)
def test_the_page_says_what_is_counted_and_where_that_goes(mode: str, place: str, tmp_path: Path) -> None:
    name = "folder" if mode == "folder" else "url"
    text = f'[usage_stats]\nmode = "{mode}"\ninterval_days = 14\n{name} = "{place}"\n'
    told = words(known(tmp_path, text))
    assert f"sent to {place} every 14 days." in told
    assert "a random installation ID" in told
    assert "stay on this computer." in words(known(tmp_path))
