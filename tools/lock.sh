#!/bin/bash
# Rewrites the lock files: the newest versions that pyproject.toml allows, for every system and
# Python we support, with hashes. requirements.lock is what runs; requirements-dev.lock adds tests and packaging.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
"${VENV:-.venv}/bin/python" -m venv "$tool/venv"
"$tool/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() { # compile FILE ARGUMENT…
    local file=$1
    shift
    "$tool/venv/bin/uv" --no-config pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$@" \
        --output-file "$file" pyproject.toml
    echo "lock: $file: $(grep -c '^[a-z0-9].*==' "$file") packages"
}

rm -f requirements.lock requirements-dev.lock
compile requirements.lock
compile requirements-dev.lock --constraints requirements.lock --extra test --extra check --extra build
