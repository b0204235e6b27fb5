"""Collects the cameras and the apps that are currently using one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector

if TYPE_CHECKING:
    from selfhelp.machine.devices.camera import CameraDevice


COLUMNS = (
    Column("camera", reveals=PrivacyClass.DEVICE, key=True),  # a phone used as a camera has its owner's name
    Column("apps may use it", tracked=True),
    Column("trouble", tracked=True),
)


class CamerasCollector(Collector):
    """Cameras, the apps allowed to use them, and the apps using them now."""

    id = "cameras"
    title = N_("Cameras")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 84

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.devices.camera import CAMERAS

        cameras = CAMERAS.read(machine)
        rows = [_build_camera_row(camera) for camera in cameras.found]
        users = sorted({user.name for user in cameras.users})
        facts: list[Item | FactTable] = [
            Item("cameras", len(rows)),
            Item("computer of a kind with a camera built in", cameras.built_in),
            *(Item("in use by", name, reveals=PrivacyClass.TEXT) for name in users),
        ]
        return [*facts, FactTable("cameras", COLUMNS, rows)] if rows else facts


def _build_camera_row(camera: CameraDevice) -> Sequence[Scalar]:
    return (camera.name, camera.usable, f"does not work (code {camera.code})" if camera.code else "")
