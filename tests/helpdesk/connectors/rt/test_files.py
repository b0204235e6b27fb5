"""Files come out of Request Tracker's JSON byte for byte, however it is cut into pieces."""

from __future__ import annotations

import base64
import io
import json
import os

import pytest

from selfhelp.core.errors import DeskUnreachableError
from selfhelp.helpdesk.connectors.rt import files


@pytest.mark.parametrize("size", [0, 1, 2, 3, 57, 1000, 12_345])
@pytest.mark.parametrize("chunk", [40, 41, 42, 43, 1 << 20])
def test_every_length_and_every_cut(monkeypatch, size, chunk):
    monkeypatch.setattr(files, "CHUNK", chunk)
    data = os.urandom(size)
    head = ' "Content" : "'
    answer = (
        "{"
        + head
        + base64.encodebytes(data).decode().replace("\n", "\\n").replace("/", "\\/")
        + '","id":"1"}'
    )
    target = io.BytesIO()
    files.decode_attachment(io.BytesIO(answer.encode()), target)
    assert target.getvalue() == data


def test_a_name_that_looks_like_the_content_is_not_taken_for_it():
    target = io.BytesIO()
    answer = json.dumps({"Filename": '"Content": "eA=="', "Content": "eQ=="})
    files.decode_attachment(io.BytesIO(answer.encode()), target)
    assert target.getvalue() == b"y"


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b'{"Content":"eA==', b'{"Content":"e*=="}', b'{"Content":"eAA"}']
)
def test_damage_is_an_error(answer):
    with pytest.raises(DeskUnreachableError):
        files.decode_attachment(io.BytesIO(answer), io.BytesIO())
