"""What every desk must keep, whichever it is: sent once, found again, whole, and honest about the rest."""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
from hashlib import sha256
from typing import get_type_hints

import pytest

from selfhelp.core.errors import DeskError
from selfhelp.core.ticket import FileRef, Ticket
from selfhelp.helpdesk import connectors
from selfhelp.helpdesk.connectors import Connector
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.policy.policy import CONNECTORS, Policy
from tests.report.desks import MemoryDesk, TurnedClock

MODULES = [
    importlib.import_module(f"{connectors.__name__}.{m.name}.connector")
    for m in pkgutil.iter_modules(connectors.__path__)
]
LARGE = bytes(range(256)) * 80_000  # 20 MB
CONTENTS = {
    "Étude \N{GRINNING FACE} €.txt": "é\r\n\N{GRINNING FACE}".encode(),
    "latin.txt": b"\xe9\xff\0",
    "report.json": b'{"a": 1}',
    "<img src=x> $(reboot) 'a'.html": b"<script>alert(1)</script>",
    "large.bin": LARGE,
}


def ref_of(name: str) -> FileRef:
    data = CONTENTS[name]
    return FileRef(name, len(data), sha256(data).hexdigest())


def opener(ref: FileRef) -> io.BytesIO:
    return io.BytesIO(CONTENTS[ref.name])


@pytest.fixture(params=["folder", "memory"])
def desk(request, tmp_path) -> Connector:
    """Desks that need no server; those that do are tested alike in tests/live."""
    return FolderConnector(tmp_path / "desk") if request.param == "folder" else MemoryDesk(TurnedClock())


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_a_connector_is_one_class_with_a_known_id_and_a_build(module):
    classes = [
        c for _, c in inspect.getmembers(module, inspect.isclass)
        if issubclass(c, Connector) and c.__module__ == module.__name__
    ]  # fmt: skip
    assert len(classes) == 1
    assert classes[0].id in CONNECTORS
    assert classes[0].id.replace("-", "_") == module.__name__.split(".")[-2]
    assert list(inspect.signature(module.build_connector).parameters) == [
        "policy",
        "places",
        "token",
        "machine",
        "routes",
    ]
    assert get_type_hints(module.build_connector)["policy"] is Policy
    assert (module.__doc__ or "").strip()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_connectors_do_not_lean_on_each_other(module):
    others = {m.__name__ for m in MODULES} - {module.__name__}
    source = inspect.getsource(module)
    assert not [name for name in others if name in source]


def test_words_and_files_arrive_whole_and_once(desk):
    words = "Ünï \N{GRINNING FACE} <b>x</b>\n$(reboot)\n" + "long " * 2000
    ticket = Ticket("sh-1", "Sübject <i>", words, "alice@example.test", files=tuple(map(ref_of, CONTENTS)))
    assert desk.find_ticket("sh-1") is None
    receipt = desk.submit_ticket(ticket, opener)
    assert desk.find_ticket("sh-1") == receipt
    assert desk.find_missing_attachments(receipt.number, ticket.files) == []
    assert desk.fetch_status(receipt.number).subject == "Sübject <i>"


def test_what_is_missing_is_named_and_can_be_added(desk):
    few = Ticket("sh-1", "s", "b", "r@example.test", files=(ref_of("report.json"),))
    number = desk.submit_ticket(few, opener).number
    both = (ref_of("report.json"), ref_of("latin.txt"))
    assert desk.find_missing_attachments(number, both) == ["latin.txt"]
    desk.attach_files(number, [ref_of("latin.txt")], opener)
    assert desk.find_missing_attachments(number, both) == []


def test_a_file_that_cannot_be_opened_is_an_error_of_the_family_or_the_systems(desk):
    def gone(ref: FileRef) -> io.BytesIO:
        raise FileNotFoundError(ref.name)

    ticket = Ticket("sh-1", "s", "b", "r@example.test", files=(ref_of("report.json"),))
    with pytest.raises((DeskError, OSError)):
        desk.submit_ticket(ticket, gone)
