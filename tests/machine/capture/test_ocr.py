"""Words in a picture: what Tesseract tells, tells wrongly, or does not tell; once with the real one."""

from __future__ import annotations

import io
import shutil

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Output
from selfhelp.machine.capture import ocr
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.machine.local_machine import LocalMachine

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


class Reader:
    """A computer whose Tesseract answers as a test says."""

    def __init__(self, answer: Output, platform: Platform = Platform.LINUX) -> None:
        self.platform, self.answer = platform, answer
        self.asked: list[Command] = []

    def run(self, command: Command) -> Output:
        self.asked.append(command)
        return self.answer

    def read(self, source: object) -> Json:
        raise AssertionError("nothing else is asked")

    change = read


def row(line: int, text: str, x: int = 5) -> str:
    return f"5\t1\t1\t1\t{line}\t1\t{x}\t6\t40\t12\t96.1\t{text}\n"


def test_words_come_line_by_line() -> None:
    answer = (
        HEAD + "4\t1\t1\t1\t1\t0\t5\t6\t90\t12\t-1\t\n" + row(1, "Marie") + row(1, "Curie", 50) + row(2, "x")
    )
    found = ocr.recognise_text_lines(Reader(Output(0, answer)), b"PNG")
    assert [[word.text for word in line] for line in found] == [["Marie", "Curie"], ["x"]]
    assert found[0][1] == OcrWord("Curie", 50, 6, 40, 12)


def test_the_picture_goes_to_standard_input_and_nowhere_else() -> None:
    machine = Reader(Output(0, HEAD))
    ocr.recognise_text_lines(machine, b"the picture")
    (asked,) = machine.asked
    assert asked.stdin == b"the picture"
    assert asked.timeout <= 60
    assert not [word for word in asked.argv if word.startswith("/")], "no file is named"


@pytest.mark.parametrize(
    "garbage",
    ["", "nothing\tlike\tthis\n", row(1, " "), row(1, "x").replace("\t40\t", "\tforty\t"), "\0\x1b[31m" * 99],
)
def test_garbage_has_no_words(garbage: str) -> None:
    assert not ocr.recognise_text_lines(Reader(Output(0, garbage)), b"PNG")


@pytest.mark.parametrize("code", [127, 1, -9])
def test_no_program_or_a_failing_one_is_said(code: int) -> None:
    with pytest.raises(ProbeError):
        ocr.recognise_text_lines(Reader(Output(code, "", "Error, cannot read input file")), b"PNG")


def test_every_platform_has_a_row() -> None:
    assert set(ocr.PROGRAMS) == set(Platform)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
def test_the_real_one_reads_dark_on_light_and_light_on_blue() -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (640, 240), "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 120, 640, 240), fill="#2f5fa8")
    font = ImageFont.load_default(16)
    for number in range(5):
        draw.text((20, 10 + number * 22), f"line {number} is written by petersen here", "#111111", font)
        draw.text((20, 126 + number * 22), f"line {number} is kept on ws-0042 here", "#ffffff", font)
    file = io.BytesIO()
    picture.save(file, "PNG")
    found = ocr.recognise_text_lines(LocalMachine(Platform.LINUX), file.getvalue())
    words = [word for line in found for word in line]
    above = [word for word in words if word.text == "petersen"]
    below = [word for word in words if word.text == "ws-0042"]
    assert len(above) == len(below) == 5
    assert all(word.y < 120 for word in above)
    assert all(word.y >= 120 for word in below)
    with pytest.raises(ProbeError):
        ocr.recognise_text_lines(LocalMachine(Platform.LINUX), b"not a picture at all")
