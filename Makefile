# What people do with this repository. `make` alone lists it.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
SIZE ?= normal
BENCH = $(SWIFT) build -c release --static-swift-stdlib --package-path Benchmarks
SOURCES = Package.swift Sources Tests Benchmarks Fuzzing

.DEFAULT_GOAL := help
.PHONY: help dependencies build test demo check format test-faults fuzz bench growth install clean

help: ## This list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 14

dependencies:
	@scripts/install-dependencies

build: dependencies ## The command line tool, for debugging
	$(SWIFT) build --product docket
	$(SWIFT) build --product docket-ecmascript

test: dependencies ## All tests
	scripts/install-dependencies --if-available golang-1.19-go golang-golang-x-mod-dev
	$(SWIFT) build --build-tests
	DOCKET_PYTHON="$$(scripts/python)" $(SWIFT) test --skip-build --disable-xctest

demo: dependencies ## A small programme, start to end; leaves .demo/docket.sqlite
	$(SWIFT) build --product docket
	scripts/demo

check: dependencies ## What must hold before a push: format, imports, build, tests, documents
	scripts/check

format: ## Lay out every Swift file
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

test-faults: dependencies ## Every fault of docs/audit.md, for about a quarter of an hour
	scripts/install-dependencies strace python3 gcc
	$(SWIFT) build --build-tests
	DOCKET_FAULTS=all $(SWIFT) test --skip-build --disable-xctest --filter FaultTests
	SECONDS_EACH=10 scripts/fuzz

fuzz: dependencies ## Made-up texts at every door, for SECONDS_EACH seconds each
	scripts/fuzz

bench: dependencies ## The benchmarks, optimised; SIZE=small (a smoke test), normal or large
	$(BENCH) --product docket
	$(BENCH) --product docket-ecmascript
	$(BENCH) --product Benchmarks
	DOCKET="$$($(BENCH) --show-bin-path)/docket" "$$($(BENCH) --show-bin-path)/Benchmarks" \
	  --size $(SIZE) $(if $(filter small,$(SIZE)),,--keep docs/benchmarks.md)

growth: dependencies ## How cost grows, as plots in docs/
	$(BENCH) --product Benchmarks
	"$$($(BENCH) --show-bin-path)/Benchmarks" --growth docs --size $(SIZE)

install: dependencies ## An optimised docket in PREFIX/bin (PREFIX=/usr/local)
	$(SWIFT) build -c release --product docket --static-swift-stdlib
	$(SWIFT) build -c release --product docket-ecmascript
	bin="$$($(SWIFT) build -c release --static-swift-stdlib --show-bin-path)"; \
	  install -D -m 755 -t "$(DESTDIR)$(PREFIX)/bin" "$$bin/docket" "$$bin/docket-ecmascript"

clean: ## Remove what was built and the store of the demo
	rm -rf .build .demo Benchmarks/.build Fuzzing/.build
