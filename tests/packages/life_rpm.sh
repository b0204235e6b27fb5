#!/bin/bash
# The RPM's life on a clean machine: installed, used, upgraded below a running tray, taken off. There is no Fedora
# here: it is a Debian with rpm, whose libraries were installed by apt, so what the package asks for is not
# checked by rpm (--nodeps) but looked for among the libraries that are there.
#
#   life_rpm.sh OLD.rpm OLD.deb        the DEB says what Debian calls the libraries
set -uo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
OLD=$(readlink -f "$1")
DEB=$(readlink -f "$2")
PROGRAM=/usr/lib/selfhelp/selfhelp
failed=0

rpm() { command rpm --noplugins "$@"; } # its plug-ins want mounts of their own, which a chroot has not

ok() { echo "ok: $1"; }
bad() { echo "not ok: $1"; shift; printf '%s\n' "$@" | tail -n 25 | sed 's/^/    /'; failed=1; }
step() { # step NAME COMMAND…: the command's status is the answer
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then ok "$name"; else bad "$name" "status $?" "$said"; fi
}
fatal() { bad "$@"; exit 1; }
alice() {
    setpriv --reuid alice --regid alice --init-groups --inh-caps=-all env -i HOME=/home/alice USER=alice \
        LOGNAME=alice PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 XDG_RUNTIME_DIR=/home/alice/run "$@"
}
files() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /root -o -path /home \
        -o -path /var/lib/rpm -o -path /var/cache -o -path /var/log -o -path /run \) -prune \
        -o -printf '%p %y %m %u %g\n' | sort
}
tray() {
    for folder in /proc/[0-9]*; do
        [ "$(readlink "$folder/exe")" = "$PROGRAM" ] || continue
        tr '\0' ' ' <"$folder/cmdline" | grep -q -- '--tray' || continue
        echo "${folder#/proc/} $(stat -c %U "$folder")"
    done 2>/dev/null
}
. "${0%/*}/waiting.sh"

apt-get -qq update || fatal "apt-get update"
said=$(apt-get -qq -y --no-install-recommends satisfy "$(dpkg-deb -f "$DEB" Depends)" 2>&1) || fatal "libraries" "$said"
said=$(apt-get -qq -y --no-install-recommends install rpm xvfb dbus hicolor-icon-theme 2>&1) || fatal "rpm" "$said"
useradd --create-home alice
install -d -m 700 -o alice -g alice /home/alice/run
mkdir -p /var/lib/rpm /etc/xdg/autostart # distributions with RPMs have the latter (filesystem)
rpm --initdb
files >/root/before

missing=
known=$(ldconfig -p)
for name in $(rpm -qp --requires "$OLD" | sed -n 's/()(64bit)$//p'); do
    grep -qF "$name" <<<"$known" || missing="$missing $name"
done
if [ -z "$missing" ]; then ok "every library it asks for exists"; else bad "every library it asks for exists" "$missing"; fi
step "it is installed" rpm -i --nodeps "$OLD"
step "its files are as they were packed" rpm -V --nodeps selfhelp
step "every module can be imported" alice SELFHELP_EVERY_MODULE=1 QT_QPA_PLATFORM=offscreen selfhelp --every-module
said=$(alice selfhelp send --subject Printer --body "It does not print." --wait 60 --json)
if [[ $said == *LOCAL-0001* ]]; then ok "a ticket arrives"; else bad "a ticket arrives" "$said"; fi
display 97
alice DISPLAY=:97 dbus-run-session -- "$PROGRAM" --tray >/dev/null 2>&1 &
if wait_until some; then ok "the tray starts"; else bad "the tray starts"; fi
before=$(tray)
echo "# the administrator's own" >>/etc/xdg/autostart/selfhelp.desktop
# The same version over itself runs every script that an upgrade runs, in its order.
step "it is upgraded below the running tray" rpm -U --force --nodeps "$OLD"
if wait_until some && [ "$(tray)" != "$before" ] && [ "$(tray | cut -d' ' -f2)" = alice ]; then
    ok "the user's tray was restarted"
else
    bad "the user's tray was restarted" "before: $before" "now: $(tray)"
fi
if grep -q "administrator's own" /etc/xdg/autostart/selfhelp.desktop; then ok "a changed setting stays"; else bad "a changed setting stays"; fi
step "it is taken off" rpm -e --nodeps selfhelp
if wait_until none; then ok "no tray is left"; else bad "no tray is left" "$(tray)"; fi
rm -f /etc/xdg/autostart/selfhelp.desktop.rpm*
files >/root/after
if left=$(diff /root/before /root/after); then ok "nothing of it is left"; else bad "nothing of it is left" "$left"; fi
if [ -d /home/alice/.local/share/selfhelp/desk/LOCAL-0001 ]; then ok "user data is kept"; else bad "user data is kept"; fi
jobs -p | xargs -r kill 2>/dev/null
exit "$failed"
