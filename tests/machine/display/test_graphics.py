"""Graphics adapters of Linux, from a pretended /sys and a list of PCI numbers."""

from __future__ import annotations

from pathlib import Path

from selfhelp.machine.display.graphics import read_graphics_adapters
from tests.machine.kernel_tree import plant

IDS = """# a comment
1002  Advanced Micro Devices, Inc. [AMD/ATI]
\t1636  Renoir
\t\t1002 1636  a subsystem
8086  Intel Corporation
\t9a49  TigerLake-LP GT2 [Iris Xe Graphics]
\t\t17aa 22d5  ThinkPad X1
10de  NVIDIA Corporation
\t1636  not this one
C 03  Display controller
"""


def asked(folder: Path) -> list[dict[str, object]]:
    return list(
        read_graphics_adapters(
            str(folder / "pci"),
            str(folder / "drm"),
            str(folder / "module"),
            (str(folder / "none"), str(folder / "ids")),
        )
    )


def test_cards_with_driver_and_names(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "ids": IDS,
            "pci/0000:00:02.0/class": "0x030000\n",
            "pci/0000:00:02.0/vendor": "0x8086\n",
            "pci/0000:00:02.0/device": "0x9a49\n",
            "pci/0000:00:02.0/uevent": "DRIVER=i915\nPCI_CLASS=30000\n",
            "pci/0000:01:00.0/class": "0x030200\n",
            "pci/0000:01:00.0/vendor": "0x1002\n",
            "pci/0000:01:00.0/device": "0x1636\n",
            "pci/0000:01:00.0/uevent": "DRIVER=amdgpu\n",
            "pci/0000:01:00.0/mem_info_vram_total": "536870912\n",
            "module/amdgpu/version": "6.12.9\n",
            "pci/0000:00:1f.3/class": "0x040300\n",
        },
    )
    intel, amd = asked(tmp_path)
    assert intel == {
        "name": "Intel Corporation TigerLake-LP GT2 [Iris Xe Graphics]",
        "driver": "i915",
        "version": "",
        "memory": None,
    }
    assert (amd["name"], amd["version"], amd["memory"]) == (
        "Advanced Micro Devices, Inc. [AMD/ATI] Renoir",
        "6.12.9",
        536870912,
    )


def test_numbers_that_the_list_does_not_know(tmp_path: Path) -> None:
    card = {"class": "0x030000", "vendor": "0x8086", "device": "0x1636"}
    plant(tmp_path, {"ids": IDS, **{f"pci/a/{name}": text for name, text in card.items()}})
    assert asked(tmp_path)[0]["name"] == "Intel Corporation PCI 8086:1636", "1636 is another maker's"
    plant(tmp_path, {"pci/a/vendor": "0xdead"})
    assert asked(tmp_path)[0]["name"] == "PCI dead:1636"
    (tmp_path / "ids").unlink()
    assert asked(tmp_path)[0]["name"] == "PCI dead:1636"


def test_a_card_that_is_not_on_pci(tmp_path: Path) -> None:
    plant(tmp_path, {"drm/card0/device/uevent": "DRIVER=vc4-drm\nOF_COMPATIBLE_0=brcm,bcm2711-vc5\n"})
    assert [entry["driver"] for entry in asked(tmp_path)] == ["vc4-drm"]


def test_no_graphics_at_all(tmp_path: Path) -> None:
    assert asked(tmp_path) == []
