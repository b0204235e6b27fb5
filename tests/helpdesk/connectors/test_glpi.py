"""GLPI, answered by an imitation made of recordings of a real one (tests/desks/glpi.py)."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import (
    ComputerId,
    FileRef,
    ItilLevel,
    RemoteFile,
    Ticket,
    TicketDetails,
    TicketState,
)
from selfhelp.helpdesk.connectors.glpi import connector as module
from selfhelp.helpdesk.connectors.glpi.classification import TITLE, GlpiTarget
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import Policy
from tests.desks.glpi import (
    APP_TOKEN,
    DOCUMENT_MAX,
    EMPLOYEE,
    OTHER,
    TECHNICIAN,
    Computer,
    GlpiStand,
    as_recorded,
)
from tests.desks.server import Said

MARKUP = "<script>alert(1)</script> <b onclick='x'>&amp; \"q\" \N{GRINNING FACE} é"


@pytest.fixture
def stand(tmp_path):
    with GlpiStand(tmp_path) as stand:
        yield stand
        stand.settled()


def ticket(subject="s", body="b", files=(), ref="sh-1", **details) -> Ticket:
    return Ticket(ref, subject, body, "employee@example.test", files=files, details=TicketDetails(**details))


def ref_of(name: str, data: bytes) -> FileRef:
    return FileRef(name, len(data), sha256(data).hexdigest())


def opening(**files: bytes):
    return lambda ref: io.BytesIO(files[ref.name])


def nothing(ref: FileRef) -> io.BytesIO:
    raise AssertionError(ref.name)


def files_of(contents: dict[str, bytes]):
    return tuple(ref_of(name, data) for name, data in contents.items()), lambda ref: io.BytesIO(
        contents[ref.name]
    )


def said(error: Exception) -> str:
    return ENGLISH.translate(error.message)


# -- signing in ------------------------------------------------------------------------------------


def test_the_administrator_sees_account_and_requirements(stand):
    assert said_by_check(stand) == (
        "Signed in to GLPI 10.0.19 as Erin Employee. Files up to 10.5 MB are accepted."
    )
    assert stand.connector().find_requester_address() == "employee"
    assert stand.connector().find_max_file_size() == 10 * 2**20


def said_by_check(stand) -> str:
    return " ".join(ENGLISH.translate(stand.connector().check_connection()).split())


def test_one_session_serves_many_requests_and_is_ended_once(stand):
    session = stand.session()
    for _ in range(3):
        session.get("/getGlpiConfig")
    session.end()
    session.end()
    paths = [asked.path.rpartition("/")[2] for asked in stand.server.asked]
    assert paths == ["initSession", "getGlpiConfig", "getGlpiConfig", "getGlpiConfig", "killSession"]
    assert not stand.glpi.sessions
    assert all(asked.headers["app-token"] == APP_TOKEN for asked in stand.server.asked)
    assert [a.headers.get("authorization") for a in stand.server.asked[1:]] == [None] * 4


def test_a_session_ends_with_the_program_and_not_when_the_server_tires_of_it(stand):
    from selfhelp.helpdesk import open_sessions

    stand.connector().check_connection()
    stand.connector().check_connection()
    assert len(stand.glpi.sessions) == 2
    open_sessions.end_open_sessions()
    assert stand.glpi.sessions == {}
    asked = len(stand.server.asked)
    open_sessions.end_open_sessions()
    assert len(stand.server.asked) == asked


def test_the_end_of_a_session_is_never_an_error(stand):
    session = stand.session()
    session.fetch_current_user()
    stand.server.answer_next(Said(500, b"x"), lambda asked: asked.path.endswith("killSession"))
    session.end()


def test_an_expired_session_is_renewed_once_and_the_ticket_created_once(stand):
    contents = {"a.txt": b"whole"}
    refs, opener = files_of(contents)
    connector = stand.connector()
    connector.check_connection()
    stand.expire()
    number = connector.submit_ticket(ticket(files=refs), opener).number
    assert stand.held(stand.glpi.tickets[int(number)]).files == contents
    assert len(stand.glpi.tickets) == 1
    posts = [asked for asked in stand.server.asked if asked.path.endswith("/Ticket") and asked.writes]
    assert len(posts) in (1, 2)


def test_a_post_that_meets_the_end_of_a_session_is_sent_again_with_its_files_from_their_start(
    stand, tmp_path
):
    contents = {"a.txt": b"whole" * 100}
    refs, _ = files_of(contents)
    (tmp_path / "a.txt").write_bytes(contents["a.txt"])
    connector = stand.connector()
    stand.server.answer_next(as_recorded("expired-session-post"))
    number = connector.submit_ticket(ticket(files=refs), lambda ref: (tmp_path / ref.name).open("rb")).number
    assert stand.held(stand.glpi.tickets[int(number)]).files == contents
    assert len([a for a in stand.server.asked if a.path.endswith("initSession")]) == 2


def test_a_session_that_is_refused_for_ever_ends_in_a_sign_in(stand):
    session = stand.session()
    for _ in range(2):
        stand.server.answer_next(as_recorded("expired-session"), lambda a: a.path.endswith("getGlpiConfig"))
    with pytest.raises(errors.SignInNeededError):
        session.get("/getGlpiConfig")


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (lambda g: setattr(g, "api", False), errors.DeskUnreachableError, "REST API is turned off"),
        (lambda g: setattr(g, "address", False), errors.DeskUnreachableError, "add an API client"),
        (
            lambda g: setattr(g, "app_token", "another"),
            errors.ConfigurationError,
            "correct desk.glpi.app_token",
        ),
        (
            lambda g: setattr(g, "tokens", False),
            errors.SignInNeededError,
            "enable login with an external token",
        ),
        (lambda g: g.users.clear(), errors.SignInNeededError, "rejected your API token"),
    ],
    ids=["API off", "address", "app token wrong", "tokens off", "token unknown"],
)
def test_what_the_administrator_forgot_is_said_in_one_sentence(stand, wrong, kind, words):
    wrong(stand.glpi)
    with pytest.raises(kind) as error:
        stand.connector().check_connection()
    assert words in said(error.value)


def test_a_missing_application_token_is_said_at_the_login_and_in_the_middle(stand):
    with pytest.raises(errors.ConfigurationError, match=r"needs to set desk\.glpi\.app_token"):
        stand.connector(app_token="").check_connection()
    stand.glpi.app_token = ""
    connector = stand.connector(app_token="")
    connector.check_connection()
    stand.glpi.app_token = APP_TOKEN
    with pytest.raises(errors.ConfigurationError, match=r"needs to set desk\.glpi\.app_token"):
        connector.find_ticket("sh-1")


def test_a_web_server_that_swallows_the_token_is_named(stand):
    stand.server.answer_next(as_recorded("init-no-credentials"), lambda asked: True)
    with pytest.raises(errors.DeskRefusedError, match="let the Authorization"):
        stand.connector().check_connection()


def test_words_of_glpi_reach_no_terminal_with_control_characters(stand):
    bad = Said(
        400, ["ERROR_GLPI_ADD", "no\x1b[31m\u202e\nroom; view documentation in your browser at http://x"]
    )
    stand.server.answer_next(bad)
    with pytest.raises(errors.DeskRefusedError) as error:
        stand.connector().submit_ticket(ticket(), nothing)
    assert said(error.value) == "GLPI rejected the request: no [31m room"


@pytest.mark.parametrize("base", ["/api.php/v1", "/glpi/apirest.php"])
def test_the_interface_is_found_where_glpi_11_has_it_and_in_a_folder(stand, base):
    stand.glpi.base = base
    root = stand.server.url + base.removesuffix("/api.php/v1").removesuffix("/apirest.php")
    for url in (root, root + "/", stand.server.url + base):
        connector = stand.connector(url=url)
        connector.check_connection()
        assert connector.make_ticket_url("7") == f"{root}/index.php?redirect=ticket_7"


# -- a ticket --------------------------------------------------------------------------------------


def test_a_ticket_is_filed_as_policy_says(stand):
    filing = ClassificationMapping(
        {"printing": "12"}, {"low": "1"}, {}, {"_groups_id_assign": "{answer:g}", "name": "evil", "type": "2"}
    )
    place = GlpiTarget(entity=3, category=1, request_source=6, location=9, filing=filing)
    details = TicketDetails(urgency=ItilLevel.LOW, impact=ItilLevel.HIGH, answers={"g": "8"})
    sent = Ticket("sh-1", "s", "b", "r@x", category="printing", details=details)
    connector = stand.connector(place)
    number = connector.submit_ticket(sent, nothing).number
    fields = stand.glpi.tickets[int(number)].fields
    wanted = {"itilcategories_id": 12, "urgency": 1, "impact": 4, "requesttypes_id": 6, "locations_id": 9}
    assert {name: fields[name] for name in wanted} == wanted
    assert (fields["entities_id"], fields["type"], fields["name"]) == (3, 2, "s")
    assert stand.server.asked[-1].json()["input"]["_groups_id_assign"] == 8
    assert connector.find_altered_fields(number, sent) == []


def test_a_field_that_glpi_does_not_keep_is_told(stand):
    place = GlpiTarget(filing=ClassificationMapping(categories={"*": "9999"}))
    connector = stand.connector(place)
    sent = ticket("s" * 300, urgency=ItilLevel.HIGH)
    number = connector.submit_ticket(sent, nothing).number
    kept = stand.glpi.tickets[int(number)]
    kept.fields["urgency"] = 3
    kept.requesters.clear()
    assert connector.find_altered_fields(number, sent) == [
        "title shortened to 255",
        "urgency: 4 became 3",
        "category: 9999 does not exist",
        "requester: nobody",
    ]
    assert len(kept.fields["name"]) == TITLE
    assert "s" * 300 in stand.held(kept).body
    kept.fields["content"] = "cut"
    assert "text changed" in connector.find_altered_fields(number, sent)


def test_a_title_full_of_markup_is_not_cut_in_the_middle_of_an_escape(stand):
    sent = ticket("<" * 100)
    connector = stand.connector()
    number = connector.submit_ticket(sent, nothing).number
    assert stand.held(stand.glpi.tickets[int(number)]).subject == "<" * 50 + "…"
    assert connector.find_altered_fields(number, sent) == ["title shortened to 255"]


def test_a_further_field_that_glpi_does_not_have_or_changed_is_told(stand):
    filing = ClassificationMapping(
        {}, {}, {}, {"room": "B12", "type": "2", "_groups_id_assign": "8", "impact": "5"}
    )
    connector = stand.connector(GlpiTarget(filing=filing))
    number = connector.submit_ticket(ticket(), nothing).number
    stand.glpi.tickets[int(number)].fields["impact"] = 3
    assert connector.find_altered_fields(number, ticket()) == [
        "field room: GLPI has none of that name",
        "field impact: 5 became 3",
    ]


def test_a_category_that_is_no_number_is_told_and_stops_no_ticket(stand):
    connector = stand.connector(GlpiTarget(filing=ClassificationMapping(categories={"*": "Printers"})))
    number = connector.submit_ticket(ticket(), nothing).number
    assert connector.find_altered_fields(number, ticket()) == ["category: Printers is not a number"]


def test_the_requester_is_the_account_or_the_address_as_policy_says(stand):
    number = stand.connector().submit_ticket(ticket(), nothing).number
    assert stand.glpi.tickets[int(number)].requesters == [(101, "")]
    number = stand.connector(GlpiTarget(by_address=True)).submit_ticket(ticket(ref="sh-2"), nothing).number
    assert stand.glpi.tickets[int(number)].requesters == [(0, "employee@example.test")]
    assert not stand.connector(GlpiTarget(by_address=True)).find_altered_fields(number, ticket(ref="sh-2"))


def test_markup_and_long_lines_arrive_as_words(stand):
    body = f"{MARKUP}\n{'x' * 10_000}\n\ttab and  two blanks\r\nend"
    connector = stand.connector()
    sent = ticket(MARKUP + "\nsecond line", body)
    number = connector.submit_ticket(sent, nothing).number
    held = stand.held(stand.glpi.tickets[int(number)])
    assert held.subject == f"{MARKUP} second line"
    assert "x" * 10_000 in held.body
    assert MARKUP in held.body
    assert connector.find_altered_fields(number, sent) == []
    assert connector.fetch_status(number).subject == held.subject


def test_the_first_exact_reference_match_is_found(stand):
    connector = stand.connector()
    assert connector.find_ticket("sh-1") is None
    for _ in range(2):
        connector.submit_ticket(ticket(), nothing)
    assert connector.find_ticket("sh-1").number == "1"
    other = {"totalcount": 2, "count": 2, "data": [{"2": 5, "21": "somebody else's"}, {"2": "x"}]}
    stand.server.answer_next(Said(200, other), lambda asked: asked.path.endswith("search/Ticket"))
    assert connector.find_ticket("sh-1") is None


def test_other_users_tickets_are_not_found(stand):
    number = stand.connector().submit_ticket(ticket(), nothing).number
    other = stand.connector(token=OTHER)
    assert other.find_ticket("sh-1") is None
    with pytest.raises(errors.DeskRefusedError, match="check your profile's rights"):
        other.fetch_status(number)
    with pytest.raises(errors.DeskRefusedError, match="doesn't exist"):
        other.fetch_status("999999")
    with pytest.raises(errors.DeskRefusedError, match="wasn't found"):
        other.fetch_status("../User/2")


# -- files -----------------------------------------------------------------------------------------


def test_every_file_is_a_part_with_a_name_of_its_own(stand):
    contents = {f"{n}.txt": str(n).encode() for n in range(5)}
    refs, opener = files_of(contents)
    number = stand.connector().submit_ticket(ticket(files=refs), opener).number
    assert stand.held(stand.glpi.tickets[int(number)]).files == contents
    (post,) = [asked for asked in stand.server.asked if asked.writes]
    assert [part.name for part in post.parts] == ["uploadManifest", *(f"file{n}" for n in range(5))]
    assert post.parts[0].media_type == "application/json"


def test_what_glpi_does_not_take_is_sent_as_a_text_or_in_an_archive(stand):
    contents = {
        "report.json": b"{}",
        "app.log": b"line",
        "system.evtx": b"ElfFile\0" * 9,
        "x.php": b"<?php",
        "noending": b"?",
        "photo.WEBP": b"RIFF",
        "shot.PNG": b"png",
    }
    refs, opener = files_of(contents)
    connector = stand.connector()
    number = connector.submit_ticket(ticket(files=refs), opener).number
    held = stand.held(stand.glpi.tickets[int(number)]).files
    assert set(held) == {
        "report.json.txt", "app.log.txt", "system.evtx.zip", "x.php.zip", "noending.zip", "photo.WEBP.zip",
        "shot.PNG",
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(held["system.evtx.zip"])) as archive:
        assert archive.read("system.evtx") == contents["system.evtx"]
    assert connector.find_missing_attachments(number, refs) == []
    assert stand.connector().find_missing_attachments(number, refs) == [], (
        "a program that did not send them looks into them"
    )
    changed = ref_of("system.evtx", b"another")
    assert stand.connector().find_missing_attachments(number, [changed]) == ["system.evtx"]


def test_endings_that_this_glpi_takes_besides_stay_as_they_are(stand):
    names = stand.connector(endings=[".JSON", "log"])._files
    assert [names.choose_file_encoding(n).name for n in ("a.json", "a.log", "a.ini")] == [
        "a.json",
        "a.log",
        "a.ini.txt",
    ]


def test_names_with_quotes_markup_and_emoji_arrive_recognisable(stand):
    contents = {
        'say "no" \\ R&D <img src=x onerror=1>.txt': b"1",
        "Étude \N{GRINNING FACE} d’écran 'x'.png": b"2",
        "\N{GRINNING FACE}" * 120 + ".txt": b"3",
        "100%.txt": b"4",
    }
    refs, opener = files_of(contents)
    connector = stand.connector()
    number = connector.submit_ticket(ticket(files=refs), opener).number
    assert connector.find_missing_attachments(number, refs) == []
    names = list(stand.held(stand.glpi.tickets[int(number)]).files)
    assert names[0] == "say ”no” _ R+D (img src=x onerror=1).txt"
    assert names[1] == "Étude \N{GRINNING FACE} d’écran ’x’.png"
    assert names[2].startswith("\N{GRINNING FACE}" * 40)
    assert names[2].endswith(".txt")


def test_equal_files_are_one_document_with_the_first_name_and_count_as_arrived(stand):
    first, opener = files_of({"first.txt": b"same"})
    stand.connector().submit_ticket(ticket(files=first), opener)
    second, opener = files_of({"second.txt": b"same"})
    connector = stand.connector()
    number = connector.submit_ticket(ticket(ref="sh-2", files=second), opener).number
    assert list(stand.held(stand.glpi.tickets[int(number)]).files) == ["first.txt"]
    assert connector.find_missing_attachments(number, second) == []
    again = stand.connector()
    assert again.find_missing_attachments(number, second) == ["second.txt"], (
        "a new program knows the name only"
    )
    again.attach_files(number, second, opener)
    assert again.find_missing_attachments(number, second) == []
    assert len(stand.glpi.tickets[int(number)].documents) == 1


def test_what_is_over_the_limit_is_not_even_sent_and_is_named(stand):
    big = ref_of("big.zip", b"0" * (DOCUMENT_MAX + 1))
    small, opener = files_of({"small.txt": b"1"})
    connector = stand.connector()
    number = connector.submit_ticket(ticket(files=(big, *small)), opener).number
    connector.attach_files(number, [ref_of("big.zip", b"0" * 5)], lambda ref: io.BytesIO(b"0" * 5))
    assert connector.find_missing_attachments(number, (big, *small)) == ["big.zip"]
    assert max(len(asked.body) for asked in stand.server.asked) < 10_000


def test_files_that_are_too_much_together_follow_one_by_one(stand):
    contents = {f"{n}.zip": bytes([n]) * (9 * 2**20) for n in range(3)}
    refs, opener = files_of(contents)
    connector = stand.connector()
    number = connector.submit_ticket(ticket(files=refs), opener).number
    assert connector.find_missing_attachments(number, refs) == list(contents)
    connector.attach_files(number, refs, opener)
    assert connector.find_missing_attachments(number, refs) == []
    assert len(stand.glpi.tickets) == 1


def test_a_proxy_that_takes_less_is_met_the_same_way(stand):
    refs, opener = files_of({"a.txt": b"1"})
    connector = stand.connector()
    stand.server.answer_next(Said(413, b"<h1>413 Request Entity Too Large</h1>", "text/html"))
    number = connector.submit_ticket(ticket(files=refs), opener).number
    assert connector.find_missing_attachments(number, refs) == ["a.txt"]
    connector.attach_files(number, refs, opener)
    assert connector.find_missing_attachments(number, refs) == []


def test_a_file_that_glpi_refuses_leaves_no_empty_document(stand):
    names = stand.connector(endings=["json"])
    number = names.submit_ticket(ticket(), nothing).number
    refs, opener = files_of({"a.json": b"{}", "empty.txt": b""})
    names.attach_files(number, refs, opener)
    assert names.find_missing_attachments(number, refs) == ["a.json", "empty.txt"]
    assert not stand.glpi.documents


def test_a_document_of_the_technician_is_fetched_byte_for_byte(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    stand.answer(number, "see the picture", {"how.png": bytes(range(256)) * 5000})
    (answer,) = connector.fetch_status(number).comments
    (file,) = answer.files
    target = io.BytesIO()
    connector.download_file(number, file, target)
    assert (file.name, target.getvalue()) == ("how.png", bytes(range(256)) * 5000)
    with pytest.raises(errors.DeskError):
        connector.download_file(number, RemoteFile("x", 0, id="999"), io.BytesIO())


# -- the computer ----------------------------------------------------------------------------------

OWN = Computer(7, "PC-0815", "5CG1234XYZ", "4C4C4544-0051-3510-8052-B4C04F4A3132")


def linked(stand, computer: ComputerId) -> tuple[list[int], list[str]]:
    connector = stand.connector()
    sent = ticket(computer=computer)
    number = connector.submit_ticket(sent, nothing).number
    return stand.glpi.tickets[int(number)].computers, list(connector.find_altered_fields(number, sent))


@pytest.mark.parametrize(
    "computer",
    [
        ComputerId(serial="5cg1234xyz"),
        ComputerId(uuid=OWN.uuid.lower()),
        ComputerId(name="pc-0815"),
        ComputerId(name="pc-0815", serial="unknown to it", uuid=OWN.uuid),
        ComputerId(name="other", serial="Default string", uuid=OWN.uuid),
    ],
)
def test_the_computer_is_linked_by_serial_number_uuid_or_name(stand, computer):
    stand.glpi.computers = [
        OWN,
        Computer(8, "PC-08150", "5CG1234XYZ0", "x"),
        Computer(9, "a", "Default string", "y"),
        Computer(10, "b", "Default string", "z"),
    ]
    assert linked(stand, computer) == ([7], [])


def test_an_ambiguous_or_foreign_computer_is_not_linked(stand):
    stand.glpi.computers = [OWN, Computer(8, "TWIN", "a", ""), Computer(9, "TWIN", "b", "")]
    assert linked(stand, ComputerId(name="twin")) == ([], ["computer not linked: several have its number"])
    assert linked(stand, ComputerId(name="PC-0815", serial="another")) == ([], ["computer not found"])
    assert linked(stand, ComputerId()) == ([], [])


def test_a_profile_without_computer_access_still_sends(stand):
    stand.glpi.sees_computers = False
    stand.glpi.computers = [OWN]
    assert linked(stand, ComputerId(serial=OWN.serial)) == (
        [],
        ["computer not linked: no right to see computers"],
    )


def test_an_older_glpi_that_calls_a_missing_right_401_does_not_ask_for_a_new_sign_in(stand):
    """GLPI said so before 10.0.19; in the files of an answer it still does (exchange 50)."""
    missing = Said(401, ["ERROR_RIGHT_MISSING", "You don't have permission to perform this action."])
    stand.server.answer_next(missing, lambda asked: asked.path.endswith("search/Computer"))
    assert linked(stand, ComputerId(serial=OWN.serial)) == (
        [],
        ["computer not linked: no right to see computers"],
    )
    assert len([asked for asked in stand.server.asked if asked.path.endswith("initSession")]) == 1


def test_a_link_that_did_not_come_about_is_told(stand):
    stand.glpi.computers = [OWN]
    connector = stand.connector()
    sent = ticket(computer=ComputerId(serial=OWN.serial))
    number = connector.submit_ticket(sent, nothing).number
    stand.glpi.tickets[int(number)].computers.clear()
    assert list(connector.find_altered_fields(number, sent)) == ["computer not linked"]


# -- the conversation ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"),
    [(1, "open"), (2, "open"), (3, "open"), (4, "waiting"), (5, "solved"), (6, "closed"), (99, "open")],
)
def test_states(stand, status, state):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    stand.glpi.tickets[int(number)].fields["status"] = status
    assert connector.fetch_status(number).state == state


def test_times_are_those_of_the_clock_though_glpi_writes_them_without_a_zone(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    stand.answer(number, "hello")
    status = connector.fetch_status(number)
    now = datetime.now(UTC)
    for moment in (status.created, status.updated, status.comments[0].time):
        assert abs(moment - now) < timedelta(seconds=30)


def test_both_sides_are_read_with_names_and_nothing_private(stand):
    stand.glpi.keeps_private = False
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    connector.add_comment(number, "c-1", "still <b>broken</b>\n\n  here", (), nothing)
    stand.answer(number, "Try <i>this</i>\n")
    glpi = stand.glpi
    glpi.say(glpi.tickets[int(number)], glpi.users[TECHNICIAN], "the caller is difficult", private=True)
    stand.solve(number)
    comments = connector.fetch_status(number).comments
    assert [(c.author, c.text, c.mine) for c in comments] == [
        ("Erin Employee", "still <b>broken</b>\n\n  here", True),
        ("Technician Tess", "Try <i>this</i>", False),
        ("Technician Tess", "restarted the service", False),
    ]
    assert not connector.has_comment(number, "difficult")


def test_an_answer_is_never_sent_as_a_private_one(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    refs, opener = files_of({"a.txt": b"1", "b.png": b"2"})
    assert not connector.add_comment(number, "c-1", "words", refs, opener)
    (answer,) = stand.glpi.tickets[int(number)].answers
    assert len(answer.documents) == 2
    assert not answer.private
    assert b"is_private" not in b"".join(asked.body for asked in stand.server.asked)


def test_a_file_of_an_answer_that_is_not_taken_is_named(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    refs, opener = files_of({"a.txt": b"1", "empty.txt": b""})
    assert list(connector.add_comment(number, "c-1", "words", refs, opener)) == ["empty.txt"]


def test_more_answers_than_one_page_are_read_all(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    for n in range(205):
        stand.answer(number, f"number {n}")
    assert len(connector.fetch_status(number).comments) == 205


def test_two_answers_of_one_second_are_two_pieces_of_news(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    mark = connector.poll_ticket(number).mark
    for n in (1, 2):
        stand.answer(number, f"{n}")
        news = connector.poll_ticket(number, mark)
        assert len(news.status.comments) == n
        mark = news.mark
    before = len(stand.server.asked)
    assert connector.poll_ticket(number, mark).status is None
    assert len(stand.server.asked) - before == 2


def test_a_solution_is_approved_and_what_is_open_is_said_to_be_solved_once(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    connector.mark_ticket_resolved(number)
    connector.mark_ticket_resolved(number)
    (answer,) = stand.glpi.tickets[int(number)].answers
    assert "This is solved." in answer.content
    assert connector.fetch_status(number).comments[0].text == "This is solved."
    stand.solve(number)
    connector.mark_ticket_resolved(number)
    assert connector.fetch_status(number).state is TicketState.CLOSED
    connector.mark_ticket_resolved(number)
    with pytest.raises(errors.DeskRefusedError, match=f"Ticket {number} is closed. Send a new ticket"):
        connector.reopen_ticket(number)
    with pytest.raises(errors.DeskRefusedError, match=f"Ticket {number} is closed"):
        connector.add_comment(number, "c-1", "one more thing", (), nothing)


def test_an_answer_that_is_refused_for_another_reason_keeps_its_reason(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    stand.server.answer_next(as_recorded("other-user-followup-forbidden"))
    with pytest.raises(errors.DeskRefusedError, match="You don't have permission"):
        connector.add_comment(number, "c-1", "x", (), nothing)


def test_where_answers_may_not_be_listed_the_ticket_is_still_read_and_none_is_written_twice(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number

    def forbid() -> None:
        missing = as_recorded("categories")
        stand.server.answer_next(
            missing, lambda asked: asked.path.endswith("/ITILFollowup") and not asked.writes
        )

    forbid()
    assert connector.fetch_status(number).comments == []
    forbid()
    with pytest.raises(errors.DeskRefusedError, match="check your profile's rights"):
        connector.has_comment(number, "c-1")


def test_reopening_what_is_open_says_nothing(stand):
    connector = stand.connector()
    number = connector.submit_ticket(ticket(), nothing).number
    connector.reopen_ticket(number)
    assert not stand.glpi.tickets[int(number)].answers


# -- how it is built -------------------------------------------------------------------------------


def test_policy_builds_it(places, stand):
    from dataclasses import replace

    policy = Policy()
    desk = replace(
        policy.desk,
        glpi=replace(
            policy.desk.glpi, url=stand.server.url, app_token=APP_TOKEN, requester="address", category=1
        ),
    )

    class Token:
        def require_token(self) -> str:
            return EMPLOYEE

    connector = module.build_connector(replace(policy, desk=desk), places, Token(), None, ProxyRouter())
    number = connector.submit_ticket(ticket(), nothing).number
    assert stand.glpi.tickets[int(number)].requesters == [(0, "employee@example.test")]
    assert stand.glpi.tickets[int(number)].fields["itilcategories_id"] == 1
    connector._session.end()


def test_an_address_without_encryption_is_refused():
    with pytest.raises(errors.ConfigurationError):
        GlpiSession("http://glpi.example.com", lambda: "t", "", routes=ProxyRouter())


def test_the_manifest_is_what_was_recorded(stand):
    refs, opener = files_of({"a.txt": b"1"})
    stand.connector().submit_ticket(ticket("Sübject", files=refs), opener)
    (post,) = [asked for asked in stand.server.asked if asked.writes]
    assert json.loads(post.parts[0].content) == {
        "input": {
            "type": 1,
            "_users_id_requester": 101,
            "name": "Sübject",
            "content": "b<br>\n<br>\nRef: sh-1",
        }
    }
