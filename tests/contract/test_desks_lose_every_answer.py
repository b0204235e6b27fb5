"""Whichever answer of a desk is lost, cut or replaced by a page: one ticket, every file, one comment."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from tests.conftest import LOOPS
from tests.contract.test_desks import Sender, needs, only
from tests.desks.server import SIGN_IN_PAGE, Asked, Said
from tests.desks.stand import ServerStand, kinds, title

pytestmark = [pytest.mark.slow, pytest.mark.loops]
FILES = {"report.json": b'{"a": 1}', "screen.png": b"\x89PNG" * 50, "notes.txt": b"hello"}
IMITATED = [kind for kind in kinds() if issubclass(kind, ServerStand) and not kind.real]
FAULTS: dict[str, Callable[[ServerStand, Callable[[Asked], bool]], None]] = {
    "lost": lambda stand, when: stand.server.lose_answer(when),
    "cut": lambda stand, when: stand.server.cut_answer(when),
    "a page": lambda stand, when: stand.server.answer_next(Said(200, SIGN_IN_PAGE, "text/html"), when),
    "an error": lambda stand, when: stand.server.answer_next(Said(503, b"", "text/html"), when),
}
MOST = 14
"""More than the requests that write until a ticket or a comment with three files is there."""


def places(fault: str) -> Iterator[int]:
    """Yield the requests that a fault spoils: every one in `make soak`, else the first and every second.

    The first makes the ticket or the comment. Each of the others is spoiled in two of the four ways then.
    """
    turn = list(FAULTS).index(fault)
    return (place for place in range(1, MOST) if LOOPS >= 100 or place == 1 or (place + turn) % 2 == 0)


def nth_write(place: int) -> Callable[[Asked], bool]:
    """Return what is true for the so manyth request that writes."""
    seen = 0

    def is_it(asked: Asked) -> bool:
        nonlocal seen
        seen += asked.writes
        return asked.writes and seen == place

    return is_it


def once(stand: ServerStand, number: str, files: dict[str, bytes]) -> None:
    """Fail where a file is missing or there twice, by what the desk lists."""
    wanted = Counter(map(stand.name_of, files))
    listed = stand.connector().fetch_status(number)
    held = Counter([f.name for f in listed.attachments])
    held |= Counter([f.name for c in listed.comments for f in c.files])  # desks that list them twice
    assert held == wanted


@pytest.mark.spread
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", IMITATED, ids=title)
def test_any_lost_response_leaves_everything_once(kind, fault, tmp_path):
    for place in places(fault):
        with ExitStack() as stack:
            (home := tmp_path / str(place)).mkdir()
            stand = stack.enter_context(kind(home))
            needs(stand, "files", "status")
            sender = Sender(home / "outbox")
            stack.callback(sender.outbox.close)
            FAULTS[fault](stand, nth_write(place))
            report = sender.seal("subject", "body", FILES)
            item = sender.send(stand.connector(), report, 2000.0)
            happened = not stand.server.left()
            stand.server._faults.clear()
            said = item.reason and ENGLISH.translate(item.reason)
            assert item.state is State.DELIVERED, (place, said)
            only(stand, report)
            once(stand, item.ticket, FILES)
            assert not stand.server.broken
            if not happened:
                return
    raise AssertionError("it never ended")


@pytest.mark.spread
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", IMITATED, ids=title)
def test_a_lost_response_never_duplicates_a_message(kind, fault, tmp_path):
    more = {f"{uuid.uuid4()}.txt": b"1", f"{uuid.uuid4()}.png": b"22"}
    for place in places(fault):
        with ExitStack() as stack:
            (home := tmp_path / str(place)).mkdir()
            stand = stack.enter_context(kind(home))
            needs(stand, "write_comments", "comment_files", "status")
            sender = Sender(home / "outbox")
            stack.callback(sender.outbox.close)
            report = sender.seal("subject", "body")
            item = sender.send(stand.connector(), report)
            assert item.state is State.DELIVERED
            ref = sender.outbox.save_reply(ReplyToSeal(report, text="only once", files=tuple(more.items())))
            FAULTS[fault](stand, nth_write(place))
            state = sender.bring(stand.connector(), ref, 2000.0)
            happened = not stand.server.left()
            stand.server._faults.clear()
            assert state is State.DELIVERED, place
            held = only(stand, report)
            assert len([c for c in held.comments if "only once" in c.text]) == 1
            once(stand, item.ticket, more)
            assert not stand.server.broken
            if not happened:
                return
    raise AssertionError("it never ended")
