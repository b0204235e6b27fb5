"""No camera image: the camera is covered, blocked, used by another program, or missing."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.devices.camera import CAMERAS, Cameras, CameraUser
from selfhelp.machine.devices.device_privacy import CAMERA, CAMERA_BLOCKED, AllowDevice, BlockedBy
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.processes.process_steps import CloseProgram

PROGRAM = "program"


class CameraNotWorking(Fix):
    """Finds the app that is using the camera and closes it; covers and keys are manual steps.

    No image is captured: the user must check whether it works. macOS reports neither the camera's user nor
    its permissions, so only a missing camera is found there.
    """

    id = "camera-not-working"
    title = N_("Fix your camera")
    category = Category.AUDIO_VIDEO
    looks = N_("Checking the camera and its permissions…")
    cheap = False  # a camera used in a call isn't a problem
    collectors = ("cameras", "usb", "processes", "errors")
    prevention = N_(
        "End one call before you start the next: most cameras work with one app at a time. Open the camera "
        "cover before the meeting."
    )
    by_hand = ("open-shutter", "choose-camera", "plug-camera")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the cameras, blocked access, and programs that use a camera."""
        cameras = CAMERAS.read(machine)
        blocked = CAMERA_BLOCKED.read(machine)
        if blocked is not BlockedBy.NOBODY:
            return _make_blocked_finding(machine, blocked)
        if not cameras.found:
            return _make_missing_finding(cameras)
        broken = next((camera for camera in cameras.found if camera.code), None)
        if broken is not None:
            summary = N_("The camera {name} isn't working.", name=broken.name)
            meaning = N_(
                "The camera's cable may be loose, or its driver may be damaged. Plug the "
                "camera in again. If that doesn't help, contact the help desk."
            )
            evidence = {"camera": f"{broken.name}, code {broken.code}"}
            return Finding(summary, meaning, evidence, {"trouble": "missing"})
        if not any(camera.usable for camera in cameras.found):
            summary = N_("Your account doesn't have permission to use this computer's camera.")
            meaning = N_("Only an administrator can change this. Contact the help desk.")
            return Finding(summary, meaning, {"camera": cameras.found[0].name}, {"trouble": "forbidden"})
        return _make_camera_in_use_finding(cameras.users) if cameras.users else None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if policy or an administrator blocked the camera."""
        if finding.data.get("blocked") in (BlockedBy.ORGANISATION, BlockedBy.COMPUTER):
            return N_("The camera is turned off for this computer. Only the help desk can turn it on.")
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which program to close, if several use the camera."""
        users = finding.data.get("users", ())
        if len(users) < 2:
            return ()
        options = [Option(str(user["pid"]), user["name"], chosen=True) for user in users]
        return (
            ChoiceQuestion(PROGRAM, N_("Which app should stop using the camera?"), options, several=True),
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that allow access or close a program, or manual steps for other problems."""
        data = finding.data
        if data["trouble"] == "blocked":
            if data["own_setting"]:
                return (AllowDevice(CAMERA, allowed=True),)
            return OpenPage("camera-privacy"), ByHand("allow-camera")
        if data["trouble"] == "taken":
            chosen = answers.get(PROGRAM, [str(user["pid"]) for user in data["users"]])
            steps = [_make_close_step(user) for user in data["users"] if str(user["pid"]) in chosen]
            return steps or (ByHand("leave-other-call"),)
        if data["trouble"] == "missing":
            return ByHand("open-shutter"), ByHand("plug-camera")
        return ()


def _make_close_step(user: dict[str, str | int | float]) -> Step:
    return CloseProgram(str(user["name"]), (int(user["pid"]),), (float(user["started"]),))


def _explain_block(machine: Machine, blocked: BlockedBy) -> Text:
    """Return an explanation that mentions only actions that the steps can perform."""
    if blocked is not BlockedBy.PERSON:
        return N_("No one can see you in calls. Only the help desk can allow camera access.")
    if machine.platform in AllowDevice.rows:
        return N_(
            "No one can see you in calls. If you turned off camera access yourself, we can allow it again."
        )
    return N_(
        "No one can see you in calls. We'll open the settings so that you can allow camera access again."
    )


def _make_blocked_finding(machine: Machine, blocked: BlockedBy) -> Finding:
    return Finding(
        N_("Apps aren't allowed to use the camera."),
        _explain_block(machine, blocked),
        {"camera blocked by": str(blocked)},
        {
            "trouble": "blocked",
            "blocked": str(blocked),
            "own_setting": machine.platform in AllowDevice.rows,
        },
    )


def _make_missing_finding(cameras: Cameras) -> Finding:
    """Return the finding that a laptop's camera is missing; many desktop computers have no camera.

    Raises:
        NotOfferedError: this computer has no built-in camera.
    """
    if not cameras.built_in:
        raise NotOfferedError(
            N_(
                "No camera found on this computer. If your camera has a cable, unplug the "
                "cable and plug it in again. Then check again."
            )
        )
    return Finding(
        N_("This computer's camera isn't detected."),
        N_("The camera may be covered, or turned off with a key. Checking this takes only a minute."),
        {"cameras": "none"},
        {"trouble": "missing"},
    )


def _make_camera_in_use_finding(users: Sequence[CameraUser]) -> Finding:
    names = ", ".join(dict.fromkeys(user.name for user in users))
    return Finding(
        N_("{program} is using the camera.", program=names),
        N_(
            "Other apps show a black image until the camera is free. To use the camera in "
            "another app, first turn it off in this app."
        ),
        {f"user {n}": f"{user.name} (pid {user.pid})" for n, user in enumerate(users, 1)},
        {
            "trouble": "taken",
            "users": [
                {"name": user.name, "pid": user.pid, "started": user.started} for user in users if user.pid
            ],
        },
    )
