"""What a ticket is filed under stands on the review in the user's words; what leaves keeps its ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import Translator
from selfhelp.core.ticket import ItilLevel, TicketDetails
from selfhelp.policy.ticket import TicketForm
from selfhelp.report.computer_identity import ComputerIdentity
from selfhelp.tickets.form.sent_details import FILING, build_review_items
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.review.review_decisions import ReviewDecisions
from selfhelp.ui.navigation import ReviewPage
from selfhelp.ui.parts.classification_text import describe_classification
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import AppWindow
from tests.tickets.form.test_form import SITE
from tests.ui.desk_window import make_app, make_window


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "Sound, microphone, camera · Fix the sound · Who is affected? My team · Can you work? No"),
        ("fr", "Son, micro, caméra · Rétablir le son · Qui est concerné ? Mon équipe"),
        ("de", "Ton, Mikrofon, Kamera · Tonprobleme beheben · Wer ist betroffen? Mein Team"),
    ],
)
def test_the_review_names_category_and_topic_in_the_users_language(
    language: str, wanted: str, window: AppWindow, app: App, qtbot: QtBot
) -> None:
    window.context.language.translator = Translator(language)
    case = app.create_case("no sound")
    case.message.category, case.message.problem = "audio-video", "audio-no-sound"
    case.message.affected, case.message.can_work = Impact.TEAM, Urgency.NO
    case.take_snapshot(Progress())
    window.open(ReviewPage(case))
    screen = window.get_current_screen()
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: FILING in screen.items.rows and screen.send.isEnabled(), timeout=10_000)
    note = screen.items.rows[FILING].note.text()
    plain = note.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert plain.startswith(wanted)
    assert not [word for word in ("audio-", "Category", "About", "high") if word in note]
    (filing,) = [item for item in case.build_letter().items if item.key == FILING]
    assert str(filing.preview).startswith("Category: audio-video\nAbout: audio-no-sound\nUrgency: high")
    assert (case.build_letter().category, case.build_letter().details.problem) == (
        "audio-video",
        "audio-no-sound",
    )


def test_the_review_has_both_answers_also_if_the_topic_is_urgent(window: AppWindow) -> None:
    """The answer "Partially" was sent in the message, but the review had only "Who is affected?"."""
    message = TicketMessage(problem="swollen-battery", affected=Impact.ME, can_work=Urgency.PARTLY)
    found = TicketDetails("swollen-battery", urgency=ItilLevel.MEDIUM, impact=ItilLevel.LOW)
    items = build_review_items(found, ComputerIdentity(), message, ReviewDecisions(), urgent=True)
    (filing,) = [item for item in items if item.key == FILING]
    assert filing.filed is not None
    assert describe_classification(window.context, *filing.filed).endswith(
        "Who is affected? Just me · Can you work? Partially"
    )
    assert "Urgency" not in str(filing.preview), "the topic's urgency has a line of its own"


def test_topics_answers_and_incidents_have_their_names(window: AppWindow, app: App) -> None:
    def said(category: str, details: TicketDetails) -> str:
        return describe_classification(window.context, category, details)

    assert said("hardware", TicketDetails("swollen-battery")) == (
        "Computer hardware · Swollen battery, smoke or sparks"
    )
    assert said("printing", TicketDetails("gone-from-the-catalogue")) == "Printing", (
        "an id tells nobody anything"
    )
    assert said("", TicketDetails()) == ""
    assert said("", TicketDetails(incident="INC-7")) == "Known incident: INC-7"
    own = TicketForm(categories=("pc|en=Workplace|fr=Poste",), questions=(SITE,))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, ticket=own))
    assert said("pc", TicketDetails(answers={"site": "north"})) == "Workplace · Which site? North building"
