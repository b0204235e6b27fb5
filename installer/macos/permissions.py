"""Writes the profile that lets people allow pictures, and that keeps the start with the session.

python installer/macos/permissions.py [TEAM] > permissions.mobileconfig

TEAM is the ten characters of the certificate that the package is signed with (codesign -dv). A profile
cannot grant screen recording; it can let people without administrator rights grant it themselves (Apple,
"Privacy Preferences Policy Control": AllowStandardUserToSetSystemService). Not tried on a Mac.
"""

from __future__ import annotations

import plistlib
import re
import sys
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from information import PRODUCT  # noqa: E402

BUNDLE = PRODUCT["bundle"]
SPACE = uuid.UUID("6f7d5b9e-0d43-5d3c-8a51-3b1f6c0f7e21")
SAMPLE = "ABCDE12345"
"""In place of the organisation's own in the sample."""


def requirement(team: str) -> str:
    """Return who must have signed the app (Apple, TN3127: Developer ID), so that no other app has its name.

    Raises:
        ValueError: it is no team of Apple's form.
    """
    if not re.fullmatch(r"[A-Z0-9]{10}", team):
        raise ValueError(f"{team!r}: a team has ten capital letters and digits")
    return (
        f'identifier "{BUNDLE}" and anchor apple generic and '
        "certificate 1[field.1.2.840.113635.100.6.2.6] /* exists */ and "
        "certificate leaf[field.1.2.840.113635.100.6.1.13] /* exists */ and "
        f'certificate leaf[subject.OU] = "{team}"'
    )


def payload(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return one part of the profile."""
    place = f"{BUNDLE}.permissions.{name}"
    return {
        "PayloadType": kind,
        "PayloadIdentifier": place,
        "PayloadUUID": str(uuid.uuid5(SPACE, place)).upper(),
        "PayloadVersion": 1,
        **more,
    }


def profile(team: str) -> bytes:
    """Return the profile."""
    app = {
        "Identifier": BUNDLE,
        "IdentifierType": "bundleID",
        "CodeRequirement": requirement(team),
        "Authorization": "AllowStandardUserToSetSystemService",
        "StaticCode": False,
    }
    start = {"RuleType": "LabelPrefix", "RuleValue": BUNDLE, "TeamIdentifier": team}
    parts = [
        payload("com.apple.TCC.configuration-profile-policy", "pictures", Services={"ScreenCapture": [app]}),
        payload("com.apple.servicemanagement", "start", Rules=[start]),
    ]
    whole = payload("Configuration", "profile", PayloadContent=parts, PayloadScope="System")
    whole |= {"PayloadDisplayName": f"{PRODUCT['title']}: permissions"}
    return plistlib.dumps(whole)


if __name__ == "__main__":
    sys.stdout.buffer.write(profile(sys.argv[1] if len(sys.argv) > 1 else SAMPLE))
