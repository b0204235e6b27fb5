#!/bin/sh
# Installs the administrator's helper: the program, and polkit's list of what it may be asked.
#
#   sh installer/linux/install-helper.sh            DESTDIR=… for a package
#
# Needs root (without DESTDIR), polkit with pkexec, and Python 3.11 or newer as /usr/bin/python3.
# `rm -r /usr/libexec/selfhelp /usr/share/polkit-1/actions/io.github.selfhelp.helper.policy` takes it away.
set -eu
cd "$(dirname "$0")/../.."
BUILT=$(mktemp -d)
trap 'rm -rf "$BUILT"' EXIT
"${PYTHON:-/usr/bin/python3}" -B installer/linux/build_helper.py "$BUILT"
umask 022
TARGET=${DESTDIR:-}
mkdir -p "$TARGET/usr/libexec/selfhelp" "$TARGET/usr/share/polkit-1/actions"
# A new file under a new name, then renamed: a helper that runs meanwhile keeps the old one.
install -m 755 "$BUILT/helper" "$TARGET/usr/libexec/selfhelp/helper.new"
mv -f "$TARGET/usr/libexec/selfhelp/helper.new" "$TARGET/usr/libexec/selfhelp/helper"
install -m 644 "$BUILT/io.github.selfhelp.helper.policy" "$TARGET/usr/share/polkit-1/actions/"
