"""Windows PowerShell is given data, never a longer script."""

from __future__ import annotations

import json

import pytest

from selfhelp.machine import powershell


@pytest.mark.parametrize("data", ["é'; Remove-Item C:\\ #", {"printer": "<3>\n$(id)", "mode": None}, None])
def test_data_is_never_a_part_of_the_script(data: object) -> None:
    command = powershell.given(f"Get-It {powershell.INPUT}", data)
    assert command.argv[-1] == "Get-It ([Console]::In.ReadToEnd()|ConvertFrom-Json)"
    assert command.stdin.isascii()
    assert json.loads(command.stdin) == data
