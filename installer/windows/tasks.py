"""Writes one file for each scheduled task of the administrator's helper: ``schtasks /create /xml`` takes it.

python installer/windows/tasks.py FOLDER

A task runs as the system's own account, takes nothing from the person who starts it, and its access list
says who may start it: the person who sits at the screen where the operation is harmless, administrators for
the others. Forms: Microsoft Learn, "Task Scheduler Schema", "Security Descriptor String Format".
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.core.model import Platform  # noqa: E402
from selfhelp.helper.operation import Operation, TrustLevel  # noqa: E402
from selfhelp.helper.operations import OPERATIONS  # noqa: E402

SCHEMA = "http://schemas.microsoft.com/windows/2004/02/mit/task"
HELPER = "C:\\Program Files\\selfhelp\\helper.exe"
ADMINISTRATORS = "O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)"
PEOPLE = f"{ADMINISTRATORS}(A;;FRFX;;;IU)"
SETTINGS: Mapping[str, str] = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "AllowHardTerminate": "true",
    "StartWhenAvailable": "false",
    "RunOnlyIfNetworkAvailable": "false",
    "AllowStartOnDemand": "true",
    "Enabled": "true",
    "Hidden": "false",
    "RunOnlyIfIdle": "false",
    "WakeToRun": "false",
    "ExecutionTimeLimit": "PT10M",
    "Priority": "7",
}
"""In the order of the schema."""


def offered() -> list[Operation]:
    """Return the operations that Windows has and that take no parameter."""
    known = [o for o in OPERATIONS.values() if Platform.WINDOWS in o.ways]
    return [o for o in known if not o.ways[Platform.WINDOWS][0].params]


def document(operation: Operation) -> bytes:
    """Return the task of one operation, in UTF-16 as schtasks wants it."""
    root = ET.Element("Task", {"version": "1.2", "xmlns": SCHEMA})
    about = ET.SubElement(root, "RegistrationInfo")
    _texts(about, {"Author": "selfhelp", "Description": str(operation.title)})
    _texts(about, {"URI": f"\\selfhelp\\{operation.id}"})
    access = PEOPLE if operation.trust is TrustLevel.HARMLESS else ADMINISTRATORS
    _texts(about, {"SecurityDescriptor": access})
    principal = ET.SubElement(ET.SubElement(root, "Principals"), "Principal", id="System")
    _texts(principal, {"UserId": "S-1-5-18", "RunLevel": "HighestAvailable"})
    _texts(ET.SubElement(root, "Settings"), SETTINGS)
    command = ET.SubElement(ET.SubElement(root, "Actions", Context="System"), "Exec")
    _texts(command, {"Command": f'"{HELPER}"', "Arguments": f"task {operation.id}"})
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode").replace("\n", "\r\n")
    return ('<?xml version="1.0" encoding="UTF-16"?>\r\n' + text + "\r\n").encode("utf-16")


def _texts(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def write(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for operation in offered():
        (folder / f"{operation.id}.xml").write_bytes(document(operation))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
