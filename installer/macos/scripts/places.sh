# Part of the scripts of the macOS package: where everything is, and the programs of the system alone.
# shellcheck shell=sh disable=SC2034 # used by the scripts that read this
PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LABEL=io.github.selfhelp
APP=/Applications/selfhelp.app
PROGRAM=$APP/Contents/MacOS/selfhelp
AGENT=/Library/LaunchAgents/$LABEL.plist
DAEMON=/Library/LaunchDaemons/$LABEL.helper.plist
HELPER=/Library/PrivilegedHelperTools/$LABEL.helper
MEMORY=/private/var/db/selfhelp-helper
RECORD=/Library/Logs/selfhelp-helper
POLICY="/Library/Application Support/selfhelp"
KEPT=$MEMORY/upgrade

people() { # the accounts (501 and above) that have a desktop now, also behind the one in front
    ps -axo uid=,comm= |
        awk '$1 > 500 && $1 < 4294967294 && /\/(Finder|Dock|loginwindow)$/ { print $1 }' | sort -un
}

ours() { # "PID UID" of each program of the app, whoever started it and how
    ps -axo pid=,uid=,comm= | awk -v program="$PROGRAM" \
        '$2 > 500 { pid = $1; uid = $2; sub(/^ *[0-9]+ +[0-9]+ +/, ""); if ($0 == program) print pid, uid }'
}

end_trays() { # asks first, then insists; nothing is lost by either: what waits is on the disk
    for uid in $(people); do
        launchctl bootout "gui/$uid/$LABEL" 2>/dev/null || true
    done
    for pid in $(ours | cut -d ' ' -f 1); do kill -TERM "$pid" 2>/dev/null || true; done
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -n "$(ours)" ] || return 0
        sleep 0.5
    done
    for pid in $(ours | cut -d ' ' -f 1); do kill -KILL "$pid" 2>/dev/null || true; done
}
