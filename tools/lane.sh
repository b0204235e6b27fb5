#!/bin/bash
# A Python in namespaces of its own, for one of those that make real faults side by side.
#
#   pytest --dist loadfile --tx '3*popen//python=tools/lane.sh'
#
# A laboratory looks at every process, mount, address and setting of its computer. In a lane it sees its own:
# processes, loopback and control groups, and private copies of /etc, /run and /tmp. All of it ends with the lane.
set -euo pipefail
PYTHON=${VENV:?}/bin/python
GROUPS_OF_ALL=$(findmnt -nro TARGET -t cgroup2 | head -n 1)
BEFORE=$GROUPS_OF_ALL$(sed -n 's/^0:://p' /proc/self/cgroup)
GROUP=$BEFORE/selfhelp-lane-$$

end() {
    local try
    echo $$ >"$BEFORE/cgroup.procs"
    for try in 1 2 3 4 5; do # its processes are ending; a system that was started in it left groups of its own
        find "$GROUP" -depth -type d -exec rmdir {} + 2>/dev/null && return
        sleep "0.$try"
    done
}

if mkdir "$GROUP" 2>/dev/null; then # a system that a test starts has its groups below, and no other has them
    trap end EXIT
    echo $$ >"$GROUP/cgroup.procs"
fi

INSIDE='
own() { # own FOLDER: a private copy of it
    copy=$(mktemp -d /tmp/XXXXXX)
    mount -t tmpfs -o mode=755 tmpfs "$copy"
    cp -a "$1/." "$copy" 2>/dev/null || true # a socket of a service is no use to anybody in here
    mount --move "$copy" "$1"
}
wire() { # a way out that leads nowhere: what is sent there is refused at once
    ip link add out type veth peer name far
    ip link set far up
    ip link set out up
    ip addr add 198.51.100.2/24 dev out # RFC 5737: reserved for documentation
    ip route add default via 198.51.100.1 dev out
    nft "table inet lane { chain out { type filter hook output priority 0; oifname out reject; }; }"
    rm -f /etc/resolv.conf # where it is a link it may lead to a service of the computer
    echo "nameserver 127.0.0.1" >/etc/resolv.conf
}
mount -t proc proc /proc
mount -t tmpfs -o mode=1777 tmpfs /tmp
own /run
own /etc
mount -t tmpfs tmpfs /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns; }
mkdir -p /etc/netns
for lock in /var/lib/dpkg/lock /var/lib/dpkg/lock-frontend /var/lib/apt/lists/lock; do
    [ ! -e "$lock" ] || { touch "/tmp/${lock//\//-}" && mount --bind "/tmp/${lock//\//-}" "$lock"; }
done
ip link set lo up
wire
status=0
"$@" || status=$? # no exec: the shell, as process 1, takes leave of those whose parents ended
exit "$status"
'
unshare --mount --pid --fork --kill-child --net --ipc --uts --propagation private \
    bash -euc "$INSIDE" lane "$PYTHON" "$@"
