#!/bin/bash
# A folder with every wheel of requirements.lock and our own, and an installation from it without a network.
#
# tools/wheelhouse.sh make [FOLDER]                    downloads what the lock names, by hash, and builds our wheel
# tools/wheelhouse.sh install FOLDER LOCK TARGET       installs from the folder alone; a file that is not the one the
#                                                      lock names is refused
set -euo pipefail
PYTHON=${PYTHON:-${VENV:-.venv}/bin/python}

make_it() {
    local folder=${1:-dist/wheelhouse}
    mkdir -p "$folder"
    "$PYTHON" -m pip download --quiet --require-hashes --no-deps --only-binary :all: \
        --requirement requirements.lock --dest "$folder"
    "$PYTHON" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$folder" .
    cp requirements.lock "$folder/"
    echo "wheelhouse: $folder: $(find "$folder" -name '*.whl' | wc -l) wheels for this system and Python"
}

install_it() { # nothing of this computer's settings counts: no index, no other folder
    env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-index --no-deps \
        --find-links "$1" --require-hashes --requirement "$2" --target "$3"
}

case ${1:-} in
make) make_it "${2:-}" ;;
install) install_it "$2" "$3" "$4" ;;
*)
    sed -n '2,7p' "$0"
    exit 2
    ;;
esac
