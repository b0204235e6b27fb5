"""Object models of Windows: the calls at a pretended Windows, and what is made of the answers.

The same calls were tried by hand under Wine, with its Scripting.Dictionary and FileSystemObject.
"""

from __future__ import annotations

import ctypes
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_long, c_uint, c_ulong, c_ushort, c_void_p
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selfhelp.core.errors import Cause, ProbeError
from selfhelp.machine import windows_automation, windows_com
from selfhelp.machine.apps import outlook
from selfhelp.machine.files import trash
from selfhelp.machine.security import disk_encryption
from selfhelp.machine.updates import windows_update_agent
from tests.machine.windows_pretended import ComObject, library, pretend, store


class Windows:
    """One object that answers what it was asked, and gives itself for "Self"."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.asked: list[tuple[str, int, list[Any]]] = []
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.texts: list[Any] = []
        self.cleared = 0
        kinds = [c_long, c_void_p, c_ulong, c_ushort, c_void_p, c_void_p, c_void_p, c_void_p]
        self.object = ComObject(
            {
                5: ([c_void_p, c_void_p, c_uint, c_ulong, c_void_p], self._name),
                6: (kinds, self._invoke),
            }
        )
        self.answers["Self"] = (9, struct.pack("<Q", self.object.address))

    def libraries(self) -> dict[str, Any]:
        ole = library(
            CoInitializeEx=lambda _, mode: 0,
            CoUninitialize=lambda: None,
            CLSIDFromString=lambda text, out: 0,
            CLSIDFromProgID=lambda text, out: 0,
            StringFromGUID2=lambda guid, text, size: 0,
            CoCreateInstance=lambda c, o, k, i, out: store(
                ctypes.addressof(out._obj), c_void_p, self.object.address
            ),
        )
        return {"ole32": ole, "oleaut32": library(SysAllocString=self.text, VariantClear=self._clear)}

    def text(self, text: Any) -> int:
        self.texts.append(ctypes.create_unicode_buffer(text if isinstance(text, str) else text.value))
        return ctypes.addressof(self.texts[-1])

    def _clear(self, _: Any) -> int:
        self.cleared += 1
        return 0

    def _name(self, _: int, interface: int, names: int, count: int, locale: int, out: int) -> int:
        name = ctypes.c_wchar_p.from_address(names).value or ""
        self.names[len(self.names) + 1] = name
        return store(out, c_long, len(self.names))

    def _invoke(
        self, _: int, id_: int, i: int, locale: int, flags: int, given: int, out: int, *__: Any
    ) -> int:
        place, named, count, named_count = struct.unpack("<QQII", ctypes.string_at(given, 24))
        arguments = [ctypes.string_at(place + 24 * n, 24) for n in range(count)][::-1]
        assert named_count == (1 if flags == 4 else 0)
        if flags == 4:
            assert c_long.from_address(named).value == -3
        self.asked.append((self.names[id_], flags, [self._value(a) for a in arguments]))
        kind, data = self.answers.get(self.names[id_], (0, b""))
        ctypes.memmove(out, struct.pack("<H6x", kind) + data, 8 + len(data))
        return 0

    @staticmethod
    def _value(variant: bytes) -> Any:
        kind = struct.unpack_from("<H", variant)[0]
        if kind == 8:
            return ctypes.wstring_at(struct.unpack_from("<Q", variant, 8)[0])
        return (
            struct.unpack_from("<h", variant, 8)[0] != 0
            if kind == 11
            else struct.unpack_from("<i", variant, 8)[0]
        )


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    there = Windows()
    pretend(monkeypatch, windows_com, **there.libraries())
    return there


def test_arguments_and_answers_keep_their_kinds(windows: Windows) -> None:
    windows.answers |= {
        "Text": (8, struct.pack("<Q", windows.text("é ü"))),
        "Number": (3, struct.pack("<i", -7)),
        "Large": (21, struct.pack("<Q", 2**40)),
        "Yes": (11, struct.pack("<h", -1)),
        "Date": (7, struct.pack("<d", 45000.5)),
        "Empty": (0, b""),
    }
    with windows_automation.create_automation_object("Any.Thing") as thing:
        assert thing.get("Text", 10, "ä", True) == "é ü"
        assert [thing.get(name) for name in ("Number", "Large", "Yes", "Empty")] == [-7, 2**40, True, None]
        assert thing.get("Date") == datetime(2023, 3, 15, 12)  # noqa: DTZ001
        assert thing.get("Self").get("Number") == -7
        thing.put("Online", False)
    assert windows.asked[0] == ("Text", 3, [10, "ä", True])
    assert windows.asked[-1] == ("Online", 4, [False])
    assert windows.object.released == 2
    assert windows.cleared > 0


def test_a_program_that_hangs_is_given_up() -> None:
    release = threading.Event()
    started = time.monotonic()
    with pytest.raises(ProbeError) as error:
        windows_automation.run_automation_with_timeout(0.1, "Outlook.Application", lambda: release.wait(30))
    release.set()
    assert time.monotonic() - started < 20
    assert error.value.why is not None
    assert str(error.value.why) == "Outlook.Application: timed out (0.1 s)"


def test_access_denied_is_told_apart() -> None:
    def ask() -> None:
        raise DeniedError

    with pytest.raises(ProbeError) as error:
        windows_automation.run_automation_with_timeout(2.0, "Shell.Application", ask)
    assert error.value.why is not None
    assert (error.value.why.cause, error.value.why.fact) == (Cause.DENIED, "0x80070005")


class DeniedError(OSError):
    winerror = -2147024891  # E_ACCESSDENIED, as ctypes raises it on Windows


# -- what is made of the answers -------------------------------------------------------------------


class Model:
    """An object model that stands in the test: properties, methods as functions, lists counted from 0."""

    def __init__(self, first: int = 0, **known: Any) -> None:
        self.first, self.known = first, known
        self.put_: dict[str, Any] = {}

    def get(self, name: str, *arguments: Any) -> Any:
        if "items" in self.known and name in ("Count", "Item"):
            items = self.known["items"]
            return len(items) if name == "Count" else items[arguments[0] - self.first]
        found = self.known[name]
        return found(*arguments) if callable(found) else found

    def put(self, name: str, value: Any) -> None:
        self.put_[name] = value

    def iter_items(self, most: int) -> Iterator[Any]:
        return iter(self.known["items"][:most])


def speaks(monkeypatch: pytest.MonkeyPatch, model: Model | None) -> None:
    @contextmanager
    def opened(_: str) -> Iterator[Model | None]:
        yield model

    monkeypatch.setattr(windows_automation, "create_automation_object", opened)
    monkeypatch.setattr(windows_automation, "attach_to_running_program", opened)


def update(id_: str, result: int, days: int, operation: int = 1) -> Model:
    return Model(
        Operation=operation,
        ResultCode=result,
        UpdateIdentity=Model(UpdateID=id_),
        Title=f"Update {id_}",
        Date=datetime(2026, 11, 20) - timedelta(days=days),  # noqa: DTZ001
        HResult=-2146498518,
    )


def agent(monkeypatch: pytest.MonkeyPatch, waiting: list[str], history: list[Model]) -> Model:
    def query(start: int, count: int) -> Model:
        assert (start, count) == (0, len(history))
        return Model(items=history)

    found = Model(items=[Model(Identity=Model(UpdateID=id_)) for id_ in waiting])
    searcher = Model(
        Search=lambda words: Model(Updates=found), GetTotalHistoryCount=len(history), QueryHistory=query
    )
    speaks(monkeypatch, Model(CreateUpdateSearcher=searcher))
    return searcher


def test_updates_that_failed_and_came_later_have_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    history = [
        update("a", 2, 1),
        update("b", 4, 2),
        update("a", 4, 3),
        update("c", 4, 4),
        update("d", 4, 5, 2),
    ]
    searcher = agent(monkeypatch, ["b", "x"], history)
    said = windows_update_agent.query_updates()
    assert searcher.put_ == {"Online": False}
    assert (said["Pending"], said["Last"]) == (2, "2026-11-19T00:00:00Z")
    assert said["Recent"] == [{"When": "2026-11-19T00:00:00Z", "Title": "Update a"}]
    assert [(e["Title"], e["Code"]) for e in said["Failed"]] == [
        ("Update b", "0x800F082A"),
        ("Update c", "0x800F082A"),
    ]
    assert windows_update_agent.query_failing_updates() == [{"Title": "Update b", "Code": "0x800F082A"}]


def test_a_computer_that_never_updated_asks_for_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    agent(monkeypatch, [], [])
    assert windows_update_agent.query_updates() == {"Pending": 0, "Last": None, "Recent": [], "Failed": []}


def test_outlook_tells_its_mode_and_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now()  # noqa: DTZ005
    mails = [Model(LastModificationTime=now - timedelta(minutes=m)) for m in (5, 90)]
    box = Model(Items=Model(items=mails, first=1))
    space = Model(ExchangeConnectionMode=700, Offline=False, GetDefaultFolder=lambda number: box)
    speaks(monkeypatch, Model(GetNamespace=lambda name: space))
    (said,) = outlook.query_outlook()
    assert (said["Mode"], said["Offline"], said["Waiting"]) == (700, False, 2)
    assert 5400 <= said["Age"] < 5410


def test_an_outlook_that_is_not_open_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    speaks(monkeypatch, None)
    assert outlook.query_outlook() == []


def test_the_recycle_bin_tells_what_went_lately_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)

    def item(name: str, days: int) -> Model:
        facts = {
            "System.Recycle.DateDeleted": now - timedelta(days=days),
            "System.Recycle.DeletedFrom": "C:\\Users\\anne",
        }
        return Model(Name=name, Size=7, ExtendedProperty=facts.get)

    items = [item("old", 40), item("b.txt", 3), item("a.txt", 1)]
    speaks(monkeypatch, Model(NameSpace=lambda number: Model(Items=Model(items=items))))
    said = trash.list_recycle_bin_items()
    assert [entry["Name"] for entry in said] == ["a.txt", "b.txt"]
    local = (now - timedelta(days=1)).replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert said[0]["When"] == local.isoformat(timespec="seconds")
    assert (said[0]["From"], said[0]["Size"]) == ("C:\\Users\\anne", 7)


def test_bitlocker_is_the_number_of_the_system_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMDRIVE", "D:")
    asked: list[str] = []

    def drive(name: str) -> Model:
        asked.append(name)
        return Model(Self=Model(ExtendedProperty=lambda name: 5))

    speaks(monkeypatch, Model(NameSpace=drive))
    assert (disk_encryption.read_bitlocker(), asked) == (5, ["D:"])
