# Every target sets up what it needs first. ARGS goes to the program: make run ARGS=chat, make test ARGS=tests/memory
BIN := .venv/bin
ANY_PYTHON := sh packaging/setup/any_python.sh
SET_UP := $(ANY_PYTHON) packaging/setup/bootstrap.py
CODE := companion ui benchmarks tests packaging

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format install uninstall package icons pictures lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv with what the app needs
	@$(SET_UP) app

setup-dev: ## The same, with the tools to test, check and package
	@$(SET_UP) dev

run: setup ## Start the app
	@$(BIN)/companion $(ARGS)

test check: export QT_QPA_PLATFORM := offscreen

test: setup-dev ## Run the tests, without a screen
	$(BIN)/pytest $(ARGS)

check: setup-dev ## Format, lint, types, layers and tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(ARGS)

format: setup-dev ## Put the code into its standard form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: setup ## Put the app into this user's menu (no root needed)
	@$(BIN)/python packaging/desktop_entry.py install

uninstall: ## Take it out of the menu again; your data stays
	@$(ANY_PYTHON) packaging/desktop_entry.py uninstall

package: setup-dev ## Build the stand-alone folder dist/companion and prove that it starts
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/companion.spec
	$(BIN)/python packaging/prove_build.py dist/companion/companion

icons: setup ## Draw the PNG icons again from the SVG
	$(BIN)/python packaging/render_icons.py

pictures: setup ## Draw the pictures of the docs again, from the demo history
	@$(BIN)/python packaging/pictures.py

lock: ## Write both locks anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(ANY_PYTHON) packaging/setup/lock.py $(ARGS)

clean: ## Remove what was built; .venv stays
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
