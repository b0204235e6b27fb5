"""Checks the tables of an MSI against the rules that keep computers safe and upgrades working.

python installer/windows/lint.py FILE [VERSION]      prints what is wrong, and fails if anything is

The rules: nothing that an ordinary person can choose or write is run, read or written with the system's
rights; every part keeps its identity from version to version; the tables fit together (what the ICEs of the
Windows SDK would find in these tables; the ICEs themselves run on Windows only).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import make_msi
import tables

from selfhelp.helper.setup import STEPS

FIXED = {"TARGETDIR", "ProgramFiles64Folder", "ProgramMenuFolder", "WindowsFolder"}
"""Folders that Windows places; all others must be below one of them, and none can be named from outside."""

PROPERTIES = {"CONNECTOR", "SERVERURL", "AUTOSTART", "HELPER", "START", "PURGE"}
FOUND_BY_INSTALLER = {"WIX_DOWNGRADE_DETECTED", "WIX_UPGRADE_DETECTED"}
KEPT = {
    "CONNECTOR": "KeepConnector",
    "SERVERURL": "KeepServerUrl",
    "AUTOSTART": "KeepAutostart",
    "HELPER": "KeepHelper",
}
SET_PROPERTY = 51
DEFERRED, ROLLBACK, COMMIT = 3154, 3410, 3666
"""A program of the File table (18), its result ignored (64), later (1024), as the system (2048);
with 256 when it is rolled back, with 512 when it is done (Microsoft Learn, "Custom Action Types")."""

UNDONE_BY = {"EndTrays": "UndoEndTrays", "Unregister": "UndoUnregister", "Register": "UndoRegister"}
SECRET = re.compile(r"token|secret|passw|credential|private", re.IGNORECASE)
SIXTY_FOUR_BIT = 256
UNUSED = (
    "ServiceInstall",
    "ServiceControl",
    "Environment",
    "IniFile",
    "Binary",
    "RemoveFile",
    "RemoveIniFile",
)

Rows = list[dict[str, str]]


class Package:
    """The tables of one MSI, read once."""

    def __init__(self, msi: Path, version: str) -> None:
        self.msi, self.version = msi, version
        self._read: dict[str, Rows] = {}

    def rows(self, table: str) -> Rows:
        """Return a table."""
        if table not in self._read:
            self._read[table] = tables.rows(self.msi, table)
        return self._read[table]

    def properties(self) -> dict[str, str]:
        """Return the properties."""
        return {row["Property"]: row["Value"] for row in self.rows("Property")}

    def sequence(self) -> dict[str, int]:
        """Return when each action of the execution comes."""
        return {row["Action"]: int(row["Sequence"]) for row in self.rows("InstallExecuteSequence")}


def codes(package: Package) -> Iterator[str]:
    """The codes, the scope and what "Apps" offers."""
    wanted = {
        "UpgradeCode": f"{{{make_msi.PRODUCT['upgrade_code']}}}",
        "ProductCode": f"{{{make_msi.product_code(package.version)}}}",
        "ProductVersion": package.version,
        "ALLUSERS": "1",
        "ARPNOMODIFY": "1",
        "ARPNOREPAIR": "1",
        "REBOOT": "ReallySuppress",
        "MSIRESTARTMANAGERCONTROL": "Disable",
    }
    found = package.properties()
    yield from (
        f"{name} is {found.get(name)}, not {value}"
        for name, value in wanted.items()
        if found.get(name) != value
    )
    if tables.summary(package.msi).get("Template") != "x64;1033":
        yield "it is not for 64-bit Windows"
    yield from (f"{table} is used" for table in UNUSED if package.rows(table))


def components(package: Package) -> Iterator[str]:
    """Identities, key paths, features."""
    rows = package.rows("Component")
    for number, count in Counter(row["ComponentId"] for row in rows).items():
        if count > 1 or not number:
            yield f"the component {number or '(none)'} is there {count} times"
    files = Counter(row["Component_"] for row in package.rows("File"))
    keypaths = {row["File"]: row["Component_"] for row in package.rows("File")}
    keypaths |= {row["Registry"]: row["Component_"] for row in package.rows("Registry")}
    offered = {row["Component_"] for row in package.rows("FeatureComponents")}
    for row in rows:
        name = row["Component"]
        if files[name] > 1:
            yield f"{name} has more than one file"
        if keypaths.get(row["KeyPath"]) != name:
            yield f"{name} has no key path of its own"
        if not int(row["Attributes"]) & SIXTY_FOUR_BIT:
            yield f"{name} is not for 64-bit Windows"
        if name not in offered:
            yield f"{name} is in no feature"


def folders(package: Package) -> Iterator[str]:
    """Every folder is below one that Windows places, and none can be chosen."""
    parents = {row["Directory"]: row["Directory_Parent"] for row in package.rows("Directory")}
    for name in parents:
        if name.isupper() and name != "TARGETDIR":
            yield f"the folder {name} can be chosen on the command line"
        top = name
        while top not in FIXED and parents.get(top):
            top = parents[top]
        if top not in FIXED or (name not in FIXED and top == "TARGETDIR"):
            yield f"the folder {name} is nowhere that only administrators can write"
    yield from (
        f"{r['Component']} is nowhere" for r in package.rows("Component") if r["Directory_"] not in parents
    )


def actions(package: Package) -> Iterator[str]:
    """What is run with the system's rights: our helper, with constant words, and nothing else."""
    programs = {row["File"]: row["Component_"] for row in package.rows("File")}
    places = {row["Component"]: row["Directory_"] for row in package.rows("Component")}
    for row in package.rows("CustomAction"):
        name, kind = row["Action"], int(row["Type"])
        if kind == SET_PROPERTY:
            continue
        if kind not in (DEFERRED, ROLLBACK, COMMIT):
            yield f"{name} is of kind {kind}"
        if row["Source"] != "helperExe" or places.get(programs.get("helperExe", "")) != "InstallFolder":
            yield f"{name} does not run the helper in Program Files"
        if row["Target"] not in {f"setup {step}" for step in STEPS}:
            yield f"{name} runs {row['Target']}"


def order(package: Package) -> Iterator[str]:
    """Every action has its place, and what can be undone is undone."""
    places = package.sequence()
    kinds = {row["Action"]: int(row["Type"]) for row in package.rows("CustomAction")}
    yield from (f"{number} is taken twice" for number, count in Counter(places.values()).items() if count > 1)
    begin, end = places["InstallInitialize"], places["InstallFinalize"]
    for name, kind in kinds.items():
        low, high = (
            (places["AppSearch"], places["LaunchConditions"]) if kind == SET_PROPERTY else (begin, end)
        )
        if not low < places.get(name, -1) < high:
            yield f"{name} is not between {low} and {high}"
    if places["RemoveExistingProducts"] != begin + 1:
        yield "the old version is not removed first thing in the transaction"
    for name, undo in UNDONE_BY.items():
        if not (kinds.get(undo) == ROLLBACK and places.get(undo, 9999) < places.get(name, -1)):
            yield f"{name} is not undone"
    if not places["Unregister"] < places["RemoveFiles"] or not places["Register"] > places["InstallFiles"]:
        yield "the helper is called where it is not there"


def chosen(package: Package) -> Iterator[str]:
    """What may be given on the command line; in maintenance what was chosen stays."""
    secure = set(package.properties().get("SecureCustomProperties", "").split(";"))
    if secure != PROPERTIES | FOUND_BY_INSTALLER:
        yield f"other properties reach the system: {sorted(secure ^ (PROPERTIES | FOUND_BY_INSTALLER))}"
    for table in ("InstallExecuteSequence", "InstallUISequence"):
        conditions = {row["Action"]: row["Condition"] for row in package.rows(table)}
        for name, action in KEPT.items():
            if conditions.get(action) != f"Installed OR NOT {name}":
                yield f"{table}: a repair can change {name}"
    for row in package.rows("Registry"):
        if row["Root"] != "2":
            yield f"{row['Key']} is not the machine's"
        if SECRET.search(f"{row['Key']} {row['Name']} {row['Value']}"):
            yield f"{row['Key']}\\{row['Name']} may hold a secret"


def files(package: Package) -> Iterator[str]:
    """Names and versions of files, as Windows Installer compares them."""
    places = {row["Component"]: row["Directory_"] for row in package.rows("Component")}
    seen: Counter[tuple[str, str]] = Counter()
    for row in package.rows("File"):
        short, bar, name = (
            row["FileName"].rpartition("|")[0],
            "|" in row["FileName"],
            row["FileName"].split("|")[-1],
        )
        brief = short if bar else name
        if not re.fullmatch(r"[A-Z0-9_~-]{1,8}(\.[A-Z0-9]{1,3})?", brief.upper()):
            yield f"{name} has no short name"
        seen[places.get(row["Component_"], ""), brief.upper()] += 1
        if bool(row["Version"]) != bool(row["Language"]):
            yield f"{name} has a version without a language, or the other way round"
        if name.endswith((".exe", ".pyd")) and "selfhelp" in name and not row["Version"]:
            yield f"{name} has no version"
    yield from (f"{name} is there twice" for (_, name), count in seen.items() if count > 1)


def widths(package: Package) -> Iterator[str]:
    """Every value fits its column (ICE03)."""
    for table in tables.names(package.msi):
        if not table.startswith("_"):
            limits = tables.widths(package.msi, table)
            for row in package.rows(table):
                for column, limit in limits.items():
                    if limit and len(row[column]) > limit:
                        yield f"{table}.{column} is longer than {limit}: {row[column][:40]}"


RULES: Sequence[Callable[[Package], Iterator[str]]] = (
    codes, components, folders, actions, order, chosen, files, widths,
)  # fmt: skip


def complaints(msi: Path, version: str = make_msi.VERSION) -> list[str]:
    """Return everything that is wrong with a package."""
    package = Package(msi, version)
    return [complaint for rule in RULES for complaint in rule(package)]


if __name__ == "__main__":
    found = complaints(Path(sys.argv[1]), *sys.argv[2:3])
    print("\n".join(found) if found else "lint: all rules are kept")
    sys.exit(bool(found))
