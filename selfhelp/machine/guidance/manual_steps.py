"""What only a hand can do: plug, switch, restart; each with a sentence and a small drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.text import N_, Text
from selfhelp.machine import Step
from selfhelp.machine.guidance.instruction import Hand
from selfhelp.machine.guidance.manual_steps_devices import AT_DEVICES

ACTIONS: Mapping[str, Hand] = MappingProxyType(
    {
        **AT_DEVICES,
        "restart": Hand(
            N_("Save your work, then choose “Restart” in the menu where you switch off."), "restart"
        ),
        "network-cable": Hand(
            N_(
                "Pull the network cable out at both ends and push it in again until it clicks. "
                "Without a cable, choose your Wi-Fi."
            ),
            "cable",
        ),
        "join-wifi": Hand(
            N_("Open the list of Wi-Fi networks, choose yours, and wait until it says connected."), "screen"
        ),
        "wifi-switch": Hand(
            N_(
                "Slide the wireless switch at the edge of the computer on, or press the key with an "
                "aeroplane or an antenna."
            ),
            "switch",
        ),
        "internet-box": Hand(
            N_(
                "At home: pull the power plug of your internet box, wait half a minute, plug it in again, "
                "and give it three minutes. At work, leave it out."
            ),
            "plug",
        ),
        "portal-sign-in": Hand(
            N_(
                "Sign in on the page that opened. Never type your company password there, and close it "
                "if it wants to install anything."
            ),
            "screen",
        ),
        "closer-to-wifi": Hand(
            N_("Move closer to the Wi-Fi, away from walls and metal, or use a network cable."), "cable"
        ),
        "pause-copying": Hand(
            N_("Pause what copies files in the background: cloud folders, backups and updates."), "screen"
        ),
        "vpn-again": Hand(
            N_("Disconnect in the window of your VPN program, wait ten seconds, and connect again."), "screen"
        ),
        "printer-on": Hand(
            N_("Switch the printer on, and wait until its display or its light says that it is ready."),
            "switch",
        ),
        "printer-again": Hand(
            N_("Switch the printer off, wait ten seconds, and switch it on again."), "switch"
        ),
        "printer-cable": Hand(
            N_(
                "Push the printer's cable in firmly at both ends. If it has none, see on its display whether "
                "it is connected to the Wi-Fi."
            ),
            "cable",
        ),
        "printer-panel": Hand(
            N_("Look at the printer's display: it says when paper or toner is missing, or a cover is open."),
            "printer",
        ),
        "printer-paper": Hand(N_("Put paper into the printer, and push its tray in."), "printer"),
        "printer-jam": Hand(
            N_("Open the printer's covers, pull the jammed paper out slowly, and close them again."),
            "printer",
        ),
        "printer-cover": Hand(N_("Close every cover and every tray of the printer."), "printer"),
        "printer-toner": Hand(
            N_("Put a new toner or ink cartridge in, or ask the person who looks after this printer."),
            "printer",
        ),
        "printer-online": Hand(
            N_(
                "Choose your printer and open its queue. In the menu “Printer”, take the ticks away from "
                "“Pause printing” and “Use printer offline”."
            ),
            "printer",
        ),
        "add-printer": Hand(
            N_("Choose “Add a printer”, and pick the one near you from the list."), "printer"
        ),
        "default-printer": Hand(N_("Choose the printer you want, and make it the default one."), "printer"),
        "close-some": Hand(
            N_("Close the programs and browser tabs you do not need, and wait a minute."), "ask"
        ),
        "startup-off": Hand(N_("Switch off the programs you do not need right after you sign in."), "switch"),
        "end-frozen": Hand(
            N_(
                "Look for a question hidden behind other windows, and wait five minutes. Then close the "
                "window with its cross, and agree when the system offers to end the program."
            ),
            "ask",
        ),
        "mail-online": Hand(
            N_(
                "Let your mail program go online: in Outlook, “Work Offline” in the tab “Send / Receive” "
                "must not be highlighted; in Thunderbird, the menu “File”, “Offline” must show no tick."
            ),
            "switch",
        ),
        "outlook-send-all": Hand(N_("In Outlook, press the key F9, and wait a minute."), "keyboard"),
        "outlook-outbox": Hand(
            N_(
                "Open the Outbox. If a message with a large attachment waits there, move it to the drafts, "
                "and send the file by a link instead."
            ),
            "ask",
        ),
        "thunderbird-send-unsent": Hand(
            N_("In Thunderbird's menu, choose “File”, then “Send Unsent Messages”."), "keyboard"
        ),
        "close-thunderbird": Hand(
            N_("Finish what you are writing in Thunderbird, then choose “Quit” in its menu."), "screen"
        ),
        "open-thunderbird": Hand(N_("Open Thunderbird again."), "screen"),
        "open-outlook": Hand(N_("Open Outlook again."), "screen"),
        "open-teams": Hand(N_("Open Teams again. The first start takes a little longer."), "screen"),
        "quit-teams": Hand(
            N_("Right-click the sign of Teams near the clock, choose “Quit”, and open Teams again."), "screen"
        ),
        "teams-page": Hand(
            N_(
                "If you use Teams in your browser: click left of the address of its page, delete the data of "
                "this page alone, and sign in again."
            ),
            "screen",
        ),
        "office-safe": Hand(
            N_(
                "Close the program. Hold the Ctrl key down while you open it, and agree to safe mode. "
                "If it works there, tell the help desk that an add-in is the cause."
            ),
            "keyboard",
        ),
        "office-quick-repair": Hand(
            N_(
                "Find Microsoft 365 in the list, choose “Modify”, then “Quick Repair”. Never “Online Repair”."
            ),
            "screen",
        ),
        "libreoffice-safe": Hand(
            N_(
                "In LibreOffice's menu, choose “Help”, then “Restart in Safe Mode”. If it works there, "
                "choose “Continue in Safe Mode” and tell the help desk."
            ),
            "screen",
        ),
        "office-update": Hand(
            N_(
                "Open Word, choose “Help” in the menu, then “Check for Updates”, and install what is offered."
            ),
            "screen",
        ),
        "choose-default-app": Hand(
            N_(
                "Right-click such a file, choose “Open with”, pick the program you want, and tick that it "
                "always opens these files."
            ),
            "ask",
        ),
        "pick-default-app": Hand(
            N_("Find the kind of file or link in the list, and pick the program you want."), "ask"
        ),
        "onedrive-resume": Hand(
            N_(
                "Click the cloud near the clock, where there is one. If OneDrive is paused, choose “Resume”; "
                "if it asks, sign in."
            ),
            "screen",
        ),
        "onedrive-restart": Hand(
            N_(
                "Click the cloud near the clock, choose “Quit OneDrive” in its settings, and open it again. "
                "Where there is no cloud, save your work and restart the computer."
            ),
            "screen",
        ),
        "onedrive-sign-in": Hand(
            N_(
                "Open a terminal, type: onedrive --reauth, and open the page it names. Sign in there, and "
                "paste the address of the empty page that follows into the terminal."
            ),
            "keyboard",
        ),
        "onedrive-start": Hand(
            N_("Open a terminal, type: onedrive --monitor, and leave this window open while you work."),
            "keyboard",
        ),
        "onedrive-rename": Hand(
            N_(
                "Rename these files: OneDrive takes no name with a space at its start or end, none of "
                'the signs " * : < > ? / \\ |, and no path of more than 400 letters.'
            ),
            "keyboard",
        ),
        "check-caps-lock": Hand(
            N_("Look whether Caps Lock is on and which keyboard layout is shown, then type slowly."), "switch"
        ),
        "reach-company-network": Hand(
            N_(
                "Connect to your company's network by cable or VPN. Then lock the screen, and unlock it with "
                "your current password."
            ),
            "cable",
        ),
        "new-password-page": Hand(
            N_("Choose a new password on that page. Then sign in with it here, on your company's network."),
            "ask",
        ),
        "wait-for-unlock": Hand(
            N_("Wait until the time is over without trying again. Then type your password slowly."), "ask"
        ),
        "report-misuse": Hand(
            N_("Choose “Get help” now, and say that somebody else may be trying to get into your account."),
            "ask",
        ),
        "new-password-windows": Hand(
            N_("Press Ctrl, Alt and Del together, choose “Change a password”, and follow it."), "ask"
        ),
        "new-password-macos": Hand(
            N_("In the system settings under “Users & Groups”, choose your account and change its password."),
            "ask",
        ),
        "new-password-linux": Hand(
            N_("Change your password in the settings under “Users”, or type “passwd” in a terminal window."),
            "ask",
        ),
        "unlock-again": Hand(
            N_("Lock the screen and unlock it with your password, connected to your company's network."),
            "ask",
        ),
        "sign-in-again-windows": Hand(
            N_("Press the Windows key and L. Then unlock with your password, on your company's network."),
            "ask",
        ),
        "sign-in-again-macos": Hand(
            N_("Click the key symbol in the menu bar, or open “Ticket Viewer”, and sign in once more."), "ask"
        ),
        "sign-in-again-linux": Hand(
            N_(
                "Lock the screen and unlock it with your password. If that is not enough, type “kinit” in a "
                "terminal window."
            ),
            "ask",
        ),
        "update-other-devices": Hand(
            N_("Sign in again with the new password on your phone, tablet and every other computer you use."),
            "ask",
        ),
        "virus-protection-on": Hand(
            N_("Switch on “Real-time protection”. If it is greyed out, leave it to the help desk."), "switch"
        ),
        "charger-again": Hand(
            N_("Plug the charger in again at both ends, into a wall socket that works."), "plug"
        ),
        "other-charger": Hand(
            N_("Try another socket of the computer, and the charger that came with it."), "plug"
        ),
        "swollen-battery": Hand(
            N_(
                "Look at the case: if it is bent, hot or smells, switch off, unplug, and call the help desk "
                "at once."
            ),
            "battery",
        ),
        "dim-screen": Hand(N_("Make the screen darker while you work on battery."), "screen"),
        "save-copy": Hand(
            N_("In the program, choose “Save as”, and save the file under a new name in Documents."), "ask"
        ),
        "ask-colleague": Hand(
            N_("Ask the person named to close the file, or save your changes under a new name."), "ask"
        ),
        "close-office": Hand(N_("Close all windows of your office programs, and wait ten seconds."), "ask"),
        "search-file": Hand(
            N_("Search for a part of the file’s name in your file manager, and in your cloud folder."), "ask"
        ),
        "look-in-trash": Hand(
            N_("Open the trash or recycle bin, choose the file, and choose “Restore”."), "ask"
        ),
        "older-version": Hand(
            N_("Right-click the file, and look for “Version history” or “Previous versions”."), "ask"
        ),
        "reload-page": Hand(
            N_("Hold Ctrl and Shift (on a Mac: Cmd and Shift), and press R: the page is loaded afresh."),
            "screen",
        ),
        "site-data": Hand(
            N_(
                "Open the page in a private window. If it works there, click the sign left of the address in "
                "a normal window, and remove the data of this one site."
            ),
            "screen",
        ),
        "browser-again": Hand(
            N_("Send or save what you typed, close all windows of your browser, and open it again."), "screen"
        ),
        "wait-for-update": Hand(
            N_("Leave the computer on and plugged in, and give it half an hour."), "plug"
        ),
        "update-retry": Hand(
            N_("Plug the charger in, and choose “Check for updates” or “Retry”. Leave the computer on."),
            "plug",
        ),
        "company-network": Hand(
            N_("Plug in your company’s network cable, join its Wi-Fi, or switch the VPN on."), "cable"
        ),
        "drive-sign-in": Hand(
            N_("If the drive asks, sign in with your company account, and wait until its folders appear."),
            "ask",
        ),
    }
)
"""Every hand step there is, by its stable name; a fix and a pack use them by name."""


@dataclass(frozen=True, slots=True)
class ByHand(Step):
    """Asks the person to do one of `ACTIONS`; the journal keeps that she said so."""

    action: str

    name: ClassVar[str] = "by-hand"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    by_hand: ClassVar[bool] = True

    def sentence(self) -> Text:
        """Say what to do."""
        return ACTIONS[self.action].sentence

    def drawing(self) -> str:
        """Name the picture that shows it."""
        return ACTIONS[self.action].drawing
