# Part of the maintainer scripts: ends the trays of the people who are signed in before files are replaced,
# and starts them again afterwards, as the same people in the same sessions.
KEPT=/run/selfhelp-upgrade
PROGRAM=/usr/lib/selfhelp/selfhelp

# The process must be ours, and wholly one ordinary person's: one that became another's meanwhile (a setuid
# program it started) is left alone.
owner_of() { # owner_of PID: prints the account's number, or nothing
    case "$(readlink "/proc/$1/exe" 2>/dev/null)" in
        "$PROGRAM" | "$PROGRAM (deleted)") ;;
        *) return 0 ;;
    esac
    awk '$1 == "Uid:" && $2 == $3 && $3 == $4 && $4 == $5 && $2 > 0 { print $2 }' "/proc/$1/status" 2>/dev/null
}

end_trays() { # also remembers whose they were, where "$1" is upgrade
    rm -rf "$KEPT"
    [ "$1" != upgrade ] || install -d -m 700 "$KEPT"
    ended=
    for folder in /proc/[0-9]*; do
        pid=${folder#/proc/}
        uid=$(owner_of "$pid")
        [ -n "$uid" ] || continue
        if [ "$1" = upgrade ] && tr '\0' ' ' <"$folder/cmdline" 2>/dev/null | grep -Eq "^$PROGRAM( --tray)? *\$"; then
            # Only what finds the user's session; it is passed to the user's own process alone.
            grep -zE '^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR|XDG_SESSION_TYPE|XDG_CURRENT_DESKTOP|XDG_CONFIG_HOME|XDG_DATA_HOME|XDG_STATE_HOME|XDG_CACHE_HOME|DBUS_SESSION_BUS_ADDRESS|HOME|USER|LOGNAME|LANG|LC_ALL|LC_MESSAGES|LANGUAGE)=' \
                "$folder/environ" 2>/dev/null | head -c 20000 >"$KEPT/$uid-$pid" || rm -f "$KEPT/$uid-$pid"
        fi
        kill -TERM "$pid" 2>/dev/null || true
        ended="$ended $pid"
    done
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        left=
        for pid in $ended; do [ -z "$(owner_of "$pid")" ] || left="$left $pid"; done
        [ -n "$left" ] || return 0
        sleep 0.5
    done
    for pid in $left; do kill -KILL "$pid" 2>/dev/null || true; done
}

start_trays() {
    for file in "$KEPT"/*-*; do
        [ -f "$file" ] || continue
        name=${file##*/}
        uid=${name%-*}
        gid=$(id -g "$uid" 2>/dev/null) || continue
        xargs -0 -a "$file" setsid -f setpriv --reuid "$uid" --regid "$gid" --init-groups --inh-caps=-all \
            sh -c 'exec env -i PATH=/usr/local/bin:/usr/bin:/bin "$@" '"$PROGRAM"' --tray' sh \
            </dev/null >/dev/null 2>&1 || true
    done
    rm -rf "$KEPT"
}
