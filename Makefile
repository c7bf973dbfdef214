# Genkan: what there is to do. `make help` lists it.
.DEFAULT_GOAL := help
DATA ?= genkan-data
PORT ?= 8080
FILES = $(shell git ls-files '*.swift')

.PHONY: run test torture demo bench bench-peers build format lint tidy check-workflows clean help

run: ## install what is missing, build, and serve http://127.0.0.1:8080 with sample people
	@scripts/install run
	@swift build --product genkan
	@exec .build/debug/genkan serve --sample-people --database sqlite:$(DATA)/genkan.sqlite --port $(PORT)

test: ## install what is missing, run every test and the walk in a real browser
	@scripts/install test
	@scripts/test

torture: ## break it for long, on a release build: kills, restarts, cuts; .build/torture.json tells what came of it
	@scripts/install test
	@scripts/torture

demo: build ## tell the documented cases on a temporary store
	@.build/debug/genkan demo

bench: ## measure, on a release build; a table, and .build/bench.jsonl with the raw samples
	@scripts/install bench
	@swift build -c release --product Bench && swift build -c release --product genkan
	@.build/release/Bench --genkan .build/release/genkan --jsonl .build/bench.jsonl

bench-peers: ## measure DBOS, Absurd and plain psycopg beside Genkan, on PostgreSQL; the ratios; a quarter of an hour
	@scripts/install peers
	@swift build -c release --product Bench
	@.venv-peers/bin/python scripts/bench-peers/main.py --bench .build/release/Bench

build: ## build the program
	@scripts/install run
	@swift build --product genkan

format: ## write all Swift files as the formatter wants them
	@swift format -i -p $(FILES)

lint: ## say where the formatter would differ
	@swift format lint --strict -p $(FILES)

tidy: ## check the repository's own rules
	@swift test --disable-xctest --filter TidyTests

check-workflows: build ## look for faults in Workflows/
	@.build/debug/genkan check Workflows

clean: ## remove what was built; data stays
	@swift package clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
