"""Everything the helper can do: one closed table of operations, as data.

The test of a new row: what if a program that means harm asked for it a thousand times, with every
parameter it takes? If that is not acceptable, it needs an administrator (`Trust.ADMIN`) or has no place
here. Parameters are a word of a list, a whole number, or a name the helper finds in a list of its own.

The macOS and Windows rows are written from the vendors' documentation and were not tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selfhelp.core.text import N_
from selfhelp.helper.operation import (
    SYSTEMD,
    Listed,
    Operation,
    Trust,
    Way,
    Word,
    systemctl,
    ways,
    windows_script,
)

_QUEUE = MappingProxyType({"queue": Listed("printers")})
_ADAPTER = MappingProxyType({"adapter": Listed("adapters")})
_ADD = ("/usr/sbin/lpadmin", "-p", "{printer.queue}", "-E", "-v", "{printer}", "-m", "everywhere")
_REMOVE = ("/usr/sbin/lpadmin", "-x", "{printer.queue}")
_RADIO = MappingProxyType({"radio": Word(("wifi", "bluetooth", "wwan"))})

PRINTING = (
    Operation(
        "restart-print-service",
        N_("Restart the print service"),
        ways(
            (systemctl("restart", "cups.service"),),
            Way((("/bin/launchctl", "kickstart", "-k", "system/org.cups.cupsd"),)),
            windows_script("Restart-Service -Name Spooler -Force"),
        ),
    ),
    Operation(
        "start-print-service",
        N_("Start the print service"),
        ways(
            (systemctl("start", "cups.service"),),
            Way((("/bin/launchctl", "kickstart", "system/org.cups.cupsd"),)),
            windows_script("Start-Service -Name Spooler"),
        ),
        undo="stop-print-service",
    ),
    Operation(
        "stop-print-service",
        N_("Stop the print service"),
        ways(
            (systemctl("stop", "cups.service", "cups.socket"),),
            Way((("/bin/launchctl", "kill", "SIGTERM", "system/org.cups.cupsd"),)),
            windows_script("Stop-Service -Name Spooler -Force"),
        ),
        undo="start-print-service",
    ),
    Operation(
        "resume-print-queue",
        N_("Resume a paused printer"),
        ways(
            (Way((("/usr/sbin/cupsenable", "{queue}"),), _QUEUE),),
            Way((("/usr/sbin/cupsenable", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="pause-print-queue",
    ),
    Operation(
        "pause-print-queue",
        N_("Pause a printer"),
        ways(
            (Way((("/usr/sbin/cupsdisable", "{queue}"),), _QUEUE),),
            Way((("/usr/sbin/cupsdisable", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="resume-print-queue",
    ),
    Operation(
        "accept-print-jobs",
        N_("Accept print jobs again"),
        ways(
            (Way((("/usr/sbin/cupsaccept", "{queue}"),), _QUEUE),),
            Way((("/usr/sbin/cupsaccept", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="reject-print-jobs",
    ),
    Operation(
        "reject-print-jobs",
        N_("Reject new print jobs"),
        ways(
            (Way((("/usr/sbin/cupsreject", "{queue}"),), _QUEUE),),
            Way((("/usr/sbin/cupsreject", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="accept-print-jobs",
    ),
    Operation(
        "add-company-printer",
        N_("Add an organisation printer"),
        ways(
            (Way((_ADD,), MappingProxyType({"printer": Listed("company-printers")}), timeout=60),),
            Way((_ADD,), MappingProxyType({"printer": Listed("company-printers")}), timeout=60),
        ),
        hourly=20,
        undo="remove-company-printer",
    ),
    Operation(
        "remove-company-printer",
        N_("Remove an organisation printer"),
        ways(
            (Way((_REMOVE,), MappingProxyType({"printer": Listed("added-company-printers")})),),
            Way((_REMOVE,), MappingProxyType({"printer": Listed("added-company-printers")})),
        ),
        hourly=20,
        undo="add-company-printer",
    ),
)

NETWORK = (
    Operation(
        "flush-dns",
        N_("Clear the DNS cache"),
        ways(
            (Way((("/usr/bin/resolvectl", "flush-caches"),), needs=SYSTEMD),),
            # Apple, "Reset the DNS cache in macOS".
            Way((("/usr/bin/dscacheutil", "-flushcache"), ("/usr/bin/killall", "-HUP", "mDNSResponder"))),
            Way((("C:\\Windows\\System32\\ipconfig.exe", "/flushdns"),)),
        ),
        hourly=20,
    ),
    Operation(
        "renew-lease",
        N_("Renew the IP address"),
        ways(
            (
                Way(
                    (("/usr/bin/nmcli", "--wait", "25", "device", "connect", "{adapter}"),),
                    _ADAPTER,
                    needs="/run/NetworkManager",
                ),
                Way((("/usr/bin/networkctl", "renew", "{adapter}"),), _ADAPTER, needs="/run/systemd/netif"),
            ),
            # Without /release first: on a slow network that would leave no address at all.
            windows=Way((("C:\\Windows\\System32\\ipconfig.exe", "/renew"),), timeout=90),
        ),
    ),
    Operation(
        "restart-network-adapter",
        N_("Restart a network adapter"),
        ways(
            (
                Way(
                    (
                        ("/usr/bin/nmcli", "--wait", "25", "device", "disconnect", "{adapter}"),
                        ("/usr/bin/nmcli", "--wait", "25", "device", "connect", "{adapter}"),
                    ),
                    _ADAPTER,
                    needs="/run/NetworkManager",
                ),
            ),
            Way((("/sbin/ifconfig", "{adapter}", "down"), ("/sbin/ifconfig", "{adapter}", "up")), _ADAPTER),
            windows_script(
                "Get-NetAdapter -Physical | Where-Object AdminStatus -eq 'Up' "
                "| Restart-NetAdapter -Confirm:$false"
            ),
        ),
    ),
    Operation(
        "unblock-radio",
        N_("Turn on Wi-Fi, Bluetooth or mobile data"),
        ways((Way((("/usr/sbin/rfkill", "unblock", "{radio}"),), _RADIO),)),
        hourly=20,
        undo="block-radio",
    ),
    Operation(
        "block-radio",
        N_("Turn off Wi-Fi, Bluetooth or mobile data"),
        ways((Way((("/usr/sbin/rfkill", "block", "{radio}"),), _RADIO),)),
        hourly=20,
        undo="unblock-radio",
    ),
)

CLOCK = (
    Operation(
        "sync-clock",
        N_("Synchronise the clock"),
        ways(
            (
                Way((("/usr/bin/chronyc", "-n", "makestep"),), needs="/run/chrony"),
                Way(
                    (
                        (
                            "/usr/bin/systemctl",
                            "--no-ask-password",
                            "restart",
                            "systemd-timesyncd.service",
                        ),
                    ),
                    needs="/run/systemd/timesync",
                ),
            ),
            Way((("/usr/bin/sntp", "-sS", "time.apple.com"),)),
            windows_script("Start-Service -Name W32Time; w32tm.exe /resync; exit $LASTEXITCODE"),
        ),
    ),
    Operation(
        "use-network-time",
        N_("Turn on automatic time"),
        ways(
            (Way((("/usr/bin/timedatectl", "set-ntp", "true"),), needs=SYSTEMD),),
            Way((("/usr/sbin/systemsetup", "-setusingnetworktime", "on"),)),
            windows_script("Set-Service -Name W32Time -StartupType Automatic; Start-Service -Name W32Time"),
        ),
        trust=Trust.ADMIN,  # as systemd itself asks for set-ntp
        undo="stop-network-time",
    ),
    Operation(
        "stop-network-time",
        N_("Turn off automatic time"),
        ways(
            (Way((("/usr/bin/timedatectl", "set-ntp", "false"),), needs=SYSTEMD),),
            Way((("/usr/sbin/systemsetup", "-setusingnetworktime", "off"),)),
            windows_script("Stop-Service -Name W32Time; Set-Service -Name W32Time -StartupType Manual"),
        ),
        trust=Trust.ADMIN,
        undo="use-network-time",
    ),
)

DEVICES = (
    Operation(
        "restart-audio-service",
        N_("Restart the sound service"),
        ways(
            macos=Way((("/usr/bin/killall", "coreaudiod"),)),  # launchd starts it again
            windows=windows_script("Restart-Service -Name Audiosrv -Force"),
        ),
    ),
    Operation(
        "restart-bluetooth",
        N_("Restart Bluetooth"),
        ways(
            (systemctl("restart", "bluetooth.service"),),
            Way((("/usr/bin/killall", "bluetoothd"),)),  # launchd starts it again
            windows_script("Restart-Service -Name bthserv -Force"),
        ),
    ),
    Operation(
        "rescan-devices",
        N_("Scan for connected devices"),
        ways(
            (Way((("/usr/bin/udevadm", "trigger"), ("/usr/bin/udevadm", "settle", "--timeout=20"))),),
            windows=Way((("C:\\Windows\\System32\\pnputil.exe", "/scan-devices"),)),
        ),
    ),
)

UPKEEP = (
    Operation(
        "restart-search-service",
        N_("Restart the search service"),
        ways(windows=windows_script("Restart-Service -Name WSearch -Force")),
    ),
    Operation(
        "clean-package-cache",
        N_("Delete cached packages that are already installed"),
        ways(
            (
                Way((("/usr/bin/apt-get", "clean"),), needs="/var/cache/apt", timeout=120),
                Way((("/usr/bin/dnf", "--assumeyes", "clean", "packages"),), timeout=120),
            )
        ),
    ),
    Operation(
        "vacuum-journal",
        N_("Delete old system logs, keeping the latest 200 MB"),
        ways((Way((("/usr/bin/journalctl", "--vacuum-size=200M"),), needs=SYSTEMD, timeout=120),)),
        trust=Trust.ADMIN,  # they may be evidence
    ),
    Operation(
        "repair-packages",
        N_("Finish an interrupted update"),
        ways(
            (
                Way(
                    (
                        ("/usr/bin/dpkg", "--force-confdef", "--force-confold", "--configure", "--pending"),
                        ("/usr/bin/apt-get", "--assume-yes", "--no-remove", "--fix-broken", "install"),
                    ),
                    timeout=1800,
                ),
            )
        ),
        trust=Trust.ADMIN,
        hourly=2,
    ),
    Operation(
        "reset-update-cache",
        N_("Reset the Windows Update cache"),
        ways(
            # Microsoft, "Additional resources for Windows Update": the folder is set aside, not deleted.
            windows=windows_script(
                "Stop-Service -Name wuauserv, bits -Force; "
                '$folder = "$env:SystemRoot\\SoftwareDistribution"; '
                'if (Test-Path "$folder.old") { Remove-Item "$folder.old" -Recurse -Force }; '
                "try { Rename-Item $folder SoftwareDistribution.old } "
                "finally { Start-Service -Name bits, wuauserv }",
                timeout=300,
            )
        ),
        hourly=2,
    ),
)

SECURITY = (
    Operation(
        "firewall-on",
        N_("Turn on the firewall"),
        ways(
            (
                Way((("/usr/sbin/ufw", "--force", "enable"),)),
                Way(
                    (("/usr/bin/systemctl", "--no-ask-password", "start", "firewalld.service"),),
                    needs="/usr/sbin/firewalld",
                ),
            ),
            Way((("/usr/libexec/ApplicationFirewall/socketfilterfw", "--setglobalstate", "on"),)),
            Way((("C:\\Windows\\System32\\netsh.exe", "advfirewall", "set", "allprofiles", "state", "on"),)),
        ),
    ),
    Operation(
        "update-virus-signatures",
        N_("Update the antivirus definitions"),
        ways(
            (Way((("/usr/bin/freshclam", "--quiet"),), timeout=300),),
            windows=Way(
                (("C:\\Program Files\\Windows Defender\\MpCmdRun.exe", "-SignatureUpdate"),), timeout=300
            ),
        ),
    ),
    Operation(
        "resume-disk-encryption",
        N_("Resume disk encryption"),
        ways(
            windows=Way(
                (("C:\\Windows\\System32\\manage-bde.exe", "-protectors", "-enable", "C:"),), timeout=60
            )
        ),
    ),
)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {operation.id: operation for operation in (*PRINTING, *NETWORK, *CLOCK, *DEVICES, *UPKEEP, *SECURITY)}
)
"""Every operation there is, by its id."""
