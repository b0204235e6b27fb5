#!/bin/bash
# Starts the app; where there is no display, takes the same journey in the terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
BIN=$PWD/.venv/bin

# Qt ends the process where it cannot open the display, so a child tries first.
has_display() {
    (
        ulimit -c 0
        "$BIN/python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])'
    ) >/dev/null
}

# A problem that was found (1) or could not be looked at (3) is an answer, not a failure of this script.
ask() {
    local status=0
    echo
    printf '$ selfhelp'
    printf ' %q' "$@"
    echo
    "$BIN/selfhelp" "$@" || status=$?
    case $status in 0 | 1 | 3) ;; *) exit "$status" ;; esac
}

if has_display 2>/dev/null; then
    exec "$BIN/selfhelp"
fi
echo "There's no display here, so the window can't open. This is the same journey in the terminal."
# A demonstration must leave the user's own tickets, settings and help desk alone.
home=$(mktemp -d "${TMPDIR:-/tmp}/selfhelp-demo.XXXXXX")
export HOME=$home XDG_CONFIG_HOME=$home/.config XDG_DATA_HOME=$home/.local/share
export XDG_STATE_HOME=$home/.local/state XDG_CACHE_HOME=$home/.cache XDG_RUNTIME_DIR=$home/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
unset SELFHELP_TOKEN SELFHELP_TOKEN_FILE
report=$home/report
ask check
ask snapshot -o "$report"
if [ -n "$(ls /etc/selfhelp/policy.toml /etc/selfhelp/policy.d/*.toml 2>/dev/null)" ]; then
    echo "This computer has a policy of its own, so no ticket is sent to its help desk."
else
    ask send --subject "First look at this computer" --body "Sent by make run." --wait 30
    ask tickets list
    echo
    "$BIN/selfhelp" tickets list --json |
        "$BIN/python" -c 'import json, sys; print("The ticket is in", json.load(sys.stdin)["tickets"][0]["path"])'
fi
echo "The report is in $report (open report.html in a browser)."
echo "All of it is in a throw-away home, $home. Delete the folder when you are done."
echo "Try: $BIN/selfhelp suggest \"my printer does not print\""
