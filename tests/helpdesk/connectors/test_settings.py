"""`desk check` names each key of policy that the desk knows nothing of, and what it may be."""

# mypy: disable-error-code="call-arg"

from __future__ import annotations

from types import SimpleNamespace

import pytest

from selfhelp.core.errors import DeskUnreachableError
from selfhelp.core.text import ENGLISH, N_
from selfhelp.helpdesk.connectors.glpi.classification import GlpiTarget
from selfhelp.helpdesk.connectors.redmine.connector import RedmineConnector
from selfhelp.helpdesk.connectors.rt.fields import RtFields
from selfhelp.helpdesk.desk_check import DeskCheckState, _check_classification
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import RedmineDeskPolicy
from tests.desks.glpi import TECHNICIAN, GlpiStand
from tests.desks.server import DeskServer, Said


def told(faults):
    return [(fault.certain, ENGLISH.translate(fault.text)) for fault in faults]


def sentence(wrong, allowed=""):
    more = f" Allowed: {allowed}." if allowed else ""
    return f"{wrong}: this value doesn't exist in the help desk system.{more}"


def filed(**fields):
    return ClassificationMapping({}, {}, {}, fields)


# -- GLPI ------------------------------------------------------------------------------------------


@pytest.fixture
def glpi(tmp_path):
    with GlpiStand(tmp_path) as stand:
        yield lambda place, **who: told(stand.connector(place, **who).find_policy_faults())
        stand.settled()


RIGHT = GlpiTarget(
    entity=3,
    category=12,
    request_source=6,
    location=5,
    filing=ClassificationMapping(
        {"printing": "12", "*": "1"}, {"high": "5"}, {"low": "1"}, {"type": "2", "_groups_id_assign": "8"}
    ),
)


def test_what_glpi_has_is_right_also_for_an_account_that_may_list_nothing(glpi):
    assert glpi(RIGHT) == []
    assert glpi(RIGHT, token=TECHNICIAN) == []


@pytest.mark.parametrize(
    ("place", "wrong", "allowed"),
    [
        (GlpiTarget(entity=7), "desk.glpi.entity = 7", "0 (Root entity), 3 (Paris)"),
        (GlpiTarget(category=9999), "desk.glpi.category = 9999", ""),
        (GlpiTarget(request_source=99), "desk.glpi.request_source = 99", ""),
        (GlpiTarget(location=99), "desk.glpi.location = 99", ""),
        (GlpiTarget(filing=ClassificationMapping({"*": "9999"})), "desk.categories: * = 9999", ""),
        (GlpiTarget(filing=ClassificationMapping({"*": "Printers"})), "desk.categories: * = Printers", ""),
        (
            GlpiTarget(filing=ClassificationMapping({}, {"high": "6"})),
            "desk.urgencies: high = 6",
            "1, 2, 3, 4, 5",
        ),
        (
            GlpiTarget(filing=ClassificationMapping({}, {}, {"low": "x"})),
            "desk.impacts: low = x",
            "1, 2, 3, 4, 5",
        ),
        (GlpiTarget(filing=filed(_groups_id_assign="99")), "desk.fields: _groups_id_assign = 99", ""),
    ],
)
def test_each_wrong_number_of_glpi_is_named_with_its_key(glpi, place, wrong, allowed):
    assert glpi(place) == [(True, sentence(wrong, allowed))]


def test_a_field_that_no_ticket_of_glpi_has_is_named(glpi):
    ((certain, text),) = glpi(GlpiTarget(filing=filed(room="1")))
    assert certain
    assert text.startswith(sentence("desk.fields = room", "actiontime, date, entities_id").rstrip("."))


def test_who_may_list_categories_is_told_which_there_are(glpi):
    ((_, text),) = glpi(GlpiTarget(category=9999), token=TECHNICIAN)
    assert text.endswith("Allowed: 1 (Workstation), 12 (Printing).")


# -- Redmine ---------------------------------------------------------------------------------------

PROJECT = {
    "id": 1,
    "name": "IT",
    "trackers": [{"id": 1, "name": "Bug"}],
    "issue_categories": [{"id": 3, "name": "Printing"}],
    "issue_custom_fields": [{"id": 5, "name": "Room"}],
}
COMMONMARK = '<body class="controller-account" data-text-formatting="common_mark">'


@pytest.fixture
def redmine():
    page = Said(200, COMMONMARK.encode(), "text/html")
    answers = {
        "/projects/it.json": Said(200, {"project": PROJECT}),
        "/issue_statuses.json": Said(200, {"issue_statuses": [{"id": 3, "name": "Resolved"}]}),
        "/enumerations/issue_priorities.json": Said(200, {"issue_priorities": [{"id": 4, "name": "Low"}]}),
        "/login": page,
    }

    def reply(asked):
        wants = "text/html" if asked.path == "/login" else "application/json"
        return answers[asked.path] if asked.headers["accept"] == wants else Said(406, b"")

    with DeskServer(reply) as server:

        def faults(filing=None, page=None, **more):
            if page is not None:
                answers["/login"] = page
            desk = RedmineDeskPolicy(url=server.url, project="it", **more)
            return told(
                RedmineConnector(
                    desk, filing or ClassificationMapping(), lambda: "k", routes=ProxyRouter()
                ).find_policy_faults()
            )

        yield faults
        assert not server.broken


def test_what_redmine_has_is_right(redmine):
    filing = ClassificationMapping({"*": "printing"}, {"low": "Low"}, {}, {"5": "B12"})
    assert redmine(filing, tracker=1, solved_status=3, reopened_status=3) == []


@pytest.mark.parametrize(
    ("filing", "more", "wrong", "allowed"),
    [
        (None, {"tracker": 9}, "desk.redmine.tracker = 9", "1 (Bug)"),
        (None, {"solved_status": 9}, "desk.redmine.solved_status = 9", "3 (Resolved)"),
        (None, {"reopened_status": 9}, "desk.redmine.reopened_status = 9", "3 (Resolved)"),
        (ClassificationMapping({"*": "Nope"}), {}, "desk.categories: * = Nope", "3 (Printing)"),
        (ClassificationMapping({}, {"high": "Now"}), {}, "desk.urgencies: high = Now", "4 (Low)"),
        (filed(**{"6": "x"}), {}, "desk.fields = 6", "5 (Room)"),
    ],
)
def test_each_wrong_word_of_redmine_is_named_with_its_key(redmine, filing, more, wrong, allowed):
    assert redmine(filing, **more) == [(True, sentence(wrong, allowed))]


def test_a_wrong_formatting_of_redmine_is_told_with_the_right_one(redmine):
    told_ = "desk.redmine.formatting = textile: this Redmine server uses the text format markdown."
    assert redmine(formatting="textile") == [(True, told_)]


@pytest.mark.parametrize(("word", "formatting"), [("textile", "textile"), ("", "none")])
def test_the_other_formattings_of_redmine_are_known(redmine, word, formatting):
    page = Said(200, f'<body data-text-formatting="{word}">'.encode(), "text/html")
    assert redmine(page=page, formatting=formatting) == []
    assert [certain for certain, _ in redmine(page=page)] == [True]


@pytest.mark.parametrize("page", [Said(200, b"<body>", "text/html"), Said(404, b"", "text/html")])
def test_a_formatting_that_redmine_does_not_show_is_a_doubt_and_no_mistake(redmine, page):
    assert [certain for certain, _ in redmine(page=page)] == [False]


# -- Request Tracker -------------------------------------------------------------------------------


def test_fields_that_the_queue_of_rt_does_not_have_are_named(tmp_path):
    fields = RtFields(ClassificationMapping({}, {}, {}, {"Room": "x", "Owner": "bob"}), "ClientRef", "Kind")
    assert told(fields.find_field_faults(frozenset({"ClientRef", "Kind", "Room"}))) == []
    assert told(fields.find_field_faults(frozenset({"ClientRef"}))) == [
        (
            True,
            (
                "desk.rt.category_field = Kind: this value doesn't exist in the help desk system. "
                "Allowed: ClientRef."
            ),
        ),
        (True, "desk.fields = Room: this value doesn't exist in the help desk system. Allowed: ClientRef."),
    ]
    assert {certain for certain, _ in told(fields.find_field_faults(frozenset()))} == {False}


# -- the check -------------------------------------------------------------------------------------


def found(desk):
    return [(finding.id, finding.state) for finding in _check_classification(desk)]


def test_the_check_fails_for_what_is_wrong_and_warns_of_what_could_not_be_seen(glpi):
    from selfhelp.helpdesk.toolkit.settings_check import (
        make_unknown_value_fault,
        make_unverifiable_value_fault,
    )

    faults = [make_unknown_value_fault("a", "b", ()), make_unverifiable_value_fault("c", "d")]
    assert found(SimpleNamespace(find_policy_faults=lambda: faults)) == [
        ("settings", DeskCheckState.FAILED),
        ("settings", DeskCheckState.WARNING),
    ]
    assert found(SimpleNamespace(find_policy_faults=list)) == [("settings", DeskCheckState.OK)]
    assert found(SimpleNamespace(find_policy_faults=lambda: None)) == [("settings", DeskCheckState.SKIPPED)]

    def gone():
        raise DeskUnreachableError(N_("away"))

    assert found(SimpleNamespace(find_policy_faults=gone)) == [("settings", DeskCheckState.WARNING)]
