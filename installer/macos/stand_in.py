"""Makes what stands in for the frozen app and helper where there's no Mac: the real Info.plist and the
real resources, with an empty program in the form of macOS. What is packed from it shows the structure of the
package, and is not for any Mac.

python installer/macos/stand_in.py FOLDER      writes FOLDER/selfhelp.app and FOLDER/helper
"""

from __future__ import annotations

import plistlib
import shutil
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from information import PRODUCT, ROOT, VERSION, information, write_translations  # noqa: E402


def program(file: Path) -> None:
    """Write a Mach-O header for arm64 without a single command; no Mac starts it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<IIIIIIII", 0xFEEDFACF, 0x0100000C, 0, 2, 0, 0, 0, 0))
    file.chmod(0o755)


def make(folder: Path) -> tuple[Path, Path]:
    """Write both and return them."""
    app, helper = folder / "selfhelp.app", folder / "helper"
    contents = app / "Contents"
    for name in ("Frameworks", "Resources", "MacOS"):
        (contents / name).mkdir(parents=True, exist_ok=True)
    program(contents / "MacOS" / "selfhelp")
    about = {
        "CFBundleIdentifier": PRODUCT["bundle"],
        "CFBundleName": "selfhelp",
        "CFBundleDisplayName": PRODUCT["title"],
        "CFBundleExecutable": "selfhelp",
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": VERSION,
        "CFBundleVersion": VERSION,
    }
    (contents / "Info.plist").write_bytes(plistlib.dumps({**about, **information()}))
    resources = contents / "Resources" / "selfhelp" / "resources"
    shutil.copytree(ROOT / "resources", resources, dirs_exist_ok=True)
    write_translations(contents / "Resources")
    inside = contents / "Frameworks" / "selfhelp"
    if not inside.is_symlink():
        inside.symlink_to("../Resources/selfhelp")  # as PyInstaller lays it out
    program(helper / "helper")
    (helper / "_internal").mkdir(exist_ok=True)
    return app, helper


if __name__ == "__main__":
    make(Path(sys.argv[1]))
