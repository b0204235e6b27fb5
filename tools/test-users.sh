#!/bin/bash
# Creates the two test accounts: shtest-a uses the product, shtest-b is another user of the same computer.
set -euo pipefail
for name in shtest-a shtest-b; do
    id "$name" >/dev/null 2>&1 ||
        useradd --create-home --shell /bin/bash --comment "tests of selfhelp" "$name"
done
