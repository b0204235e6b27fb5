# selfhelp: `make run` and `make test` do all their set-up themselves; plain `make` lists everything.
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
# Many containers forbid Python to keep compiled files; then each test process compiles everything again.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run test soak check unit quick metrics gui lab live desks bench screens animation catalogue adopt accessibility policy i18n new-fix new-collector new-desk lock secrets dependencies dependencies-check wheelhouse release wheel deb rpm pkg msi windows install-helper clean ready

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, then start the app; in the terminal where there is no display
	@tools/setup.sh run
	@tools/run.sh

test: ## all checks and tests; needs root or sudo; PARTS="…" names some (tools/test.sh)
	@tools/test.sh $(PARTS)

soak: ## what takes longer: loops at full length, robots, packages, Wine (1 GB); needs root or sudo
	@tools/test.sh --soak $(PARTS)

check: ready ## style, types, import rules, house rules, translations; every part, even when one fails
	@$(PYTHON) tools/check.py

unit: ready ## the fast tests: no root, no display, no servers, no screens (make gui)
	$(PYTHON) -m pytest -q -n $$((1 + $$(nproc || echo 2))) --dist loadfile --no-loadscope-reorder -m "not (lab or live or package or windows or slow or soak or alone)" --ignore-glob='tests/e2e/*' --ignore-glob='tests/contract/*' --ignore-glob='tests/ui/screens/*' --ignore-glob='tests/ui/test_*' tests

quick: ready ## the tests of what changed, at most twenty seconds; SINCE=commit compares with that one
	@$(PYTHON) tools/quick.py $(SINCE)

metrics: ready ## the numbers of this tree: shape, imports, size, tests
	@$(PYTHON) tools/metrics.py

gui: ready ## the tests of the window
	$(PYTHON) -m pytest -q tests/ui

lab: ready ## real faults made on this Linux and repaired; needs root
	$(PYTHON) -m pytest -m lab tests

live: ready ## real ticket server, keyring, tray and print server; needs root
	$(PYTHON) -m pytest -m live tests

desks: ready ## every help desk, row by row, into docs/desks.md; real servers need root
	$(PYTHON) tools/desks.py run

packages: ready ## build the Debian package and install it on the oldest and the newest Debian; needs root
	$(PYTHON) -m pytest -m package tests

bench: ## benchmarks, as ratios against a stated baseline
	@tools/setup.sh bench
	@$(PYTHON) -m tests.bench.run

animation: ready ## the README's animation: one problem in the real window, into docs/screens
	SELFHELP_TEST_FILM="$(CURDIR)/docs/screens/one-problem.webp" $(PYTHON) -m pytest -q tests/ui/test_film.py -k sentence

screens: ready ## pictures of every screen, and a contact sheet for each look, into build/screens
	$(PYTHON) -m pytest -q tests/ui -k "screens or contact_sheet"

catalogue: ready ## write docs/catalogue.md: what works where, and how we know
	$(PYTHON) tools/catalogue.py update

adopt: ready ## take over the file of `selfhelp prove` from a real computer: FILE=proof.json
	$(PYTHON) tools/adopt.py "$(FILE)"

accessibility: ready ## write docs/accessibility-conformance.md: WCAG 2.2 and EN 301 549, by the tests that exist
	$(PYTHON) tools/accessibility.py update

policy: ready ## write what is generated from the policy: templates, profiles, schema, page
	$(PYTHON) tools/policy.py update

i18n: ready ## merge new sentences into the translations
	$(PYTHON) tools/i18n.py update

new-fix: ready ## begin a fix: ID=print-foo SUBJECT=printing
	$(PYTHON) tools/new.py fix "$(ID)" --subject "$(SUBJECT)"

new-collector: ready ## begin a section of the snapshot: ID=docking
	$(PYTHON) tools/new.py collector "$(ID)"

new-desk: ready ## begin a connector: ID=bulletin
	$(PYTHON) tools/new.py desk "$(ID)"

lock: ready ## write the lock files anew
	@tools/lock.sh

secrets: ready ## look for secrets in every file that git keeps
	$(PYTHON) tools/secrets_scan.py

dependencies: ready ## write docs/dependencies.md: every library, its licence, and why it is there
	$(PYTHON) tools/dependencies.py update

dependencies-check: ready
	$(PYTHON) tools/dependencies.py check

wheelhouse: ready ## every wheel for an installation without a network, into dist/wheelhouse
	@tools/wheelhouse.sh make

release: ready ## all that a release needs: checks, locks, secrets, dependencies, wheel, package; publishes nothing
	@tools/release.sh

wheel: ready ## build the wheel into dist/
	$(PYTHON) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

deb: ## build the Debian package on the oldest Debian that is supported, into dist/ (needs root, debootstrap)
	@FRESH_OUT=$(CURDIR)/dist tools/fresh-machine.sh bookworm installer/linux/build_here.sh

rpm: ## build the DEB and the RPM from the same tree, into dist/ (needs root, debootstrap)
	@FRESH_OUT=$(CURDIR)/dist tools/fresh-machine.sh bookworm installer/linux/build_here.sh --rpm

pkg: ready ## on a Mac build the macOS package; elsewhere one of the same structure with a stand-in for the app
	@PYTHON=$(PYTHON) installer/macos/make.sh

msi: ## build the Windows package on this Linux, into dist/ (fetches Wine; minutes)
	@VENV=$(VENV) tools/setup.sh windows
	@PYTHON=$(PYTHON) installer/windows/build.sh build/windows dist

windows: ready ## the Windows code and the life of the Windows package, under Wine
	@VENV=$(VENV) tools/setup.sh windows
	$(PYTHON) -m pytest -m windows tests/packages

install-helper: ## install the administrator's helper (Linux; needs root), see docs/helper.md
	@sh installer/linux/install-helper.sh

clean: ## delete what was made here
	rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .built.json
	rm -f resources/words/index.json resources/words/weights.jsonl resources/words/tagger.bin resources/locale/*/LC_MESSAGES/selfhelp.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ready:
	@VENV=$(VENV) tools/setup.sh check
