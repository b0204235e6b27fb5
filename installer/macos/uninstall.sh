#!/bin/sh
# Takes selfhelp off this Mac. A macOS package cannot uninstall itself: run this as root, by hand or from Jamf
# or Intune. It lies in a folder that only root can change:
#
#   sudo "/Library/PrivilegedHelperTools/io.github.selfhelp.helper/uninstall.sh" [--purge]
#
# What people made (tickets, journal: in their own Library folders) stays theirs. The organisation's policy files
# and the record of the helper stay, too, but for --purge.
set -u
. "$(dirname "$0")/places.sh"
[ "$(id -u)" = 0 ] || { echo "uninstall: needs root" >&2; exit 1; }
end_trays
launchctl bootout "system/$LABEL.helper" 2>/dev/null || true
rm -f "$AGENT" "$DAEMON"
rm -rf "$APP" "$MEMORY"
if [ "${1:-}" = --purge ]; then rm -rf "$RECORD" "$POLICY"; fi
pkgutil --forget "$LABEL" >/dev/null 2>&1 || true
rm -rf "$HELPER" # this script with it
exit 0
