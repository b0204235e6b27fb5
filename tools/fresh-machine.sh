#!/bin/bash
# Proves that the two commands of the README are enough: runs one of them on a machine with nothing.
#
#   tools/fresh-machine.sh [trixie|bookworm] [COMMAND…]        default: trixie make run
#
# The machine is the smallest Debian (debootstrap, variant minbase) as a chroot with its own mounts
# and processes; both end with it. The last commit is cloned to /root/selfhelp inside, a folder that
# only root can enter. Needs root and debootstrap. Mirror, proxy, certificates and settings of pip
# are those of this machine. FRESH_OUT=FOLDER: what COMMAND leaves in dist/ is copied there.
# FRESH_IN=FOLDER: its files lie in in/ when COMMAND starts.
set -euo pipefail
cd "$(dirname "$0")/.."
SUITE=${1:-trixie}
shift || true
[ $# -gt 0 ] || set -- make run
KEPT=/var/tmp/selfhelp-fresh-$SUITE.tar
MACHINE=$(mktemp -d /var/tmp/selfhelp-fresh-XXXXXX)
trap 'rm -rf --one-file-system "$MACHINE"' EXIT

say() { echo "fresh-machine: $*" >&2; }

mirror() { # the first mirror that apt here is set up with
    apt-get indextargets --format '$(REPO_URI)' | grep -m1 -E '^https?://.*/debian/?$'
}

bare_machine() {
    if [ ! -s "$KEPT" ]; then
        say "building a minimal $SUITE"
        debootstrap --variant=minbase --include=ca-certificates,git,make "$SUITE" "$MACHINE" "$(mirror)" >&2
        tar -C "$MACHINE" -cf "$KEPT.new" . && mv "$KEPT.new" "$KEPT"
    else
        tar -C "$MACHINE" -xf "$KEPT"
    fi
}

hand_in_settings() { # how this machine reaches the network
    cp -L /etc/resolv.conf /etc/hosts "$MACHINE/etc/"
    if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$MACHINE/etc/"; fi
    cp -r /usr/local/share/ca-certificates "$MACHINE/usr/local/share/" 2>/dev/null || true
    chroot "$MACHINE" update-ca-certificates >/dev/null 2>&1
}

inside() { # inside COMMAND…: with mounts and processes that end with it
    unshare --mount --pid --fork --kill-child --propagation private bash -euc '
        machine=$1
        shift
        mount -t proc proc "$machine/proc"
        mount --rbind /sys "$machine/sys"
        mount -t tmpfs -o mode=755 tmpfs "$machine/dev"
        mkdir "$machine/dev/pts" "$machine/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$machine/dev/pts"
        mount -t tmpfs -o mode=1777 tmpfs "$machine/dev/shm"
        for device in null zero full random urandom tty; do
            touch "$machine/dev/$device"
            mount --bind "/dev/$device" "$machine/dev/$device"
        done
        ln -s pts/ptmx "$machine/dev/ptmx"
        ln -s /proc/self/fd "$machine/dev/fd"
        exec chroot "$machine" "$@"
    ' inside "$MACHINE" "$@"
}

bare_machine
chmod 755 "$MACHINE" # its own people must be able to enter it
hand_in_settings
if [ -e .git ]; then
    git clone --quiet --no-hardlinks . "$MACHINE/root/selfhelp"
else # a tree that is under test already
    mkdir "$MACHINE/root/selfhelp"
    tar --exclude=./.venv --exclude=./build --exclude=./dist --exclude=__pycache__ -cf - . |
        tar -C "$MACHINE/root/selfhelp" --no-same-owner -xf -
fi
if [ -n "${FRESH_IN:-}" ]; then cp -r "$FRESH_IN" "$MACHINE/root/selfhelp/in"; fi
say "on a bare $SUITE: $*"
inside env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    $(env | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE=|https?_proxy=|no_proxy=|SELFHELP_)' | tr '\n' ' ') \
    bash -c 'cd /root/selfhelp && exec "$@" </dev/null' fresh "$@"
if [ -n "${FRESH_OUT:-}" ]; then
    mkdir -p "$FRESH_OUT"
    cp -r "$MACHINE/root/selfhelp/dist/." "$FRESH_OUT/"
fi
