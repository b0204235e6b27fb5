"""Declares types of system functions, without which ctypes truncates pointers to 32 bits.

A single table, so that one test can compare it with the headers. Code that loads a library calls
`declare_function_types` with the functions it uses. ctypes is a parameter, because only `selfhelp.machine`
and the helper may import it.

Sources: the headers of Windows as mingw-w64 has them (compared by
``tests/machine/test_foreign_functions.py``), Xlib.h, cups.h, http.h and ipp.h; Apple's CGWindow.h, CFData.h,
CFPropertyList.h, SecKeychain.h and objc/runtime.h, not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "i": "c_int",
        "u": "c_uint",
        "l": "c_long",
        "L": "c_ulong",
        "H": "c_ushort",
        "B": "c_ubyte",
        "b": "c_bool",
        "q": "c_int64",
        "p": "c_void_p",
        "s": "c_char_p",
        "w": "c_wchar_p",
    }
)
"""The ctypes type of each letter in a signature; "p" is any pointer or handle."""

WINDOWS: Mapping[str, str] = MappingProxyType(
    {
        # kernel32, psapi, userenv
        "CloseHandle": "i:p",
        "CreateDirectoryW": "i:wp",
        "CreateEnvironmentBlock": "i:ppi",
        "DestroyEnvironmentBlock": "i:p",
        "EnumProcesses": "i:pup",
        "GetCurrentProcess": "p:",
        "GetCurrentThreadId": "u:",
        "GetDiskFreeSpaceExW": "i:wppp",
        "GetSystemPowerStatus": "i:p",
        "GetVolumeInformationW": "i:wwupppwu",
        "LocalFree": "p:p",
        "OpenProcess": "p:uiu",
        "ProcessIdToSessionId": "i:up",
        "QueryFullProcessImageNameW": "i:puwp",
        "TerminateProcess": "i:pu",
        "WaitForSingleObject": "u:pu",
        # advapi32, secur32, wtsapi32
        "ConvertSidToStringSidW": "i:pp",
        "ConvertStringSecurityDescriptorToSecurityDescriptorW": "i:wupp",
        "CreateProcessAsUserW": "i:pwwppiupwpp",
        "CredDeleteW": "i:wuu",
        "CredEnumerateW": "i:wupp",
        "CredFree": ":p",
        "DeregisterEventSource": "i:p",
        "GetAce": "i:pup",
        "GetNamedSecurityInfoW": "u:wiuppppp",
        "GetTokenInformation": "i:pipup",
        "GetUserNameExW": "B:iwp",
        "OpenProcessToken": "i:pup",
        "RegisterEventSourceW": "p:ww",
        "ReportEventW": "i:pHHupHupp",
        "WTSEnumerateSessionsW": "i:puupp",
        "WTSFreeMemory": ":p",
        "WTSQueryUserToken": "i:up",
        # user32, shell32, shcore, shlwapi, dwmapi
        "AssocQueryStringW": "i:uiwwwp",
        "DispatchMessageW": "p:p",
        "DisplayConfigGetDeviceInfo": "i:p",
        "DwmGetWindowAttribute": "i:pupu",
        "EnumDisplayDevicesW": "i:wupu",
        "EnumDisplaySettingsW": "i:wup",
        "EnumWindows": "i:pp",
        "GetClassNameW": "i:pwi",
        "GetDisplayConfigBufferSizes": "i:upp",
        "GetDpiForMonitor": "i:pipp",
        "GetForegroundWindow": "p:",
        "GetKeyboardLayout": "p:u",
        "GetKeyboardLayoutList": "i:ip",
        "GetMessageW": "i:ppuu",
        "GetSystemMetrics": "i:i",
        "GetTopWindow": "p:p",
        "GetWindow": "p:pu",
        "GetWindowLongW": "i:pi",
        "GetWindowTextW": "i:pwi",
        "GetWindowThreadProcessId": "u:pp",
        "IsHungAppWindow": "i:p",
        "IsIconic": "i:p",
        "IsUserAnAdmin": "i:",
        "IsWindowVisible": "i:p",
        "MonitorFromPoint": "p:qu",
        "PostMessageW": "i:pupp",
        "PostThreadMessageW": "i:uupp",
        "QueryDisplayConfig": "i:uppppp",
        "SetDisplayConfig": "i:upupu",
        "SetForegroundWindow": "i:p",
        "SetThreadDpiAwarenessContext": "p:p",
        "SetWinEventHook": "p:uuppuuu",
        "SHFileOperationW": "i:p",
        "SHQueryUserNotificationState": "i:p",
        "SystemParametersInfoW": "i:uupu",
        "UnhookWinEvent": "i:p",
        # ole32, oleaut32, combase
        "CLSIDFromProgID": "i:wp",
        "CLSIDFromString": "i:wp",
        "CoCreateInstance": "i:ppupp",
        "CoInitializeEx": "i:pu",
        "CoTaskMemFree": ":p",
        "CoUninitialize": ":",
        "GetActiveObject": "i:ppp",
        "PropVariantClear": "i:p",
        "RoGetActivationFactory": "i:ppp",
        "StringFromGUID2": "i:pwi",
        "SysAllocString": "p:w",
        "VariantClear": "i:p",
        "WindowsCreateString": "i:wup",
        "WindowsDeleteString": "i:p",
        # iphlpapi, mpr, wininet, bthprops.cpl, wscapi, ntdll
        "BluetoothFindDeviceClose": "i:p",
        "BluetoothFindFirstDevice": "p:pp",
        "BluetoothFindNextDevice": "i:pp",
        "IcmpCloseHandle": "i:p",
        "IcmpCreateFile": "p:",
        "IcmpSendEcho": "u:pusHppuu",
        "InternetSetOptionW": "i:pupu",
        "WNetAddConnection2W": "u:pwwu",
        "WNetCancelConnection2W": "u:wui",
        "WscGetSecurityProviderHealth": "i:up",
        "wine_get_version": "s:",
    }
)
X11: Mapping[str, str] = MappingProxyType(
    {
        "xcb_get_setup": "p:p",
        "XCheckTypedEvent": "i:pip",
        "XCloseDisplay": "i:p",
        "XConnectionNumber": "i:p",
        "XDefaultRootWindow": "L:p",
        "XDefaultScreen": "i:p",
        "XDisplayHeight": "i:pi",
        "XDisplayWidth": "i:pi",
        "XFree": "i:p",
        "XGetGeometry": "i:pLppppppp",
        "XGetWindowAttributes": "i:pLp",
        "XGetWindowProperty": "i:pLLlliLppppp",
        "XGetXCBConnection": "p:p",
        "XInternAtom": "L:psi",
        "XInternAtoms": "i:ppiip",
        "XNextEvent": "i:pp",
        "XOpenDisplay": "p:s",
        "XPending": "i:p",
        "XQueryExtension": "i:psppp",
        "XQueryTree": "i:pLpppp",
        "XSelectInput": "i:pLl",
        "XSendEvent": "i:pLilp",
        "XSetErrorHandler": "p:p",
        "XSync": "i:pi",
    }
)
CUPS: Mapping[str, str] = MappingProxyType(
    {
        "cupsDoRequest": "p:pps",
        "cupsEncryption": "i:",
        "cupsFreeDests": ":ip",
        "cupsFreeJobs": ":ip",
        "cupsGetDests2": "i:pp",
        "cupsGetJobs2": "i:ppsii",
        "cupsServer": "s:",
        "cupsUser": "s:",
        "httpClose": ":p",
        "httpConnectEncrypt": "p:sii",
        "ippAddBoolean": "p:pisB",
        "ippAddString": "p:piisss",
        "ippAddStrings": "p:piisisp",
        "ippDelete": ":p",
        "ippFirstAttribute": "p:p",
        "ippGetInteger": "i:pi",
        "ippGetName": "s:p",
        "ippGetString": "s:pip",
        "ippGetValueTag": "i:p",
        "ippNewRequest": "p:i",
        "ippNextAttribute": "p:p",
        "ippPort": "i:",
    }
)
MACOS: Mapping[str, str] = MappingProxyType(
    {
        "CFDataGetBytePtr": "p:p",
        "CFDataGetLength": "l:p",
        "CFPropertyListCreateData": "p:pplLp",
        "CFRelease": ":p",
        "CGPreflightScreenCaptureAccess": "b:",
        "CGRequestScreenCaptureAccess": "b:",
        "CGWindowListCopyWindowInfo": "p:uu",
        "class_addMethod": "b:ppps",
        "objc_allocateClassPair": "p:psL",
        "objc_getClass": "p:s",
        "objc_registerClassPair": ":p",
        "SecKeychainGetStatus": "i:pp",
        "SecKeychainUnlock": "i:pupB",
        "sel_registerName": "p:s",
    }
)
LIBC: Mapping[str, str] = MappingProxyType(
    {"prctl": "i:iLLLL", "syscall": "l:lLLLp", "mallopt": "i:ii", "malloc_trim": "i:L"}
)
"""Signatures of C library functions, for Linux only.

The first two are variadic; these are the arguments of the calls used: prctl(2) with PR_SET_CHILD_SUBREAPER,
syscall(2) with quotactl_fd(2).
"""

SIGNATURES: Mapping[str, str] = MappingProxyType({**WINDOWS, **X11, **CUPS, **MACOS, **LIBC})
"""Return and argument types by function; HRESULT is "i", set ``restype`` to raise errors."""


def declare_function_types(ctypes: Any, library: Any, *names: str) -> Any:
    """Declare the types of a library's functions, and return the library.

    Args:
        ctypes: the module.
        library: a loaded library.
        names: keys of `SIGNATURES`.

    Raises:
        AttributeError: the library has no such function.
    """
    for name in names:
        returned, _, taken = SIGNATURES[name].partition(":")
        function = getattr(library, name)
        function.argtypes = [getattr(ctypes, KINDS[kind]) for kind in taken]
        function.restype = getattr(ctypes, KINDS[returned]) if returned else None
    return library


def load_windows_function(ctypes: Any, library: str, name: str) -> Any:
    """Return a typed function of a Windows library such as "user32".

    Raises:
        AttributeError: Windows has no such function.
        OSError: Windows has no such library.
    """
    return getattr(declare_function_types(ctypes, getattr(ctypes.windll, library), name), name)
