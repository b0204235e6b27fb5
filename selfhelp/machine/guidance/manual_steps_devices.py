"""What only a hand can do about sound, cameras, screens, docks, mice, keyboards and Bluetooth."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selfhelp.core.text import N_
from selfhelp.machine.guidance.instruction import Hand

AT_DEVICES: Mapping[str, Hand] = MappingProxyType(
    {
        "let-it-cool": Hand(
            N_("Put the computer on a hard, free table, and keep its openings free."), "screen"
        ),
        "volume-key": Hand(
            N_("Press the mute key, then the key for more volume, on your keyboard or headset."), "mute-key"
        ),
        "headset-switch": Hand(
            N_(
                "Look for a small switch or button on your headset or its cable, and switch the microphone "
                "on."
            ),
            "switch",
        ),
        "plug-headset": Hand(
            N_("Unplug your headset or speakers, and plug them in again, into another socket if you can."),
            "plug",
        ),
        "choose-output": Hand(N_("Under “Output”, choose where the sound should come out."), "headset"),
        "choose-input": Hand(
            N_("Under “Input”, choose your microphone, then speak: the bar moves."), "headset"
        ),
        "choose-in-call": Hand(
            N_("In the settings of your call, choose the same microphone and speakers as here."), "headset"
        ),
        "allow-microphone": Hand(
            N_("Switch on the access to the microphone, and below it the line of the program you call with."),
            "switch",
        ),
        "allow-camera": Hand(
            N_("Switch on the access to the camera, and below it the line of the program you call with."),
            "switch",
        ),
        "open-shutter": Hand(
            N_("Look at the camera: slide its small cover open, or press the key with a crossed-out camera."),
            "shutter",
        ),
        "leave-other-call": Hand(
            N_("End the call or the camera picture in the other program, or close that program."), "ask"
        ),
        "choose-camera": Hand(
            N_("In the settings of your call, choose the camera you look into."), "shutter"
        ),
        "plug-camera": Hand(
            N_("Unplug the camera if it has a cable, and plug it in again, straight into the computer."),
            "plug",
        ),
        "screen-cable": Hand(
            N_("Unplug the screen’s cable at both ends, and push it in again until it sits firmly."), "cable"
        ),
        "screen-input": Hand(
            N_("Switch the screen on, and choose the input your cable is plugged into with its buttons."),
            "screen",
        ),
        "extend-screens": Hand(
            N_("Choose “Extend” or “Join displays”, and switch on the screen that stays dark."), "screen"
        ),
        "stop-mirroring": Hand(
            N_("Choose the second screen, and under “Use as” choose “Extended display”."), "screen"
        ),
        "dock-cycle": Hand(
            N_(
                "Unplug the dock from the computer and from the mains for 30 seconds. Plug in the mains "
                "first, then the computer."
            ),
            "dock",
        ),
        "other-port": Hand(
            N_(
                "Unplug the device, and plug it straight into another socket of the computer, without a dock."
            ),
            "plug",
        ),
        "new-batteries": Hand(
            N_("Put new batteries into the mouse or keyboard, or charge it with its cable."), "battery"
        ),
        "device-switch": Hand(
            N_("Look under the mouse or keyboard for a small switch: switch it off, wait, switch it on."),
            "switch",
        ),
        "dongle-port": Hand(
            N_("Plug the small wireless receiver straight into another socket of the computer, near you."),
            "plug",
        ),
        "slow-keys-off": Hand(
            N_("Under “Keyboard”, switch off “Slow keys” or “Filter keys”, if you do not need them."),
            "switch",
        ),
        "wake-bluetooth": Hand(
            N_("Switch the device on and keep it near. Switch it off on any phone it may be connected to."),
            "switch",
        ),
        "pair-again": Hand(
            N_("Choose the device in the list and connect it. If that fails, remove it and pair it again."),
            "ask",
        ),
        "switch-bluetooth-on": Hand(N_("Switch Bluetooth on."), "switch"),
        "switch-layout": Hand(
            N_("Hold the Windows key and press the space bar until your keyboard’s language is shown."), "ask"
        ),
        "input-menu": Hand(
            N_("Click the flag or the letters in the menu bar, and choose the keyboard you type on."), "ask"
        ),
    }
)
"""These hand steps by their stable names; `selfhelp.machine.guidance.manual_steps.ACTIONS` holds all of
them."""
