"""What functions of system libraries take and return: without it, ctypes cuts a pointer to 32 bits.

One table for all of them, so that one test can hold it against the headers. Code that loads a library calls
`declare` with the functions it uses. ctypes is a parameter, because only `selfhelp.machine` and the helper
may import it.

Sources: the headers of Windows as mingw-w64 has them (``tests/machine/test_foreign_functions.py`` compares),
Xlib.h, cups.h and http.h; Apple's CGWindow.h, CFData.h, CFPropertyList.h and SecKeychain.h, not compared.
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
"""The letters of a signature. "p" is any pointer or handle, and a number as wide as one."""

SIGNATURES: Mapping[str, str] = MappingProxyType(
    {
        # Windows: kernel32, psapi, userenv
        "CloseHandle": "i:p",
        "CreateDirectoryW": "i:wp",
        "CreateEnvironmentBlock": "i:ppi",
        "DestroyEnvironmentBlock": "i:p",
        "EnumProcesses": "i:pup",
        "GetCurrentProcess": "p:",
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
        "DisplayConfigGetDeviceInfo": "i:p",
        "DwmGetWindowAttribute": "i:pupu",
        "EnumDisplayDevicesW": "i:wupu",
        "EnumDisplaySettingsW": "i:wup",
        "EnumWindows": "i:pp",
        "GetDisplayConfigBufferSizes": "i:upp",
        "GetDpiForMonitor": "i:pipp",
        "GetForegroundWindow": "p:",
        "GetKeyboardLayout": "p:u",
        "GetKeyboardLayoutList": "i:ip",
        "GetSystemMetrics": "i:i",
        "GetWindowLongW": "i:pi",
        "GetWindowTextW": "i:pwi",
        "GetWindowThreadProcessId": "u:pp",
        "IsIconic": "i:p",
        "IsUserAnAdmin": "i:",
        "IsWindowVisible": "i:p",
        "MonitorFromPoint": "p:qu",
        "PostMessageW": "i:pupp",
        "QueryDisplayConfig": "i:uppppp",
        "SetDisplayConfig": "i:upupu",
        "SetForegroundWindow": "i:p",
        "SetThreadDpiAwarenessContext": "p:p",
        "SHQueryUserNotificationState": "i:p",
        "SystemParametersInfoW": "i:uupu",
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
        # X11
        "XCheckTypedEvent": "i:pip",
        "XCloseDisplay": "i:p",
        "XDefaultRootWindow": "L:p",
        "XDefaultScreen": "i:p",
        "XDisplayHeight": "i:pi",
        "XDisplayWidth": "i:pi",
        "XFree": "i:p",
        "XGetGeometry": "i:pLppppppp",
        "XGetWindowProperty": "i:pLLlliLppppp",
        "XInternAtom": "L:psi",
        "XOpenDisplay": "p:s",
        "XQueryExtension": "i:psppp",
        "XQueryTree": "i:pLpppp",
        "XSelectInput": "i:pLl",
        "XSendEvent": "i:pLilp",
        "XSetErrorHandler": "p:p",
        "XSync": "i:pi",
        # CUPS
        "cupsEncryption": "i:",
        "cupsFreeDests": ":ip",
        "cupsFreeJobs": ":ip",
        "cupsGetDests2": "i:pp",
        "cupsGetJobs2": "i:ppsii",
        "cupsServer": "s:",
        "httpClose": ":p",
        "httpConnectEncrypt": "p:sii",
        "ippPort": "i:",
        # macOS
        "CFDataGetBytePtr": "p:p",
        "CFDataGetLength": "l:p",
        "CFPropertyListCreateData": "p:pplLp",
        "CFRelease": ":p",
        "CGPreflightScreenCaptureAccess": "b:",
        "CGRequestScreenCaptureAccess": "b:",
        "CGWindowListCopyWindowInfo": "p:uu",
        "SecKeychainGetStatus": "i:pp",
        "SecKeychainUnlock": "i:pupB",
    }
)
"""What each function returns and takes. HRESULT is "i"; who wants it to raise sets ``restype`` afterwards."""


def declare(ctypes: Any, library: Any, *names: str) -> Any:
    """Give functions of a library their types, and return the library.

    Args:
        ctypes: the module.
        library: a loaded library.
        names: of `SIGNATURES`.

    Raises:
        AttributeError: the library has no such function.
    """
    for name in names:
        returned, _, taken = SIGNATURES[name].partition(":")
        function = getattr(library, name)
        function.argtypes = [getattr(ctypes, KINDS[kind]) for kind in taken]
        function.restype = getattr(ctypes, KINDS[returned]) if returned else None
    return library


def windows_function(ctypes: Any, library: str, name: str) -> Any:
    """Return a function of a library of Windows, such as "user32", with its types.

    Raises:
        AttributeError: Windows has no such function.
        OSError: Windows has no such library.
    """
    return getattr(declare(ctypes, getattr(ctypes.windll, library), name), name)
