"""Builds the MSI from the frozen folder, on Linux, and mends what wixl leaves out.

python installer/windows/make_msi.py FROZEN OUT [VERSION]

Needs wixl and msitools. Every file is a component of its own whose id comes from its path, so that it is the
same in every version (Microsoft Learn, "Organizing Applications into Components"); the product's code comes
from the version, so that it is known before it is built. What wixl does not say about a file (its version,
its short name, its language) is read from the file: without a version, an older file is taken for the newer.
The same folder gives the same package to the byte: times are those of SOURCE_DATE_EPOCH, and the code of the
package is made from what is in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import tables  # noqa: E402
import tasks  # noqa: E402

from selfhelp.policy.policy import iter_policy_keys  # noqa: E402

PRODUCT = tomllib.loads((ROOT / "installer" / "product.toml").read_text("utf-8"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
SPACE = uuid.UUID(PRODUCT["upgrade_code"])
SETUP_KEY = "SOFTWARE\\selfhelp-setup"
"""What the installer remembers; not SOFTWARE\\selfhelp, where every value is one of the policy."""

DEFAULTS_KEY = "SOFTWARE\\selfhelp"
NAMED = {"helper.exe": "helperExe", "selfhelpw.exe": "trayExe", "selfhelp.exe": "consoleExe"}
COMPONENTS = ("Setup", "ChosenAutostart", "ChosenHelper", "Autostart", "Links", "EventSource", "StartMenu")
TEMPLATES = sorted(
    p.relative_to(HERE / "policy").as_posix() for p in (HERE / "policy").rglob("selfhelp.adm[lx]")
)
"""The policy template and its texts, each language in a folder of its own (tools/policy.py)."""

MOMENT = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))
"""The time that all files get; as in freeze.sh."""

LAST = 1501
"""Where the old version is removed: inside the transaction, so that a failure brings it back."""


def guid(name: str) -> str:
    """Return the identifier of a part, always the same."""
    return str(uuid.uuid5(SPACE, name)).upper()


def product_code(version: str = VERSION) -> str:
    """Return the code by which detection rules know a version."""
    return guid(f"product:{version}")


def key(name: str) -> str:
    """Return what the tables call a file or folder."""
    return hashlib.sha256(name.lower().encode()).hexdigest()[:16]


# -- what is generated -----------------------------------------------------------------------------


def files(payload: Path) -> str:
    """Return folders and components for all files below a folder, and for the policy templates."""
    lines = ["<Include>", '<DirectoryRef Id="InstallFolder">']
    names: list[str] = []
    lines += _folder(payload, payload, names)
    lines += ["</DirectoryRef>"]
    templates = []
    for name in TEMPLATES:
        part = _component(payload.parent / "policy" / name, f"template:{name}")
        if culture := name.rpartition("/")[0]:
            part = f'<Directory Id="Policy_{culture.replace("-", "_")}" Name="{culture}">{part}</Directory>'
        lines += ['<DirectoryRef Id="PolicyFolder">', part, "</DirectoryRef>"]
        templates.append(f"c{key(f'template:{name}')}")
    return "\n".join([*lines, *_group("Files", names), *_group("Templates", templates), "</Include>"]) + "\n"


def _folder(folder: Path, payload: Path, names: list[str]) -> Iterator[str]:
    for path in sorted(folder.iterdir(), key=lambda p: p.name.lower()):
        place = path.relative_to(payload).as_posix()
        if path.is_dir():
            yield f'<Directory Id="d{key(place)}" Name={quoteattr(path.name)}>'
            yield from _folder(path, payload, names)
            yield "</Directory>"
        else:
            yield _component(path, place)
            names.append(f"c{key(place)}")


def _component(path: Path, place: str) -> str:
    id_ = NAMED.get(place, f"f{key(place)}")
    condition = "<Condition>NOT (HELPER = &quot;0&quot;)</Condition>" if place.startswith("tasks/") else ""
    return (
        f'<Component Id="c{key(place)}" Guid="{guid(place.lower())}" Win64="yes">{condition}<File Id="{id_}" '
        f'Name={quoteattr(path.name)} Source={quoteattr(str(path))} KeyPath="yes" /></Component>'
    )


def _group(name: str, components: Sequence[str]) -> list[str]:
    refs = [f'<ComponentRef Id="{component}" />' for component in components]
    return [f'<ComponentGroup Id="{name}">', *refs, "</ComponentGroup>"]


def connectors() -> Mapping[str, str]:
    """Return the key of the policy that holds the address of each help desk; empty where it has none."""
    known = {name: rule for name, _, rule in iter_policy_keys()}
    tables_ = {c: f"desk.{c.replace('-', '_')}.url" for c in known["desk.connector"].choices}
    return {connector: name if name in known else "" for connector, name in tables_.items()}


def desks() -> str:
    """Return the components for CONNECTOR and SERVERURL: the weakest defaults of the policy."""
    lines = ["<Include>", '<DirectoryRef Id="InstallFolder">']
    desk = f"{DEFAULTS_KEY}\\desk"
    lines += _values(
        "Connector", "CONNECTOR", [(desk, "connector", "CONNECTOR"), (SETUP_KEY, "Connector", "CONNECTOR")]
    )
    lines += _values("ServerUrl", "SERVERURL", [(SETUP_KEY, "ServerUrl", "SERVERURL")])
    names = ["Connector", "ServerUrl"]
    for connector, name in connectors().items():
        if name:
            id_ = f"Desk_{connector.replace('-', '_')}"
            condition = f"CONNECTOR = &quot;{connector}&quot; AND SERVERURL"
            lines += _values(id_, condition, [(f"{desk}\\{name.split('.')[1]}", "url", "SERVERURL")])
            names.append(id_)
    return "\n".join([*lines, "</DirectoryRef>", *_group("Desks", names), "</Include>"]) + "\n"


def _values(id_: str, condition: str, values: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield f'<Component Id="{id_}" Guid="{guid(f"registry:{id_}")}" Win64="yes">'
    yield f"<Condition>{condition}</Condition>"
    for number, (place, name, chosen) in enumerate(values):
        path = "yes" if number == 0 else "no"
        yield f'<RegistryValue Root="HKLM" Key="{place}" Name="{name}" KeyPath="{path}" Type="string" '
        yield f'Value="[{chosen}]" />'
    yield "</Component>"


def defines(version: str) -> str:
    """Return the names and numbers that product.wxs uses."""
    values = {
        "Name": PRODUCT["name"],
        "Title": PRODUCT["title"],
        "Maker": PRODUCT["maker"],
        "Summary": PRODUCT["summary"],
        "Homepage": PRODUCT["homepage"],
        "UpgradeCode": PRODUCT["upgrade_code"],
        "WindowsBuild": str(PRODUCT["windows_build"]),
        "Version": version,
        "ProductCode": product_code(version),
        "Icon": "selfhelp.ico",
        "SetupKey": SETUP_KEY,
        "Connectors": ";".join(["", *connectors(), ""]),
    }
    values |= {f"Guid{id_}": guid(f"registry:{id_}") for id_ in COMPONENTS}
    lines = [f'<?define {name} = "{value}" ?>' for name, value in values.items()]
    return "\n".join(["<Include>", *lines, "</Include>"]) + "\n"


# -- building --------------------------------------------------------------------------------------


def payload(frozen: Path, folder: Path) -> Path:
    """Lay out what is installed: the frozen folder, and the tasks of the helper."""
    shutil.copytree(frozen, folder, symlinks=True)
    tasks.write(folder / "tasks")
    for name in TEMPLATES:
        copy = folder.parent / "policy" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "policy" / name, copy)
    return folder


def same_time(folder: Path) -> None:
    """Give everything below a folder the same time: a cabinet keeps it."""
    for path in folder.rglob("*"):
        os.utime(path, (MOMENT, MOMENT))


def build(frozen: Path, out: Path, version: str = VERSION) -> Path:
    """Build the MSI and return it.

    Raises:
        SystemExit: wixl complains; what it does not know it would leave out in silence.
    """
    out.mkdir(parents=True, exist_ok=True)
    file = out.resolve() / f"selfhelp-{version}-x64.msi"
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        laid_out = payload(frozen.resolve(), place / "payload")
        (place / "files.wxi").write_text(files(laid_out), "utf-8")
        (place / "desks.wxi").write_text(desks(), "utf-8")
        for name in ("product.wxs", "selfhelp.ico"):
            shutil.copy(HERE / name, place)
        (place / "defines.wxi").write_text(defines(version), "utf-8")
        same_time(place)
        file.unlink(missing_ok=True)
        command = ["wixl", "-a", "x64", "-o", str(file), "product.wxs"]
        clock = {**os.environ, "TZ": "UTC"}  # a cabinet keeps local times
        done = subprocess.run(command, cwd=place, env=clock, capture_output=True, text=True, check=False)
        if done.returncode or "CRITICAL" in done.stderr or "WARNING" in done.stderr:
            raise SystemExit(f"wixl: {done.returncode}\n{done.stderr}")
        mend(file, laid_out)
    return file


def mend(msi: Path, laid_out: Path) -> None:
    """Add what wixl leaves out."""
    policy = laid_out.parent / "policy"
    paths = {NAMED.get(p, f"f{key(p)}"): laid_out / p for p in tables.below(laid_out)}
    paths |= {f"f{key(f'template:{name}')}": policy / name for name in TEMPLATES}
    tables.mend_files(msi, paths)
    tables.mend_folders(msi)
    secure = ("CONNECTOR", "SERVERURL", "AUTOSTART", "HELPER", "START", "PURGE")
    tables.add_secure(msi, secure)
    tables.move_action(msi, "RemoveExistingProducts", LAST)
    tables.set_identity(msi, MOMENT, SPACE)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4]))
