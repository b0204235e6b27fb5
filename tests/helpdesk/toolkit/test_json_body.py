"""Files inside JSON: the same bytes as if all were coded at once, without ever holding them."""

from __future__ import annotations

import base64
import io
import json
import tracemalloc

import pytest

from selfhelp.core.ticket import FileRef
from selfhelp.helpdesk.toolkit.json_body import JsonFiles


def body_of(*files: bytes):
    held = {f"f{n}": data for n, data in enumerate(files)}
    parts = JsonFiles(lambda ref: io.BytesIO(held[ref.name]))
    data = {
        "a": "é \x00file 1 \x00",
        "files": [parts.add_placeholder(FileRef(n, len(d), "")) for n, d in held.items()],
    }
    return parts.build_body(data)


@pytest.mark.parametrize(
    "files", [(), (b"",), (b"a", b"ab", b"abc"), (b"\xff" * 100_000, b"", b"x" * 49_153)]
)
def test_it_reads_as_the_same_data_and_has_the_length_it_says(files):
    raw = body_of(*files)
    sent = b"".join(iter(lambda: raw.source.read(1000), b""))
    assert len(sent) == raw.size
    assert [base64.b64decode(text) for text in json.loads(sent)["files"]] == list(files)
    assert json.loads(sent)["a"] == "é \x00file 1 \x00"
    assert raw.source.read(10) == b""


def test_it_can_be_sent_again_from_its_start_after_a_renewed_sign_in():
    raw = body_of(b"abc" * 50_000)
    first = raw.source.read(70_000)
    assert raw.source.tell() == len(first)
    raw.source.seek(0)
    again = b"".join(iter(lambda: raw.source.read(-1), b""))
    assert again.startswith(first)
    assert len(again) == raw.size


def test_a_file_that_has_become_shorter_is_an_error_and_no_other_content():
    parts = JsonFiles(lambda ref: io.BytesIO(b"ab"))
    raw = parts.build_body({"f": parts.add_placeholder(FileRef("f", 9, ""))})
    with pytest.raises(OSError, match="early"):
        b"".join(iter(lambda: raw.source.read(-1), b""))


def test_a_file_without_a_place_is_a_mistake():
    parts = JsonFiles(lambda ref: io.BytesIO(b"ab"))
    parts.add_placeholder(FileRef("f", 2, ""))
    with pytest.raises(ValueError, match="no place"):
        parts.build_body({})


def test_memory_stays_flat(tmp_path):
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(60_000_000)
    parts = JsonFiles(lambda ref: big.open("rb"))
    raw = parts.build_body({"f": parts.add_placeholder(FileRef("big", 60_000_000, ""))})
    tracemalloc.start()
    read = sum(len(chunk) for chunk in iter(lambda: raw.source.read(65536), b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == raw.size == 80_000_000 + 9
    assert peak < 2_000_000
