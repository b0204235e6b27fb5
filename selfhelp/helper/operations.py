"""The closed table of all operations that the helper can run, as data.

Test for a new row: what if malware requested it a thousand times, with every possible parameter? If that
isn't acceptable, it needs an administrator (`TrustLevel.ADMIN`) or doesn't belong here. Parameters are a word
of a list, a whole number, or a name that the helper finds in its own list. The macOS and Windows rows are
written from the vendors' documentation and weren't tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selfhelp.core.text import N_
from selfhelp.helper.operation import (
    SYSTEMD,
    ChoiceParameter,
    ListParameter,
    Operation,
    PlatformCommand,
    TrustLevel,
    make_powershell_command,
    make_systemctl_command,
    map_commands_by_platform,
)

_QUEUE = MappingProxyType({"queue": ListParameter("printers")})
_ADAPTER = MappingProxyType({"adapter": ListParameter("adapters")})
_ADD = ("/usr/sbin/lpadmin", "-p", "{printer.queue}", "-E", "-v", "{printer}", "-m", "everywhere")
_REMOVE = ("/usr/sbin/lpadmin", "-x", "{printer.queue}")
_RADIO = MappingProxyType({"radio": ChoiceParameter(("wifi", "bluetooth", "wwan"))})

PRINTING = (
    Operation(
        "restart-print-service",
        N_("Restart the print service"),
        map_commands_by_platform(
            (make_systemctl_command("restart", "cups.service"),),
            PlatformCommand((("/bin/launchctl", "kickstart", "-k", "system/org.cups.cupsd"),)),
            make_powershell_command("Restart-Service -Name Spooler -Force"),
        ),
    ),
    Operation(
        "start-print-service",
        N_("Start the print service"),
        map_commands_by_platform(
            (make_systemctl_command("start", "cups.service"),),
            PlatformCommand((("/bin/launchctl", "kickstart", "system/org.cups.cupsd"),)),
            make_powershell_command("Start-Service -Name Spooler"),
        ),
        undo="stop-print-service",
    ),
    Operation(
        "stop-print-service",
        N_("Stop the print service"),
        map_commands_by_platform(
            (make_systemctl_command("stop", "cups.service", "cups.socket"),),
            PlatformCommand((("/bin/launchctl", "kill", "SIGTERM", "system/org.cups.cupsd"),)),
            make_powershell_command("Stop-Service -Name Spooler -Force"),
        ),
        undo="start-print-service",
    ),
    Operation(
        "resume-print-queue",
        N_("Resume a paused printer"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/sbin/cupsenable", "{queue}"),), _QUEUE),),
            PlatformCommand((("/usr/sbin/cupsenable", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="pause-print-queue",
    ),
    Operation(
        "pause-print-queue",
        N_("Pause a printer"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/sbin/cupsdisable", "{queue}"),), _QUEUE),),
            PlatformCommand((("/usr/sbin/cupsdisable", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="resume-print-queue",
    ),
    Operation(
        "accept-print-jobs",
        N_("Accept print jobs again"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/sbin/cupsaccept", "{queue}"),), _QUEUE),),
            PlatformCommand((("/usr/sbin/cupsaccept", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="reject-print-jobs",
    ),
    Operation(
        "reject-print-jobs",
        N_("Reject new print jobs"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/sbin/cupsreject", "{queue}"),), _QUEUE),),
            PlatformCommand((("/usr/sbin/cupsreject", "{queue}"),), _QUEUE),
        ),
        hourly=20,
        undo="accept-print-jobs",
    ),
    Operation(
        "add-company-printer",
        N_("Add one of your organisation's printers"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (_ADD,), MappingProxyType({"printer": ListParameter("company-printers")}), timeout=60
                ),
            ),
            PlatformCommand(
                (_ADD,), MappingProxyType({"printer": ListParameter("company-printers")}), timeout=60
            ),
        ),
        hourly=20,
        undo="remove-company-printer",
    ),
    Operation(
        "remove-company-printer",
        N_("Remove one of your organisation's printers"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (_REMOVE,), MappingProxyType({"printer": ListParameter("added-company-printers")})
                ),
            ),
            PlatformCommand(
                (_REMOVE,), MappingProxyType({"printer": ListParameter("added-company-printers")})
            ),
        ),
        hourly=20,
        undo="add-company-printer",
    ),
)

NETWORK = (
    Operation(
        "flush-dns",
        N_("Clear the DNS cache"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/resolvectl", "flush-caches"),), needs=SYSTEMD),),
            # Apple, "Reset the DNS cache in macOS".
            PlatformCommand(
                (("/usr/bin/dscacheutil", "-flushcache"), ("/usr/bin/killall", "-HUP", "mDNSResponder"))
            ),
            PlatformCommand((("C:\\Windows\\System32\\ipconfig.exe", "/flushdns"),)),
        ),
        hourly=20,
    ),
    Operation(
        "renew-lease",
        N_("Renew the IP address"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (("/usr/bin/nmcli", "--wait", "25", "device", "connect", "{adapter}"),),
                    _ADAPTER,
                    needs="/run/NetworkManager",
                ),
                PlatformCommand(
                    (("/usr/bin/networkctl", "renew", "{adapter}"),), _ADAPTER, needs="/run/systemd/netif"
                ),
            ),
            # Without /release first: on a slow network that would leave no address at all.
            windows=PlatformCommand((("C:\\Windows\\System32\\ipconfig.exe", "/renew"),), timeout=90),
        ),
    ),
    Operation(
        "restart-network-adapter",
        N_("Restart a network adapter"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (
                        ("/usr/bin/nmcli", "--wait", "25", "device", "disconnect", "{adapter}"),
                        ("/usr/bin/nmcli", "--wait", "25", "device", "connect", "{adapter}"),
                    ),
                    _ADAPTER,
                    needs="/run/NetworkManager",
                ),
            ),
            PlatformCommand(
                (("/sbin/ifconfig", "{adapter}", "down"), ("/sbin/ifconfig", "{adapter}", "up")), _ADAPTER
            ),
            make_powershell_command(
                "Get-NetAdapter -Physical | Where-Object AdminStatus -eq 'Up' "
                "| Restart-NetAdapter -Confirm:$false"
            ),
        ),
    ),
    Operation(
        "unblock-radio",
        N_("Turn on Wi-Fi, Bluetooth or mobile data"),
        map_commands_by_platform((PlatformCommand((("/usr/sbin/rfkill", "unblock", "{radio}"),), _RADIO),)),
        hourly=20,
        undo="block-radio",
    ),
    Operation(
        "block-radio",
        N_("Turn off Wi-Fi, Bluetooth or mobile data"),
        map_commands_by_platform((PlatformCommand((("/usr/sbin/rfkill", "block", "{radio}"),), _RADIO),)),
        hourly=20,
        undo="unblock-radio",
    ),
)

CLOCK = (
    Operation(
        "sync-clock",
        N_("Synchronise the clock"),
        map_commands_by_platform(
            (
                PlatformCommand((("/usr/bin/chronyc", "-n", "makestep"),), needs="/run/chrony"),
                PlatformCommand(
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
            PlatformCommand((("/usr/bin/sntp", "-sS", "time.apple.com"),)),
            make_powershell_command("Start-Service -Name W32Time; w32tm.exe /resync; exit $LASTEXITCODE"),
        ),
    ),
    Operation(
        "use-network-time",
        N_("Turn on automatic time"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/timedatectl", "set-ntp", "true"),), needs=SYSTEMD),),
            PlatformCommand((("/usr/sbin/systemsetup", "-setusingnetworktime", "on"),)),
            make_powershell_command(
                "Set-Service -Name W32Time -StartupType Automatic; Start-Service -Name W32Time"
            ),
        ),
        trust=TrustLevel.ADMIN,  # as systemd itself asks for set-ntp
        undo="stop-network-time",
    ),
    Operation(
        "stop-network-time",
        N_("Turn off automatic time"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/timedatectl", "set-ntp", "false"),), needs=SYSTEMD),),
            PlatformCommand((("/usr/sbin/systemsetup", "-setusingnetworktime", "off"),)),
            make_powershell_command(
                "Stop-Service -Name W32Time; Set-Service -Name W32Time -StartupType Manual"
            ),
        ),
        trust=TrustLevel.ADMIN,
        undo="use-network-time",
    ),
)

DEVICES = (
    Operation(
        "restart-audio-service",
        N_("Restart the sound service"),
        map_commands_by_platform(
            macos=PlatformCommand((("/usr/bin/killall", "coreaudiod"),)),  # launchd starts it again
            windows=make_powershell_command("Restart-Service -Name Audiosrv -Force"),
        ),
    ),
    Operation(
        "restart-bluetooth",
        N_("Restart Bluetooth"),
        map_commands_by_platform(
            (make_systemctl_command("restart", "bluetooth.service"),),
            PlatformCommand((("/usr/bin/killall", "bluetoothd"),)),  # launchd starts it again
            make_powershell_command("Restart-Service -Name bthserv -Force"),
        ),
    ),
    Operation(
        "rescan-devices",
        N_("Scan for connected devices"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (("/usr/bin/udevadm", "trigger"), ("/usr/bin/udevadm", "settle", "--timeout=20"))
                ),
            ),
            windows=PlatformCommand((("C:\\Windows\\System32\\pnputil.exe", "/scan-devices"),)),
        ),
    ),
)

UPKEEP = (
    Operation(
        "restart-search-service",
        N_("Restart the search service"),
        map_commands_by_platform(windows=make_powershell_command("Restart-Service -Name WSearch -Force")),
    ),
    Operation(
        "clean-package-cache",
        N_("Delete cached packages that are already installed"),
        map_commands_by_platform(
            (
                PlatformCommand((("/usr/bin/apt-get", "clean"),), needs="/var/cache/apt", timeout=120),
                PlatformCommand((("/usr/bin/dnf", "--assumeyes", "clean", "packages"),), timeout=120),
            )
        ),
    ),
    Operation(
        "vacuum-journal",
        N_("Delete old system logs, keeping the latest 200 MB"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/journalctl", "--vacuum-size=200M"),), needs=SYSTEMD, timeout=120),)
        ),
        trust=TrustLevel.ADMIN,  # they may be evidence
    ),
    Operation(
        "repair-packages",
        N_("Finish an interrupted update"),
        map_commands_by_platform(
            (
                PlatformCommand(
                    (
                        ("/usr/bin/dpkg", "--force-confdef", "--force-confold", "--configure", "--pending"),
                        ("/usr/bin/apt-get", "--assume-yes", "--no-remove", "--fix-broken", "install"),
                    ),
                    timeout=1800,
                ),
            )
        ),
        trust=TrustLevel.ADMIN,
        hourly=2,
    ),
    Operation(
        "reset-update-cache",
        N_("Reset the Windows Update cache"),
        map_commands_by_platform(
            # Microsoft, "Additional resources for Windows Update": the folder is set aside, not deleted.
            windows=make_powershell_command(
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
        map_commands_by_platform(
            (
                PlatformCommand((("/usr/sbin/ufw", "--force", "enable"),)),
                PlatformCommand(
                    (("/usr/bin/systemctl", "--no-ask-password", "start", "firewalld.service"),),
                    needs="/usr/sbin/firewalld",
                ),
            ),
            PlatformCommand((("/usr/libexec/ApplicationFirewall/socketfilterfw", "--setglobalstate", "on"),)),
            PlatformCommand(
                (("C:\\Windows\\System32\\netsh.exe", "advfirewall", "set", "allprofiles", "state", "on"),)
            ),
        ),
    ),
    Operation(
        "update-virus-signatures",
        N_("Update the antivirus definitions"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/freshclam", "--quiet"),), timeout=300),),
            windows=PlatformCommand(
                (("C:\\Program Files\\Windows Defender\\MpCmdRun.exe", "-SignatureUpdate"),), timeout=300
            ),
        ),
    ),
    Operation(
        "resume-disk-encryption",
        N_("Resume disk encryption"),
        map_commands_by_platform(
            windows=PlatformCommand(
                (("C:\\Windows\\System32\\manage-bde.exe", "-protectors", "-enable", "C:"),), timeout=60
            )
        ),
    ),
)

_PUPPET = ("agent", "--onetime", "--no-daemonize", "--no-splay")

MANAGEMENT = (
    Operation(
        "sync-intune",
        N_("Sync with Intune"),
        map_commands_by_platform(
            windows=make_powershell_command(
                "Get-ScheduledTask -TaskPath '\\Microsoft\\Windows\\EnterpriseMgmt\\*' -TaskName PushLaunch "
                "| Start-ScheduledTask"
            )
        ),
        hourly=4,
    ),
    Operation(
        "sync-jamf",
        N_("Sync with Jamf"),
        map_commands_by_platform(
            macos=PlatformCommand((("/usr/local/jamf/bin/jamf", "policy"),), timeout=900)
        ),
        hourly=4,
    ),
    Operation(
        "sync-munki",
        N_("Sync with Munki"),
        map_commands_by_platform(
            macos=PlatformCommand((("/usr/local/munki/managedsoftwareupdate", "--checkonly"),), timeout=900)
        ),
        hourly=4,
    ),
    Operation(
        "sync-puppet",
        N_("Sync with Puppet"),
        map_commands_by_platform(
            (
                PlatformCommand((("/opt/puppetlabs/bin/puppet", *_PUPPET),), timeout=900),
                PlatformCommand((("/usr/bin/puppet", *_PUPPET),), timeout=900),
            )
        ),
        hourly=4,
    ),
    Operation(
        "sync-salt",
        N_("Sync with Salt"),
        map_commands_by_platform(
            (PlatformCommand((("/usr/bin/salt-call", "--retcode-passthrough", "state.apply"),), timeout=900),)
        ),
        hourly=4,
    ),
    Operation(
        "refresh-sssd",
        N_("Refresh accounts and groups from the directory"),
        map_commands_by_platform((PlatformCommand((("/usr/sbin/sss_cache", "-E"),)),)),
        hourly=4,
    ),
)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        operation.id: operation
        for operation in (*PRINTING, *NETWORK, *CLOCK, *DEVICES, *UPKEEP, *SECURITY, *MANAGEMENT)
    }
)
"""All operations of the helper, by ID."""
