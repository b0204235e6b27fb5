"""Window events on Windows, from accessibility events.

From Microsoft's documentation of SetWinEventHook with WINEVENT_OUTOFCONTEXT: the system queues events for
this process, no code of this app runs in another program, and none of these events carries a key or a click.
Also from documentation: EVENT_SYSTEM_FOREGROUND, EVENT_SYSTEM_DIALOGSTART, WaitForSingleObject,
IsHungAppWindow. Untested on Windows.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Sequence
from typing import Any

from selfhelp.core.errors import UnavailableError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.text import N_
from selfhelp.machine.capture import win32_windows
from selfhelp.machine.desktop.window_events import (
    MOST_READ,
    Hear,
    NearbyWindow,
    WindowEvent,
    WindowEventKind,
    WindowFacts,
    join_into_one_line,
)

_FOREGROUND, _DIALOG_START = 0x0003, 0x0010  # EVENT_SYSTEM_FOREGROUND, EVENT_SYSTEM_DIALOGSTART (winuser.h)
_OUT_OF_CONTEXT, _SKIP_OWN_PROCESS = 0x0000, 0x0002
_QUIT = 0x0012  # WM_QUIT
_SYNCHRONIZE, _QUERY = 0x00100000, 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION (winnt.h)
_FOREVER = 0xFFFFFFFF
_NEXT = 2  # GW_HWNDNEXT
_DIALOG_CLASS = "#32770"
_LONGEST = 1024
_MOST_WINDOWS = 500
_USER32 = (
    *("DispatchMessageW", "GetClassNameW", "GetForegroundWindow", "GetMessageW", "GetTopWindow", "GetWindow"),
    *("GetWindowTextW", "GetWindowThreadProcessId", "IsHungAppWindow", "PostThreadMessageW"),
    *("SetWinEventHook", "UnhookWinEvent"),
)
_KERNEL32 = (
    *("CloseHandle", "GetCurrentThreadId", "OpenProcess", "QueryFullProcessImageNameW"),
    "WaitForSingleObject",
)


class Win32WindowEvents:
    """Source of Windows' window events, with a message queue on its own thread.

    Another thread waits for each program's end.
    """

    manual_only = False

    def __init__(self) -> None:
        library: Any = ctypes
        if not hasattr(library, "windll"):
            raise UnavailableError(N_("No display is available for a screenshot."), detail="no Windows")
        self._user = declare_function_types(ctypes, library.windll.user32, *_USER32)
        self._kernel = declare_function_types(ctypes, library.windll.kernel32, *_KERNEL32)
        self._hear: Hear = _ignore_event
        self._thread: threading.Thread | None = None
        self._thread_id = 0
        self._ready = threading.Event()
        self._front: WindowFacts | None = None
        self._hung: set[int] = set()
        self._watched: set[int] = set()

    def start_listening(self, hear: Hear) -> None:
        """Start reporting events to ``hear``."""
        self._hear = hear
        self._thread = threading.Thread(target=self._listen_for_events, name="window-events", daemon=True)
        self._thread.start()
        self._ready.wait(5)

    def stop_listening(self) -> None:
        """Stop reporting events."""
        self._hear = _ignore_event
        if self._thread is not None:
            self._user.PostThreadMessageW(self._thread_id, _QUIT, 0, 0)
            self._thread.join(5)
            self._thread = None

    def read_foreground_window(self) -> WindowFacts | None:
        """Return the foreground window of another program."""
        for handle in (self._user.GetForegroundWindow() or 0, self._front.handle if self._front else 0):
            facts = self._read_window_facts(handle) if handle else None
            if facts is not None and facts.pid != os.getpid():
                return facts
        return None

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return a window's current state."""
        return self._read_window_facts(handle)

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the other visible windows, topmost last; the system lists them topmost first."""
        own = self._read_window_facts(handle)
        found: list[NearbyWindow] = []
        above, window = True, self._user.GetTopWindow(None)
        while window and len(found) < _MOST_WINDOWS:
            if window == handle:
                above = False
            else:
                facts = self._read_window_facts(window)
                if facts is not None and facts.area is not None:
                    found.append(NearbyWindow(facts, above, own is not None and facts.pid == own.pid))
            window = self._user.GetWindow(ctypes.c_void_p(window), _NEXT)
        return found[::-1]

    def report_hung_windows(self) -> None:
        """Report the foreground program if Windows considers it hung (IsHungAppWindow)."""
        if self._front is not None:
            self._report_if_hung(self._front)

    def _listen_for_events(self) -> None:
        """Register for events, and run this thread's message queue until it quits."""
        self._thread_id = self._kernel.GetCurrentThreadId()
        library: Any = ctypes
        kind = library.WINFUNCTYPE(
            None,
            *(ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_long, ctypes.c_long),
            *(ctypes.c_ulong, ctypes.c_ulong),
        )
        heard = kind(self._handle_event)
        flags = _OUT_OF_CONTEXT | _SKIP_OWN_PROCESS
        hooks = [
            self._user.SetWinEventHook(event, event, None, heard, 0, 0, flags)
            for event in (_FOREGROUND, _DIALOG_START)
        ]
        self._report_foreground_change(self._user.GetForegroundWindow() or 0)
        self._ready.set()
        message = ctypes.create_string_buffer(64)  # MSG of winuser.h is 48 bytes long
        while self._user.GetMessageW(message, None, 0, 0) > 0:
            self._user.DispatchMessageW(message)
        for hook in hooks:
            self._user.UnhookWinEvent(hook)

    def _handle_event(self, _hook: int, event: int, window: int, *_rest: int) -> None:
        if event == _DIALOG_START:
            facts = self._read_window_facts(window)
            if facts is not None and facts.pid != os.getpid():
                self._emit_event(WindowEventKind.DIALOG, facts)
        else:
            self._report_foreground_change(window or 0)

    def _report_foreground_change(self, handle: int) -> None:
        before, facts = self._front, self._read_window_facts(handle) if handle else None
        if before is not None:
            self._report_if_hung(before)
        if facts is None or facts.pid == os.getpid() or (before and before.handle == facts.handle):
            return
        self._front = facts
        self._watch_for_program_end(facts)
        self._emit_event(WindowEventKind.DIALOG if facts.dialog else WindowEventKind.FOREGROUND, facts)

    def _report_if_hung(self, facts: WindowFacts) -> None:
        hung = bool(self._user.IsHungAppWindow(ctypes.c_void_p(facts.handle)))
        if hung and facts.handle not in self._hung:
            self._hung.add(facts.handle)
            self._emit_event(WindowEventKind.HUNG, facts)
        elif not hung and facts.handle in self._hung:
            self._hung.discard(facts.handle)
            self._emit_event(WindowEventKind.ANSWERS, facts)

    def _watch_for_program_end(self, facts: WindowFacts) -> None:
        """Wait for the end of a program on a separate thread (WaitForSingleObject)."""
        if facts.pid in self._watched:
            return
        process = self._kernel.OpenProcess(_SYNCHRONIZE, False, facts.pid)
        if process:
            self._watched.add(facts.pid)
            threading.Thread(target=self._wait_for_program_end, args=(process, facts), daemon=True).start()

    def _wait_for_program_end(self, process: int, facts: WindowFacts) -> None:
        self._kernel.WaitForSingleObject(ctypes.c_void_p(process), ctypes.c_ulong(_FOREVER))
        self._kernel.CloseHandle(ctypes.c_void_p(process))
        self._watched.discard(facts.pid)
        self._emit_event(WindowEventKind.ENDED, facts)

    def _emit_event(self, what: WindowEventKind, window: WindowFacts) -> None:
        self._hear(WindowEvent(what, window, time.time()))

    def _read_window_facts(self, handle: int) -> WindowFacts | None:
        window, pid = ctypes.c_void_p(handle), ctypes.c_ulong()
        if not self._user.GetWindowThreadProcessId(window, ctypes.byref(pid)):
            return None
        title, kind = ctypes.create_unicode_buffer(MOST_READ), ctypes.create_unicode_buffer(_LONGEST)
        self._user.GetWindowTextW(window, title, MOST_READ)
        self._user.GetClassNameW(window, kind, _LONGEST)
        name = self._read_program_name(pid.value)
        names = tuple(part for part in (name, kind.value) if part)
        area = win32_windows.read_window_area(handle)
        return WindowFacts(
            handle, pid.value, names, join_into_one_line(title.value), area, kind.value == _DIALOG_CLASS
        )

    def _read_program_name(self, pid: int) -> str:
        """Return the file name of a process's program (QueryFullProcessImageNameW)."""
        process = self._kernel.OpenProcess(_QUERY, False, pid)
        if not process:
            return ""
        path, length = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_ulong(_LONGEST)
        told = self._kernel.QueryFullProcessImageNameW(
            ctypes.c_void_p(process), 0, path, ctypes.byref(length)
        )
        self._kernel.CloseHandle(ctypes.c_void_p(process))
        return join_into_one_line(path.value.rpartition("\\")[2]) if told else ""


def _ignore_event(_event: WindowEvent) -> None:
    """Ignore a window event; used while nothing listens."""
