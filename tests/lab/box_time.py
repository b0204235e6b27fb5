"""The time server of an internet box (SNTP, RFC 4330): says what time it is, or another time.

python box_time.py SECONDS  (how far its clock is ahead of this computer's)
"""

from __future__ import annotations

import socket
import struct
import sys
import time

SINCE_1970 = 2_208_988_800
"""Seconds from 1900, where NTP begins to count, to 1970."""

SERVER = 0b00_100_100
"""No warning, version 4, server."""


def answer(question: bytes, now: float) -> bytes:
    """Return the answer of a server of stratum 1, which repeats when the question was sent."""
    whole, part = divmod(now + SINCE_1970, 1)
    moment = struct.pack("!II", int(whole), int(part * 2**32))
    return struct.pack("!BBbb8x4s", SERVER, 1, 6, -20, b"LOCL") + moment + question[40:48] + moment * 2


def serve(ahead: float) -> None:
    """Answer everyone, for ever."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("", 123))
        while True:
            question, asker = link.recvfrom(512)
            if len(question) >= 48:
                link.sendto(answer(question, time.time() + ahead), asker)


if __name__ == "__main__":
    serve(float(sys.argv[1]))
