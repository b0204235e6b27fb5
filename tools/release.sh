#!/bin/bash
# Everything a release needs, in this order, each step named before it begins. Nothing is published.
# Refuses a tree with changes that are not committed: what is built must be what can be checked out.
# tools/release.sh --list only tells the steps.
set -euo pipefail
cd "$(dirname "$0")/.."
STEPS=(
    "checks: style, types, imports, house rules, translations, generated files|make --no-print-directory check"
    "the changelog has a dated section of this version|$PWD/.venv/bin/python tools/release_files.py changelog"
    "the sentences of this release are recorded (tools/i18n.py record)|tools/release.sh --sentences"
    "lock files are those of pyproject.toml|tools/release.sh --locks"
    "no secret in any file|make --no-print-directory secrets"
    "review of dependencies is current|make --no-print-directory dependencies-check"
    "every promise names a test that exists|$PWD/.venv/bin/python tools/promises.py check"
    "wheel|make --no-print-directory wheel"
    "wheels for an installation without a network|make --no-print-directory wheelhouse"
    "Debian package, RPM and their list of parts (needs root, debootstrap)|make --no-print-directory rpm"
    "what changed, checksums, and a look at all files|$PWD/.venv/bin/python tools/release_files.py finish dist"
    "the checksums hold|tools/release.sh --sums"
)

locks() { # the newest versions may have moved on; what must hold is that the lock satisfies pyproject.toml
    "${VENV:-.venv}/bin/python" tools/dependencies.py locks
}

sentences() { # what an organisation overrides today must apply after the next rewording, too
    "${VENV:-.venv}/bin/python" tools/i18n.py record
    git diff --exit-code --stat -- tools/released_sentences.txt && return
    echo "release: tools/released_sentences.txt was written anew; commit it, then start again" >&2
    return 1
}

sums() {
    (cd dist && sha256sum --check --strict --quiet SHA256SUMS)
}

case ${1:-} in
--list)
    for step in "${STEPS[@]}"; do echo "${step%%|*}"; done
    exit 0
    ;;
--sentences)
    sentences
    exit
    ;;
--locks)
    locks
    exit
    ;;
--sums)
    sums
    exit
    ;;
esac
if [ -n "$(git status --porcelain)" ]; then
    echo "release: there are changes that are not committed:" >&2
    git status --short | head >&2
    exit 2
fi
rm -rf dist # what an earlier build left would get a checksum, too
for step in "${STEPS[@]}"; do
    echo "== release: ${step%%|*}"
    ${step#*|}
done
echo "== release: $(git rev-parse --short HEAD) is built in dist/; make test proves it, nothing was published"
