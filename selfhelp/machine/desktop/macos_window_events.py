"""Program events on macOS, from NSWorkspace notifications.

From Apple's documentation of NSWorkspace (``didActivateApplicationNotification``,
``didTerminateApplicationNotification``), of the Objective-C runtime (``objc_allocateClassPair``,
``class_addMethod``) and of Quartz Window Services; untested on macOS. The notifications come on the main
thread, whose event loop Qt runs. They report programs; the window in front is read from the list of windows.
This app doesn't request accessibility permission, so dialogs and hung programs aren't reported.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence
from typing import Any

from selfhelp.core.errors import SelfhelpError, UnavailableError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.text import N_
from selfhelp.machine.capture import quartz
from selfhelp.machine.desktop.window_events import (
    Hear,
    NearbyWindow,
    WindowEvent,
    WindowEventKind,
    WindowFacts,
    join_into_one_line,
)

_APP_KIT = "/System/Library/Frameworks/AppKit.framework/AppKit"
_OBJC = "/usr/lib/libobjc.A.dylib"
_ACTIVATED = b"NSWorkspaceDidActivateApplicationNotification"
_TERMINATED = b"NSWorkspaceDidTerminateApplicationNotification"
_OBJC_FUNCTIONS = (
    *("class_addMethod", "objc_allocateClassPair", "objc_getClass", "objc_registerClassPair"),
    "sel_registerName",
)
_OBSERVER = b"SelfhelpWorkspaceObserver"
_METHOD_TYPES = b"v@:@"
_APPLICATION_KEY = b"NSWorkspaceApplicationKey"


class MacWindowEvents:
    """Source of macOS events: a program comes to the front, or ends."""

    manual_only = False

    def __init__(self) -> None:
        try:
            self._objc: Any = ctypes.CDLL(_OBJC)
            ctypes.CDLL(_APP_KIT)
        except OSError as error:
            message = N_("No display is available for a screenshot.")
            raise UnavailableError(message, detail=str(error)) from error
        declare_function_types(ctypes, self._objc, *_OBJC_FUNCTIONS)
        self._hear: Hear = _ignore_event
        self._methods: list[Any] = []
        self._observer = 0

    def start_listening(self, hear: Hear) -> None:
        """Start reporting events to ``hear``; call on the main thread."""
        self._hear = hear
        self._observer = self._make_observer()
        centre = self._send_message(self._get_shared_workspace(), b"notificationCenter")
        for method, name in ((b"activated:", _ACTIVATED), (b"terminated:", _TERMINATED)):
            self._send_message(
                centre,
                b"addObserver:selector:name:object:",
                *(self._observer, self._get_selector(method), self._to_nsstring(name), None),
            )
        front = self.read_foreground_window()
        if front is not None:
            self._emit_event(WindowEventKind.FOREGROUND, front)

    def stop_listening(self) -> None:
        """Stop reporting events."""
        self._hear = _ignore_event
        if self._observer:
            centre = self._send_message(self._get_shared_workspace(), b"notificationCenter")
            self._send_message(centre, b"removeObserver:", self._observer)
            self._observer = 0

    def read_foreground_window(self) -> WindowFacts | None:
        """Return the frontmost window of another program."""
        return next(iter(_list_window_facts()), None)

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return a window's current state.

        Raises:
            UnavailableError: the system returned no list.
        """
        return next((window for window in _read_window_entries() if window.handle == handle), None)

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the other windows, topmost last; the system lists them from front to back."""
        shown = _list_window_facts()
        own = next((window for window in shown if window.handle == handle), None)
        above, found = True, []
        for window in shown:
            if window.handle == handle:
                above = False
            else:
                found.append(NearbyWindow(window, above, own is not None and window.pid == own.pid))
        return found[::-1]

    def report_hung_windows(self) -> None:
        """Do nothing: macOS offers no way to detect hung windows."""

    def _on_activated(self, _self: int, _method: int, notification: int) -> None:
        pid = self._read_pid(notification)
        front = self.read_foreground_window()
        if front is not None and front.pid == pid != os.getpid():
            self._emit_event(WindowEventKind.FOREGROUND, front)

    def _on_terminated(self, _self: int, _method: int, notification: int) -> None:
        pid, name = self._read_pid(notification), self._read_program_name(notification)
        if pid != os.getpid():
            self._emit_event(WindowEventKind.ENDED, WindowFacts(0, pid, (name,) if name else ()))

    def _emit_event(self, what: WindowEventKind, window: WindowFacts) -> None:
        self._hear(WindowEvent(what, window, time.time()))

    # -- Objective-C -------------------------------------------------------------------------------

    def _make_observer(self) -> int:
        """Create an Objective-C class with two methods, and return an instance of it."""
        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
        made = self._objc.objc_allocateClassPair(self._get_class(b"NSObject"), _OBSERVER, 0)
        if made:
            methods = ((b"activated:", self._on_activated), (b"terminated:", self._on_terminated))
            for name, method in methods:
                self._methods.append(kind(method))
                self._objc.class_addMethod(
                    ctypes.c_void_p(made), self._get_selector(name), self._methods[-1], _METHOD_TYPES
                )
            self._objc.objc_registerClassPair(ctypes.c_void_p(made))
        return self._send_message(self._get_class(_OBSERVER), b"new") or 0

    def _get_shared_workspace(self) -> Any:
        return self._send_message(self._get_class(b"NSWorkspace"), b"sharedWorkspace")

    def _get_notification_application(self, notification: int) -> Any:
        told = self._send_message(notification, b"userInfo")
        return self._send_message(told, b"objectForKey:", self._to_nsstring(_APPLICATION_KEY))

    def _read_pid(self, notification: int) -> int:
        send = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
            ctypes.cast(self._objc.objc_msgSend, ctypes.c_void_p).value or 0
        )
        return int(
            send(self._get_notification_application(notification), self._get_selector(b"processIdentifier"))
        )

    def _read_program_name(self, notification: int) -> str:
        name = self._send_message(self._get_notification_application(notification), b"localizedName")
        if not name:
            return ""
        text = ctypes.string_at(self._send_message(name, b"UTF8String"))
        return join_into_one_line(text.decode("utf-8", "replace"))

    def _get_class(self, name: bytes) -> Any:
        return ctypes.c_void_p(self._objc.objc_getClass(name))

    def _get_selector(self, name: bytes) -> Any:
        return ctypes.c_void_p(self._objc.sel_registerName(name))

    def _to_nsstring(self, text: bytes) -> Any:
        return self._send_message(
            self._get_class(b"NSString"), b"stringWithUTF8String:", ctypes.c_char_p(text)
        )

    def _send_message(self, target: Any, name: bytes, *arguments: Any) -> Any:
        """Send an Objective-C message and return the result.

        Its prototype is built from the arguments: the call isn't variadic on ARM.
        """
        passed = [
            argument
            if isinstance(argument, ctypes.c_char_p)
            else ctypes.c_void_p(_get_pointer_value(argument))
            for argument in arguments
        ]
        kinds = [type(argument) for argument in passed]
        kind = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *kinds)
        address = ctypes.cast(self._objc.objc_msgSend, ctypes.c_void_p).value or 0
        return kind(address)(_get_pointer_value(target), self._get_selector(name), *passed)


def _get_pointer_value(pointer: Any) -> Any:
    return pointer.value if isinstance(pointer, ctypes.c_void_p) else pointer


def _list_window_facts() -> Sequence[WindowFacts]:
    """Return the windows of other programs, frontmost first; () if the system doesn't list them."""
    try:
        return _read_window_entries()
    except SelfhelpError:
        return ()


def _read_window_entries() -> Sequence[WindowFacts]:
    """Return the windows of other programs, frontmost first.

    Raises:
        UnavailableError: the system returned no list.
    """
    found = []
    for told in quartz.read_window_descriptions():
        window = quartz.parse_window_description(told)
        if window is not None:
            owner = join_into_one_line(str(told.get("kCGWindowOwnerName") or ""))
            pid, title = (
                int(told.get("kCGWindowOwnerPID") or 0),
                join_into_one_line(str(told.get("kCGWindowName") or "")),
            )
            names = (owner,) if owner else ()
            found.append(WindowFacts(window.handle, pid, names, title, window.area))
    return found


def _ignore_event(_event: WindowEvent) -> None:
    """Ignore a window event; used while nothing listens."""
