#!/bin/bash
# A package's whole life on a clean machine: installed, used, upgraded below a running tray, dpkg killed in the
# middle, purged. Prints "ok: …" or "not ok: …" for each step. To be run as root inside tools/fresh-machine.sh.
#
#   life.sh OLD.deb        the newer one is made from it: the same with a higher number, a file more, a file less
set -uo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
OLD=$(readlink -f "$1")
WORK=$(mktemp -d)
PROGRAM=/usr/lib/selfhelp/selfhelp
failed=0

ok() { echo "ok: $1"; }
bad() { echo "not ok: $1"; shift; printf '%s\n' "$@" | tail -n 25 | sed 's/^/    /'; failed=1; }
step() { # step NAME COMMAND…: the command's status is the answer
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then ok "$name"; else bad "$name" "status $?" "$said"; fi
}
fatal() { bad "$@"; exit 1; }

person() { # person NAME COMMAND…: without rights, with nothing of ours
    local name=$1
    shift
    setpriv --reuid "$name" --regid "$name" --init-groups --inh-caps=-all env -i HOME="/home/$name" USER="$name" \
        LOGNAME="$name" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 XDG_RUNTIME_DIR="/home/$name/run" "$@"
}
alice() { person alice "$@"; }

files() { # every file, without what dpkg and apt keep about packages
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /root -o -path /home \
        -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /run \) -prune \
        -o -printf '%p %y %m %u %g\n' | sort
}

newer() { # newer OLD: the same package, one version on
    dpkg-deb -R "$1" "$WORK/newer"
    sed -i 's/^Version: .*/&+1/' "$WORK/newer/DEBIAN/control"
    echo newer >"$WORK/newer/usr/lib/selfhelp/_internal/selfhelp/resources/newer.txt"
    rm "$WORK/newer/usr/share/doc/selfhelp/admin.md"
    dpkg-deb --root-owner-group -Znone --build "$WORK/newer" "$WORK/newer.deb" >/dev/null
}

tray() { # prints the process and the account of each tray
    for folder in /proc/[0-9]*; do
        [ "$(readlink "$folder/exe")" = "$PROGRAM" ] || continue
        tr '\0' ' ' <"$folder/cmdline" | grep -q -- '--tray' || continue
        echo "${folder#/proc/} $(stat -c %U "$folder")"
    done 2>/dev/null
}
both() { [ "$(tray | cut -d' ' -f2 | sort | tr '\n' ' ')" = "alice bob " ]; }
sleeper() { # prints the process of the user's sleeping program; procps is not here
    for folder in /proc/[0-9]*; do
        [ "$(stat -c %U "$folder")" = alice ] && [ "$(cat "$folder/comm")" = sleep ] && echo "${folder#/proc/}"
    done 2>/dev/null
}
sleeps() { [ -n "$(sleeper)" ]; }
listens() { [ -n "$(find "/home/$1/run" -name app.socket -type s)" ]; } # the user's tray is ready, the first
. "${0%/*}/waiting.sh"

# -- before ---------------------------------------------------------------------------------------------------
apt-get -qq update || fatal "apt-get update"
needs=$(dpkg-deb -f "$OLD" Depends)
said=$(apt-get -qq -y --no-install-recommends satisfy "$needs" 2>&1) || fatal "what it depends on is here" "$said"
ok "what it depends on is here"
said=$(apt-get -qq -y --no-install-recommends install xvfb dbus 2>&1) || fatal "a display for the test" "$said"
for name in alice bob; do
    useradd --create-home "$name"
    install -d -m 700 -o "$name" -g "$name" "/home/$name/run"
done
newer "$OLD"
files >"$WORK/before"

# -- installed and used ---------------------------------------------------------------------------------------
said=$(apt-get -y --no-install-recommends install "$OLD" 2>&1) || fatal "it is installed" "$said"
ok "it is installed"
step "its files are as they were packed" dpkg --verify selfhelp
missing=$(find /usr/lib/selfhelp -name '*.so*' -exec ldd {} + 2>/dev/null | grep 'not found' | sort -u |
    grep -vE 'libQt6|libpyside6|libshiboken6|libicu')
if [ -z "$missing" ]; then ok "no library is missing"; else bad "no library is missing" "$missing"; fi
step "version" alice selfhelp --version
step "every module can be imported" alice SELFHELP_EVERY_MODULE=1 QT_QPA_PLATFORM=offscreen selfhelp --every-module
said=$(alice selfhelp suggest "mon imprimante n'imprime plus" --json)
if [[ $said == *print-stuck-queue* ]]; then ok "a repair is suggested"; else bad "a repair is suggested" "$said"; fi
alice sleep 600 &
wait_until sleeps
kill -STOP "$(sleeper)"
said=$(alice selfhelp fix app-frozen --yes --json)
if [[ $said == *'"fixed"'* ]]; then ok "a frozen program is repaired"; else bad "a frozen program is repaired" "$said"; fi
step "a report is made" alice selfhelp snapshot -o /home/alice/report
said=$(alice selfhelp send --subject Printer --body "It does not print." --wait 60 --json)
if [[ $said == *LOCAL-0001* ]]; then ok "a ticket arrives"; else bad "a ticket arrives" "$said"; fi
said=$(alice selfhelp doctor --json)
if [[ $said != *'"missing"'* ]]; then ok "doctor misses nothing"; else bad "doctor misses nothing" "$said"; fi

# -- upgraded below a running tray ----------------------------------------------------------------------------
display 97
alice DISPLAY=:97 dbus-run-session -- "$PROGRAM" --tray >/dev/null 2>&1 &
if wait_until some; then ok "the tray starts"; else bad "the tray starts"; fi
before=$(tray)
step "it is upgraded below the running tray" dpkg -i "$WORK/newer.deb"
if wait_until some && [ "$(tray)" != "$before" ] && [ "$(tray | cut -d' ' -f2)" = alice ]; then
    ok "the user's tray was restarted"
else
    bad "the user's tray was restarted" "before: $before" "now: $(tray)"
fi
if [ -e /usr/lib/selfhelp/_internal/selfhelp/resources/newer.txt ] && [ ! -e /usr/share/doc/selfhelp/admin.md ]; then
    ok "new files are there and old ones are gone"
else
    bad "new files are there and old ones are gone"
fi
said=$(alice selfhelp tickets list --json)
if [[ $said == *LOCAL-0001* ]]; then ok "the ticket is still there"; else bad "the ticket is still there" "$said"; fi

# -- two people at once ---------------------------------------------------------------------------------------
install -d /etc/selfhelp
printf '[app]\nquit = false\n' >/etc/selfhelp/policy.toml
person bob DISPLAY=:97 dbus-run-session -- "$PROGRAM" --tray >/dev/null 2>&1 &
if wait_until both; then ok "each of two users has a tray"; else bad "each of two users has a tray" "$(tray)"; fi
wait_until listens bob
before=$(tray)
person bob DISPLAY=:97 QT_QPA_PLATFORM=offscreen timeout 120 selfhelp --tray
if [ $? = 0 ] && [ "$(tray)" = "$before" ]; then ok "and no second one"; else bad "and no second one" "$(tray)"; fi
said=$(for name in alice bob; do
    person "$name" selfhelp policy explain app.quit --json
    # shellcheck disable=SC2016 # for the other shell
    person "$name" sh -c 'for file; do [ ! -w "$file" ] || echo "can write $file"; done' sh \
        /etc/selfhelp /etc/selfhelp/policy.toml /usr/lib/selfhelp /usr/lib/selfhelp/selfhelp /usr/libexec/selfhelp/helper
done)
if [ "$(grep -c policy.toml <<<"$said")" = 2 ] && [[ $said != *"can write"* ]]; then
    ok "the machine's policy counts for both, and neither can change it"
else
    bad "the machine's policy counts for both, and neither can change it" "$said"
fi
said=$(person bob selfhelp tickets list --json)
if [[ $said != *LOCAL-0001* ]]; then ok "tickets are not shared between users"; else bad "tickets are not shared between users" "$said"; fi
dpkg -i "$WORK/newer.deb" >/dev/null 2>&1
if wait_until both && ! grep -qFx "$(tray | head -n1)" <<<"$before"; then
    ok "an upgrade restarts each user's tray"
else
    bad "an upgrade restarts each user's tray" "before: $before" "now: $(tray)"
fi
rm -r /etc/selfhelp

# -- dpkg killed in the middle --------------------------------------------------------------------------------
for moment in 0.3 1.0 2.0; do
    dpkg -i --force-downgrade "$OLD" >/dev/null 2>&1 &
    victim=$!
    sleep "$moment"
    kill -KILL "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
done
rm -f /var/lib/dpkg/updates/*.new
# As a dpkg leaves it that is killed a moment earlier or later; the newer package has no such file:
mkdir -p /usr/share/doc/selfhelp && echo half | tee /usr/share/doc/selfhelp/admin.md.dpkg-new \
    >/usr/share/doc/selfhelp/admin.md.dpkg-tmp
if said=$(dpkg --configure -a 2>&1; dpkg -i "$WORK/newer.deb" 2>&1) &&
    dpkg --verify selfhelp >/dev/null && alice selfhelp --version >/dev/null; then
    ok "killed dpkg is begun again and ends well"
else
    bad "killed dpkg is begun again and ends well" "$said"
fi

# -- purged ---------------------------------------------------------------------------------------------------
step "it is purged" dpkg --purge selfhelp
if wait_until none; then ok "no tray is left"; else bad "no tray is left" "$(tray)"; fi
files >"$WORK/after"
if left=$(diff "$WORK/before" "$WORK/after"); then ok "nothing of it is left"; else bad "nothing of it is left" "$left"; fi
if [ -d /home/alice/.local/share/selfhelp/desk/LOCAL-0001 ]; then ok "user data is kept"; else bad "user data is kept"; fi
jobs -p | xargs -r kill 2>/dev/null
exit "$failed"
