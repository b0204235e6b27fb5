#!/bin/bash
# Creates the two people the tests are done as: shtest-a uses the product, shtest-b works beside her.
set -euo pipefail
for name in shtest-a shtest-b; do
    id "$name" >/dev/null 2>&1 ||
        useradd --create-home --shell /bin/bash --comment "tests of selfhelp" "$name"
done
