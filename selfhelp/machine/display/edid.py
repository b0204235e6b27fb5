"""Parses a display's description of itself: the 128 bytes of its EDID.

VESA Enhanced EDID Standard, release A, revision 2: maker in bytes 8 and 9, size in centimetres in bytes 21
and 22, descriptors of 18 bytes from byte 54; the descriptor of kind 0xFC holds the name. Serial numbers
aren't read.
"""

from __future__ import annotations

import math

from selfhelp.core.model import Json

HEADER = b"\x00\xff\xff\xff\xff\xff\xff\x00"
NAME = b"\x00\x00\x00\xfc\x00"


def parse_edid(edid: bytes) -> Json:
    """Return a display's ``model`` and ``inches`` from its EDID; "" and None if missing."""
    if len(edid) < 128 or not edid.startswith(HEADER):
        return {"model": "", "inches": None}
    descriptors = (edid[start : start + 18] for start in range(54, 126, 18))
    name = next((d[5:].split(b"\n")[0].decode("ascii", "replace") for d in descriptors if d[:5] == NAME), "")
    wide, high = edid[21], edid[22]
    inches = round(math.hypot(wide, high) / 2.54, 1) if wide and high else None
    return {"model": " ".join(f"{_parse_vendor_code(edid)} {name}".split()), "inches": inches}


def _parse_vendor_code(edid: bytes) -> str:
    """Return the vendor's three letters from an EDID: five bits each, A is 1."""
    number = int.from_bytes(edid[8:10], "big")
    letters = [number >> shift & 31 for shift in (10, 5, 0)]
    return "".join(chr(64 + letter) for letter in letters if 1 <= letter <= 26)
