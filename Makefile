# A thin alias for people who have make; `python3 run.py` does the work.
.DEFAULT_GOAL := help
BIN := .venv/bin

help: ## Show what there is.
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 16

run: ## Start quizapp.
	python3 run.py

test: ## Run the tests.
	python3 run.py test

sure: ## All that CI runs, in CI's order.
	bash .ci/run

check: ## Lint, types, import contracts, translations.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet quizapp/web/templates quizapp/banks/rules/kinds
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(BIN)/bandit -q -r quizapp run.py -c pyproject.toml

nightly: ## The long runs: thousands of random sequences.
	HYPOTHESIS_PROFILE=nightly python3 run.py test -m "nightly or not nightly"

bench: ## Measure speed beside what this machine can do, and keep the table.
	$(BIN)/python -m benchmarks.run --keep

translations: ## Gather message ids into the Vietnamese catalogue.
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -k _l -k lazy_gettext -k Fault:2 -k Flaw:2 -k flag:2 -k note:2 -k Remark:2 -k PydanticCustomError:2 -k Sentence -k _refused:2 -k LostClaimError -k DomainError -k NotFoundError -k NotAllowedError -k ConflictError -k TooManyError -k InvalidError -o /tmp/quizapp.pot quizapp
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -l vi -i /tmp/quizapp.pot -d quizapp/web/translations

lock: ## Lock the requirements anew, with hashes.
	for name in setup run dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    requirements/$$name.in --output-file requirements/$$name.txt; \
	done

.PHONY: help run test sure check nightly translations lock
