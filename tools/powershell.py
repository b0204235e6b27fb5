"""Checks every Windows PowerShell script: its syntax, and whether Constrained Language Mode allows it.

python tools/powershell.py check

Scripts are found where they are passed to `machine.PowerShell`, `read_script_output_objects`,
`powershell.build_script_command_line` or `powershell.build_command_with_data`; concatenated scripts are
assembled first. The rules of the mode are from about_Language_Modes (Microsoft Learn, PowerShell 5.1). The
rule that only methods of allowed types and ``ToString`` may be called, while every property may be read, is
from PowerShell's source (Binders.cs, IsAllowedInConstrainedLanguage). The grammar is tree-sitter's, so
PowerShell isn't needed.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

ALLOWED_TYPES = frozenset(
    [
        "adsi",
        "adsisearcher",
        "alias",
        "allowemptycollection",
        "allowemptystring",
        "allownull",
        "argumentcompleter",
        "argumentcompletions",
        "array",
        "bigint",
        "bool",
        "byte",
        "char",
        "cimclass",
        "cimconverter",
        "ciminstance",
        "cimsession",
        "cimtype",
        "cmdletbinding",
        "cultureinfo",
        "datetime",
        "decimal",
        "double",
        "dsclocalconfigurationmanager",
        "dscproperty",
        "dscresource",
        "experimentaction",
        "experimental",
        "experimentalfeature",
        "float",
        "guid",
        "hashtable",
        "int",
        "int16",
        "int32",
        "int64",
        "ipaddress",
        "ipendpoint",
        "long",
        "mailaddress",
        "microsoft.powershell.commands.modulespecification",
        "nullstring",
        "object[]",
        "objectsecurity",
        "ordered",
        "outputtype",
        "parameter",
        "physicaladdress",
        "pscredential",
        "pscustomobject",
        "psdefaultvalue",
        "pslistmodifier",
        "psobject",
        "psprimitivedictionary",
        "pstypenameattribute",
        "ref",
        "regex",
        "sbyte",
        "securestring",
        "semver",
        "short",
        "single",
        "string",
        "supportswildcards",
        "switch",
        "timespan",
        "uint",
        "uint16",
        "uint32",
        "uint64",
        "ulong",
        "uri",
        "ushort",
        "validatecount",
        "validatedrive",
        "validatelength",
        "validatenotnull",
        "validatenotnullorempty",
        "validatepattern",
        "validaterange",
        "validatescript",
        "validateset",
        "validatetrusteddata",
        "validateuserdrive",
        "version",
        "void",
        "wildcardpattern",
        "wmi",
        "wmiclass",
        "wmisearcher",
        "x500distinguishedname",
        "x509certificate",
        "xml",
    ]
)
"""Types allowed in Constrained Language Mode (about_Language_Modes, "Allowed Types")."""

ALLOWED_COM = frozenset({"scripting.dictionary", "scripting.filesystemobject", "vbscript.regexp"})
"""COM objects that New-Object may create (about_Language_Modes)."""

METHODS = {
    "tostring": "any type",
    **dict.fromkeys(("adddays", "addhours", "touniversaltime", "tolocaltime", "tofiletimeutc"), "datetime"),
    **dict.fromkeys(("containskey",), "hashtable"),
    **dict.fromkeys(("split", "trim", "replace", "tolower", "toupper", "substring"), "string"),
    "findone": "adsisearcher",
}
"""Allowed methods of the allowed types; the grammar doesn't reveal an object's type."""

FORBIDDEN_COMMANDS = {
    "add-type": "Add-Type compiles or loads code",
    "start-job": "Start-Job needs the mode of the whole computer",
}

TAKERS = {
    "PowerShell": 0,
    "read_script_output_object": 1,
    "read_script_output_objects": 1,
    "build_script_command_line": 0,
    "build_command_with_data": 0,
}
"""Functions that run scripts, and the position of the script among their arguments."""

PASSES_ON = frozenset({"selfhelp/machine/command_output.py", "selfhelp/machine/powershell.py"})
"""Files with functions that pass on a script they received."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script, and the place where it is passed to a function (``file:line``)."""

    place: str
    text: str


# -- judging ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_powershell

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def judge(text: str) -> Sequence[str]:
    """Return the mistakes in a script, one sentence each."""
    root = _parser().parse(text.encode("utf-8")).root_node
    if root.has_error:
        return [f"does not parse near: {_broken(root)}"]
    core = _core_variables(root)
    return [wrong for node in _walk(root) for wrong in _judged(node, core)]


def _broken(node: Any) -> str:
    found = next((n for n in _walk(node) if n.type == "ERROR" or n.is_missing), node)
    return _text(found)[:80] or _text(found.parent)[:80]


def _judged(node: Any, core: frozenset[str]) -> Iterator[str]:
    match node.type:
        case "type_literal":
            name = _type_name(node)
            if not _allowed(name):
                yield f"the type [{name}] is not allowed"
        case "invokation_expression":
            yield from _method(node)
        case "assignment_expression":
            yield from _setter(node, core)
        case "command":
            yield from _command(node)
        case "class_statement" | "enum_statement":
            yield "classes and enumerations are not allowed"
        case "member_access" if _member(node).casefold() == "psbase":
            yield "psbase leads to what the mode hides"


def _method(node: Any) -> Iterator[str]:
    """Yield the mistakes in a method call; all static methods of an allowed type may be called."""
    name = _member(node)
    static = any(child.type == "::" for child in node.children)
    on_type = bool(node.children) and _only(node.children[0], "type_literal") is not None
    if static and not on_type:
        yield f"which type ::{name}() is called on cannot be told"
    elif not static and name.casefold() not in METHODS:
        yield f"the method .{name}() is not known to be one of an allowed type"


def _setter(node: Any, core: frozenset[str]) -> Iterator[str]:
    """Yield the mistakes in an assignment; only properties of allowed types may be set."""
    target = _inner(node.children[0])
    if target.type != "member_access":
        return
    owner = _inner(target.children[0])
    if owner.type == "type_literal":
        if not _allowed(_type_name(owner)):
            yield f"a property of [{_type_name(owner)}] is set"
    elif owner.type != "variable" or _text(owner).casefold() not in core:
        yield f"a property of {_text(owner)[:40]} is set, whose type is not known to be allowed"


def _command(node: Any) -> Iterator[str]:
    operator = next((_text(c) for c in node.children if c.type == "command_invokation_operator"), "")
    if operator == ".":
        yield "dot-sourcing is not allowed"
    name = next((_text(c) for c in node.children if c.type == "command_name"), "").casefold()
    if name in FORBIDDEN_COMMANDS:
        yield f"{FORBIDDEN_COMMANDS[name]}, which is not allowed"
    words = _arguments(node)
    if name == "new-object":
        yield from _new_object(words)
    if name in ("foreach-object", "foreach", "%") and any(kind == "generic_token" for kind, _ in words):
        yield "ForEach-Object calls a method by its name"
    if name in ("invoke-command", "import-module", "using") and words:
        yield f"{name} is not used here"


def _new_object(words: Sequence[tuple[str, str]]) -> Iterator[str]:
    texts = [text.casefold().strip("'\"") for _, text in words]
    com = next((n for n, text in enumerate(texts) if text.startswith("-com")), None)
    if com is not None:
        made = texts[com + 1] if com + 1 < len(texts) else ""
        if made not in ALLOWED_COM:
            yield f"New-Object makes the COM object {made}, which is not allowed"
        return
    named = [text for text in texts if not text.startswith("-")]
    if not named or not _allowed(named[0]):
        yield f"New-Object makes {named[0] if named else 'something'}, which is not allowed"


def _arguments(node: Any) -> Sequence[tuple[str, str]]:
    elements = next((c for c in node.children if c.type == "command_elements"), None)
    found = [_inner(c) for c in elements.children] if elements is not None else []
    return [(n.type, _text(n)) for n in found if n.type not in ("command_argument_sep", " ")]


def _core_variables(root: Any) -> frozenset[str]:
    """Return the variables to which a script assigns an object of an allowed type, by cast or New-Object."""
    found = set()
    for node in _walk(root):
        if node.type != "assignment_expression" or _inner(node.children[0]).type != "variable":
            continue
        value = _text(node.children[-1])
        typed = re.match(r"\[([\w.]+)\]|New-Object ([\w.]+)", value)
        if typed and _allowed(typed[1] or typed[2]):
            found.add(_text(_inner(node.children[0])).casefold())
    return frozenset(found)


def _allowed(name: str) -> bool:
    plain = name.casefold().replace(" ", "").removeprefix("system.")
    while plain.endswith("[]") and plain not in ALLOWED_TYPES:
        plain = plain[:-2]
    return plain in ALLOWED_TYPES


def _type_name(node: Any) -> str:
    return _text(node).strip()[1:-1].strip()


def _member(node: Any) -> str:
    return next((_text(c) for c in node.children if c.type == "member_name"), "")


def _only(node: Any, kind: str) -> Any:
    inner = _inner(node)
    return inner if inner.type == kind else None


def _inner(node: Any) -> Any:
    """Return the innermost node of a chain of nodes with one child each."""
    while len(node.children) == 1 and node.type not in ("variable", "type_literal"):
        node = node.children[0]
    return node


def _text(node: Any) -> str:
    return node.text.decode("utf-8") if node.text is not None else ""


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children:
        yield from _walk(child)


@cache
def shapes(text: str) -> frozenset[frozenset[str]]:
    """Return the field names of every object that a script creates with ``[pscustomobject]@{…}``."""
    casts = (node for node in _walk(_parser().parse(text.encode("utf-8")).root_node))
    made = [
        n for n in casts if n.type == "cast_expression" and _text(n).casefold().startswith("[pscustomobject]")
    ]
    literals = [next(n for n in _walk(cast) if n.type == "hash_literal_expression") for cast in made]
    return frozenset(frozenset(_keys(literal)) for literal in literals)


def _keys(literal: Any) -> Iterator[str]:
    body = next((child for child in literal.children if child.type == "hash_literal_body"), None)
    for entry in body.children if body is not None else ():
        if entry.type == "hash_entry":
            yield _text(entry.children[0]).strip("'\" ")


# -- finding ---------------------------------------------------------------------------------------


class UnknownScriptError(Exception):
    """A script can't be reconstructed from the source."""


def scripts(root: Path = ROOT) -> Sequence[Script]:
    """Return all scripts of the app and of its resources.

    Raises:
        UnknownScriptError: a script can't be reconstructed.
    """
    found: list[Script] = []
    for path in sorted((root / "selfhelp").rglob("*.py")):
        text = path.read_text("utf-8")
        name = path.relative_to(root).as_posix()
        if name not in PASSES_ON and any(f"{taker}(" in text for taker in TAKERS):
            found += found_in(name, text, _module(name))
    for path in sorted((root / "resources").rglob("*.ps1")):
        found.append(Script(path.relative_to(root).as_posix(), path.read_text("utf-8")))
    return found


def found_in(name: str, text: str, known: Mapping[str, Any]) -> Iterator[Script]:
    """Yield the scripts that a file passes to functions.

    Args:
        name: the file.
        text: the text of the file.
        known: the values of the module's names after import.
    """
    tree = ast.parse(text)
    for function, call in _calls(tree):
        taker = _called(call)
        if taker not in TAKERS:
            continue
        place = f"{name}:{call.lineno}"
        argument = _argument(call, TAKERS[taker])
        if argument is None:
            raise UnknownScriptError(f"{place}: no script is named")
        for expression in _followed(tree, function, argument):
            yield Script(place, _put_together(place, expression, known))


def _calls(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Yield every call with the function that contains it."""

    def walk(
        node: ast.AST, inside: ast.FunctionDef | None
    ) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield inside, child
            yield from walk(child, child if isinstance(child, ast.FunctionDef) else inside)

    yield from walk(tree, None)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == "script"), None)
    return named if named is not None else call.args[place] if len(call.args) > place else None


def _followed(tree: ast.AST, function: ast.FunctionDef | None, argument: ast.expr) -> Sequence[ast.expr]:
    """Return the values passed for a parameter by calls in the same file; else the argument itself."""
    names = [a.arg for a in function.args.args] if function is not None else []
    if function is None or not isinstance(argument, ast.Name) or argument.id not in names:
        return [argument]
    place = names.index(argument.id)
    calls = [call for _, call in _calls(tree) if _called(call) == function.name]
    given = [found for call in calls if (found := _argument(call, place)) is not None]
    return given or [argument]


def _put_together(place: str, expression: ast.expr, known: Mapping[str, Any]) -> str:
    code = compile(ast.Expression(expression), place, "eval")
    try:
        value = eval(code, dict(known))
    except Exception as error:
        raise UnknownScriptError(f"{place}: {ast.unparse(expression)}: {error!r}") from error
    if not isinstance(value, str):
        raise UnknownScriptError(f"{place}: {ast.unparse(expression)} is no text")
    return value


def _module(name: str) -> Mapping[str, Any]:
    return vars(importlib.import_module(name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")))


def problems(found: Sequence[Script]) -> Sequence[str]:
    """Return the mistakes in scripts, each with its place."""
    return [f"{script.place}: {wrong}" for script in found for wrong in judge(script.text)]


def main() -> int:
    """Check all scripts and print the mistakes; return 1 if there are any, otherwise 0."""
    sys.path.insert(0, str(ROOT))
    from selfhelp.machine import powershell

    found = scripts()
    frame = [
        Script(
            "selfhelp/machine/powershell.py",
            powershell.build_batch_script([script.text for script in found[:8]]),
        )
    ]
    wrong = problems([*found, *frame])
    for line in wrong:
        print(line)
    print(f"{len({script.text for script in found})} PowerShell scripts, {len(wrong)} problems")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
