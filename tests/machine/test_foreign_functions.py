"""Every function of a system library that is called has its types, and the headers agree with them."""

from __future__ import annotations

import ast
import ctypes
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from selfhelp.core.foreign_functions import (
    KINDS,
    SIGNATURES,
    WINDOWS,
    X11,
    declare_function_types,
    load_windows_function,
)
from tests.machine.windows_pretended import Ctypes, library
from tests.people import ROOT

SOURCES = [path for path in (ROOT / "selfhelp").rglob("*.py") if "ctypes" in path.read_text("utf-8")]
TABLE = "foreign_functions.py"
FOREIGN = re.compile(
    r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*|(?:cups|http|ipp)[A-Z]\w+|prctl|syscall|(?:wine|xcb|objc|class|sel)_\w+"
)
BY_PROTOTYPE = {"objc_msgSend"}
"""Only its address is taken; each call has a prototype of its own (Apple, "objc_msgSend")."""

LOADERS = {"CDLL", "WinDLL", "OleDLL", "PyDLL", "windll", "oledll", "cdll", "LoadLibrary"}

OF_CTYPES = {"CDLL", "WinDLL", "Structure", "Union", "WinError", "HRESULT", "DWORD"}
OF_MODULES = {
    "winreg",
    "subprocess",
    "threading",
    "queue",
    "struct",
    "socket",
    "plistlib",
    "platform",
    "Platform",
    "elevate",
}
MINGW = Path("/usr/share/mingw-w64/include")
XLIB = Path("/usr/include/X11/Xlib.h")


def called(path: Path) -> set[str]:
    """Return the functions of libraries that a file names: as an attribute, or as a word for the table."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and FOREIGN.fullmatch(node.attr) and node.attr not in OF_CTYPES:
            owner = node.value
            if isinstance(owner, ast.Name) and (owner.id in OF_MODULES or owner.id[0].isupper()):
                continue
            found.add(node.attr)
    return found


def declared(path: Path) -> set[str]:
    """Return the functions that a file gives their types: words of the table in it."""
    text = path.read_text("utf-8")
    words = {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    declares = "declare_function_types(" in text or "load_windows_function(" in text
    return words & set(SIGNATURES) if declares else set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_function_is_called_without_its_types(path: Path) -> None:
    if path.name == TABLE:
        return
    shared = (
        declared(ROOT / "selfhelp/machine/capture/x11.py")
        if "open_x_server" in path.read_text("utf-8")
        else set()
    )
    assert called(path) - declared(path) - shared - BY_PROTOTYPE == set()


def libraries(tree: ast.AST) -> set[str]:
    """Return the names under which a file keeps a library that it loads."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and loads(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                found |= {ast.unparse(one) for one in getattr(target, "elts", [target])}
    return found


def loads(node: ast.AST) -> bool:
    """Whether a library is loaded somewhere in an expression."""
    return any(isinstance(one, ast.Attribute) and one.attr in LOADERS for one in ast.walk(node))


def used_of_libraries(text: str) -> set[str]:
    """Return every function that is taken from a loaded library, whatever its name looks like."""
    tree = ast.parse(text)
    names = libraries(tree)
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value) in names or (isinstance(node.value, ast.Call) and is_loader(node.value)))
    }


def is_loader(call: ast.Call) -> bool:
    """Whether a call itself loads a library."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in LOADERS


OF_A_LIBRARY_OBJECT = {"windll", "WinDLL", "WINFUNCTYPE", "WinError", "get_last_error", "in_dll", "c_void_p"}
"""What is no function of a library: ctypes itself is kept under a name in some files."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_function_of_a_loaded_library_is_used_without_its_types(path: Path) -> None:
    text = path.read_text("utf-8")
    assert used_of_libraries(text) - declared(path) - OF_A_LIBRARY_OBJECT - BY_PROTOTYPE == set()


def test_a_function_with_an_ordinary_name_would_be_noticed() -> None:
    text = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.getuid()\nctypes.CDLL('x').sync()\n"
    assert used_of_libraries(text) == {"getuid", "sync"}


def test_the_table_has_nothing_that_no_one_calls() -> None:
    everywhere = set().union(*(declared(path) for path in SOURCES if path.name != TABLE))
    assert set(SIGNATURES) - everywhere == set()


def test_a_call_without_types_would_be_noticed(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("import ctypes\nuser32 = ctypes.windll.user32\nuser32.GetDesktopWindow()\n")
    assert called(file) - declared(file) == {"GetDesktopWindow"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_sets_types_of_its_own_but_for_an_error_code(path: Path) -> None:
    if path.name == TABLE:
        return
    text = path.read_text("utf-8")
    assert "argtypes" not in text
    assert all("HRESULT" in line for line in text.splitlines() if "restype" in line)


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_can_be_read(name: str) -> None:
    returned, colon, taken = SIGNATURES[name].partition(":")
    assert colon
    assert set(returned + taken) <= set(KINDS)
    assert len(returned) <= 1


def test_types_are_set_and_a_function_that_is_missing_is_said() -> None:
    there = Ctypes(user32=library(GetSystemMetrics=lambda number: number + 1))
    function = load_windows_function(there, "user32", "GetSystemMetrics")
    assert function(1) == 2
    assert (function.restype, function.argtypes) == (ctypes.c_int, [ctypes.c_int])
    with pytest.raises(AttributeError):
        declare_function_types(there, there.windll.user32, "GetForegroundWindow")
    libc = declare_function_types(ctypes, ctypes.CDLL(None))
    assert libc is not None


# -- against the headers ---------------------------------------------------------------------------

POINTERS = re.compile(
    r"\*|\b(?:P(?!OINT\b)[A-Z]{2}\w*|LP\w+|H[A-Z]{2,}\w*|BSTR|\w*_PTR|WPARAM|LPARAM|LRESULT|PVOID|WNDENUMPROC|REFCLSID|REFIID"
    r"|REFGUID|DPI_AWARENESS_CONTEXT|PSID|XErrorHandler|XPointer|ENUMWINDOWSPROC)\b"
)
WIDTHS = {
    4: r"\b(?:DWORD|UINT|UINT32|ULONG|LONG|INT|int|unsigned|BOOL|HRESULT|NTSTATUS|WINBOOL|IPAddr|ASSOCF"
    r"|ASSOCSTR|Bool|Status|SE_OBJECT_TYPE|SECURITY_INFORMATION|TOKEN_INFORMATION_CLASS|EXTENDED_NAME_FORMAT"
    r"|MONITOR_DPI_TYPE|LSTATUS)\b",
    2: r"\b(?:WORD|USHORT|short)\b",
    1: r"\b(?:BOOLEAN|UCHAR|BYTE)\b",
    8: r"\b(?:POINT|Window|Atom|long|Time|VisualID)\b",
}
SIZES = {"i": 4, "u": 4, "H": 2, "B": 1, "b": 1, "q": 8, "l": 8, "L": 8, "p": 0, "s": 0, "w": 0, "": -1}
"""Bytes of each letter; 0 is a pointer, -1 is nothing."""


HEADERS = (
    *("winuser.h", "winbase.h", "handleapi.h", "processthreadsapi.h", "psapi.h", "userenv.h", "fileapi.h"),
    *("synchapi.h", "securitybaseapi.h", "sddl.h", "aclapi.h", "wincred.h", "secext.h", "wtsapi32.h"),
    *("shellapi.h", "shlwapi.h", "shlobj.h", "dwmapi.h", "shellscalingapi.h", "combaseapi.h", "objbase.h"),
    *("oleauto.h", "roapi.h", "winstring.h", "icmpapi.h", "winnetwk.h", "wininet.h", "bluetoothapis.h"),
    *("wscapi.h", "propidl.h", "memoryapi.h", "winternl.h", "errhandlingapi.h"),
)


@cache
def headers() -> str:
    return "\n".join(
        (MINGW / name).read_text("utf-8", "replace") for name in HEADERS if (MINGW / name).is_file()
    )


def prototype(name: str, text: str) -> tuple[str, list[str]] | None:
    """Return what stands before a function in a header, and its arguments."""
    for found in re.finditer(rf"\b{name}[ \t]*\(", text):
        start = max(text.rfind(end, 0, found.start()) for end in ";}\n")
        before = text[start + 1 : found.start()].strip()
        inside, end, _ = text[found.end() : found.end() + 1500].partition(");")
        if not end or not before or before.startswith("#") or "{" in inside or ";" in inside:
            continue
        arguments = [word.strip() for word in re.sub(r"/\*.*?\*/", "", inside).split(",")]
        return before, [] if arguments in (["void"], [""], ["VOID"]) else arguments
    return None


def size(text: str) -> int | None:
    """Return the bytes of a type in a header; 0 for a pointer, -1 for nothing, None where it isn't known."""
    if POINTERS.search(text) and not re.search(r"\bHRESULT\b(?!.*\*)", text):
        return 0
    for width, pattern in WIDTHS.items():
        if re.search(pattern, text):
            return width
    return -1 if re.search(r"\b(?:void|VOID)\b", text) else None


def compared(names: list[str], text: str) -> Iterator[tuple[str, str]]:
    for name in names:
        found = prototype(name, text)
        if found is None:
            continue
        returned, _, taken = SIGNATURES[name].partition(":")
        sizes = [size(found[0]), *map(size, found[1])]
        ours = [SIZES[returned], *(SIZES[kind] for kind in taken)]
        wrong = len(sizes) != len(ours) or any(
            theirs is not None and theirs != our for theirs, our in zip(sizes, ours, strict=False)
        )
        yield name, f"{found}: {sizes} here {ours}" if wrong else ""


@pytest.mark.skipif(not MINGW.is_dir(), reason="needs the headers of mingw-w64 (tools/setup.sh windows)")
def test_the_headers_of_windows_agree() -> None:
    seen = dict(compared(list(WINDOWS), headers()))
    assert {name: why for name, why in seen.items() if why} == {}
    assert len(seen) > 0.8 * len(WINDOWS), sorted(set(WINDOWS) - set(seen))


@pytest.mark.skipif(not XLIB.is_file(), reason="needs Xlib.h (libx11-dev)")
def test_the_header_of_xlib_agrees() -> None:
    text = re.sub(r"_X_\w+(?:\([^)]*\))?", "", XLIB.read_text("utf-8"))
    seen = dict(compared(list(X11), text))
    assert {name: why for name, why in seen.items() if why} == {}
    assert len(seen) > 0.8 * len(X11), sorted(set(X11) - set(seen))
