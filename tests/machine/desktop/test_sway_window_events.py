"""What sway tells, played by a socket that speaks its protocol; the real one is in tests/live."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop import sway_window_events
from selfhelp.machine.desktop.sway_window_events import SwayWindowEvents
from selfhelp.machine.desktop.window_events import KeepsWindowOnTop, WindowEvent, WindowEventKind

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets with names")
HEAD = struct.Struct("=6sII")
SUBSCRIBE, WINDOW = 2, 0x80000003


def window(number: int, title: str, **more: Any) -> dict[str, Any]:
    rect = {"x": 10 * number, "y": 20, "width": 300, "height": 200}
    plain = {
        "id": number,
        "pid": 0x7FFFFFF0 + number % 2,
        "app_id": f"app{number}",
        "name": title,
        "rect": rect,
    }
    return {
        **plain,
        "type": "con",
        "visible": True,
        "focused": False,
        "nodes": [],
        "floating_nodes": [],
        **more,
    }


class Compositor:
    """Answers questions out of what a test put there, and tells what happens to subscribers."""

    def __init__(self, path: Path) -> None:
        self.tiled: list[dict[str, Any]] = []
        self.floating: list[dict[str, Any]] = []
        self.commands: list[str] = []
        self.raw: bytes | None = None
        self._told: list[socket.socket] = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def happen(self, change: str, node: dict[str, Any]) -> None:
        for one in self._told:
            one.sendall(self._message(WINDOW, {"change": change, "container": node}))

    def focus(self, node: dict[str, Any]) -> None:
        for one in (*self.tiled, *self.floating):
            one["focused"] = one["id"] == node["id"]
        self.happen("focus", node)

    def close(self) -> None:
        for one in (*self._told, self._socket):
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
                head = client.recv(HEAD.size)
                _, length, kind = HEAD.unpack(head)
                text = client.recv(length) if length else b""
            except (OSError, struct.error):
                return
            client.sendall(self.raw or self._message(kind, self._answer(kind, text)))
            self._told.append(client)
            if kind != SUBSCRIBE:
                self._told.pop().close()

    def _answer(self, kind: int, text: bytes) -> Any:
        if kind == 0:
            self.commands.append(text.decode())
        if kind == 3:
            rect = {"x": 0, "y": 0, "width": 1280, "height": 800}
            return [{"name": "HEADLESS-1", "focused": True, "rect": rect}]
        order = sorted(
            (*self.tiled, *self.floating), key=lambda n: not (isinstance(n, dict) and n.get("focused"))
        )
        focus = [node.get("id") for node in order if isinstance(node, dict)]
        space = {"id": 2, "nodes": self.tiled, "floating_nodes": self.floating, "focus": focus}
        screen = {"id": 3, "nodes": [space], "floating_nodes": [], "focus": [2]}
        return {"id": 1, "nodes": [screen], "floating_nodes": [], "focus": [3]}

    @staticmethod
    def _message(kind: int, plain: Any) -> bytes:
        text = json.dumps(plain).encode()
        return HEAD.pack(b"i3-ipc", len(text), kind) + text


@pytest.fixture
def sway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compositor]:
    made = Compositor(tmp_path / "sway.sock")
    monkeypatch.setenv("SWAYSOCK", str(tmp_path / "sway.sock"))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    yield made
    made.close()


@pytest.fixture
def heard(sway: Compositor) -> Iterator[Queue[WindowEvent]]:
    sway.tiled = [window(11, "Letter", focused=True), window(12, "Sheet")]
    told: Queue[WindowEvent] = Queue()
    source = SwayWindowEvents()
    source.start_listening(told.put)
    assert told.get(timeout=5).window.title == "Letter", "the window in front is the first step"
    yield told
    source.stop_listening()
    assert "window-events" not in [thread.name for thread in threading.enumerate()]


def test_a_window_that_comes_to_the_front_is_told_once(sway: Compositor, heard: Queue[WindowEvent]) -> None:
    sway.focus(sway.tiled[1])
    sway.happen("title", sway.tiled[1])
    sway.happen("focus", sway.tiled[1])
    event = heard.get(timeout=5)
    assert (event.what, event.window.title) == (WindowEventKind.FOREGROUND, "Sheet")
    assert event.window.names == ("app12",)
    assert event.window.area == WindowArea(120, 20, 300, 200)
    sway.focus(sway.tiled[0])
    assert heard.get(timeout=5).window.title == "Letter"


def test_a_new_floating_window_of_a_program_is_a_dialog(sway: Compositor, heard: Queue[WindowEvent]) -> None:
    dialog = window(13, "Could not print", type="floating_con")
    sway.floating.append(dialog)
    sway.happen("new", dialog)
    sway.focus(dialog)
    event = heard.get(timeout=5)
    assert (event.what, event.window.title) == (WindowEventKind.DIALOG, "Could not print")


def test_our_own_windows_are_not_told_and_not_in_front(sway: Compositor, heard: Queue[WindowEvent]) -> None:
    ours = window(14, "Recording steps", pid=os.getpid())
    sway.floating.append(ours)
    sway.happen("new", ours)
    sway.focus(ours)
    sway.focus(sway.tiled[1])
    assert heard.get(timeout=5).window.title == "Sheet"


def test_the_window_before_the_apps_is_the_active_one(sway: Compositor) -> None:
    sway.tiled = [window(11, "Letter", focused=True)]
    source, told = SwayWindowEvents(), Queue[WindowEvent]()
    source.start_listening(told.put)
    told.get(timeout=5)
    sway.tiled[0]["focused"] = False
    sway.floating = [window(14, "Recording steps", pid=os.getpid(), focused=True)]
    front = source.read_foreground_window()
    assert front is not None
    assert front.title == "Letter"
    source.stop_listening()


def test_floating_windows_lie_over_tiles_and_hidden_ones_nowhere(sway: Compositor) -> None:
    sway.tiled = [window(11, "Letter"), window(12, "Sheet", visible=False)]
    sway.floating = [window(13, "Chat", type="floating_con")]
    source = SwayWindowEvents()
    (chat,) = source.list_nearby_windows(11)
    assert (chat.window.title, chat.above, chat.same_program) == ("Chat", True, True)
    (letter,) = source.list_nearby_windows(13)
    assert (letter.window.title, letter.above) == ("Letter", False)


def test_the_bar_is_placed_by_the_compositor_and_no_other_window(sway: Compositor) -> None:
    bar = window(14, "Recording steps", pid=os.getpid())
    sway.floating = [bar, window(15, "Recording steps"), window(16, "Get help", pid=os.getpid())]
    source = SwayWindowEvents()
    assert isinstance(source, KeepsWindowOnTop)
    source.keep_window_on_top("Recording steps")
    command, back = sway.commands
    assert back == "[con_id=15] focus", "who types goes on typing"
    source.keep_window_on_top("Recording steps")
    assert len(sway.commands) == 3, "once"
    assert command.startswith("[con_id=14] floating enable")
    assert "sticky enable" in command
    assert command.endswith("position 490 576"), "in the middle of the lower edge"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        HEAD.pack(b"i3-ipc", 3, 4) + b"{]}",
        HEAD.pack(b"i3-ipc", 0xFFFFFFF0, 4),
        HEAD.pack(b"i3-ipc", 200_000, 4) + b"[" * 200_000,
    ],
    ids=["nothing", "another protocol", "no JSON", "too long", "too deep"],
)
def test_what_is_no_sway_is_refused(sway: Compositor, raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sway_window_events, "_PATIENCE", 0.3)
    sway.raw = raw or b"i"
    with pytest.raises(UnavailableError):
        SwayWindowEvents()


def test_a_hostile_tree_of_any_shape_is_no_error(sway: Compositor) -> None:
    sway.tiled = [
        {"id": "x", "pid": True, "name": None, "rect": []},
        {"id": 5, "pid": 9, "name": ["a"], "rect": {"x": "1"}, "nodes": None, "window_properties": 3},
        7,  # type: ignore[list-item]
    ]
    assert SwayWindowEvents().read_foreground_window() is None
    assert len(SwayWindowEvents().list_nearby_windows(99)) <= 2


def test_without_sway_there_is_no_such_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWAYSOCK", raising=False)
    with pytest.raises(UnavailableError):
        SwayWindowEvents()
