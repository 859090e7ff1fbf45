# Every command of the house. `make aide` lists them; each line of help is the `##` comment of its target.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := aide
MAKEFLAGS += --no-print-directory

PYTHON_VENV := .venv/bin/python

# Where the demo listens: HOTE=0.0.0.0 serves the whole local network.
HOTE ?= 127.0.0.1
PORT ?= 5000

# Steps come in the order they are written, whatever -j says: the cheapest failure first, pytest's own line last.
.NOTPARALLEL:
.PHONY: aide help demo test verifier verifier-rapide endurance installer banc format lint types contrats verrous audit services propre

aide: ## Affiche cette liste
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

help: aide ## La même liste

demo: export FABRIQUE_HOTE := $(HOTE)
demo: export FABRIQUE_PORT := $(PORT)
demo: ## Lance l’application avec trois ateliers d’exemple (HOTE=0.0.0.0 pour la salle, PORT=5000)
	@outils/installer.sh base
	@exec $(PYTHON_VENV) -m fabrique_atelier demo

installer: ## Prépare .venv et les outils de vérification
	@outils/installer.sh dev

services:
	@outils/services.sh

test: services verifier ## Installe ce que les tests demandent, puis vérifie tout

verifier: installer lint types contrats ## Format, lint, types, contrats d’import, tests : exactement ce que fait la CI
	@$(PYTHON_VENV) -m pytest -q -m "seul and not endurance"
	@$(PYTHON_VENV) -m pytest -m "not seul and not endurance" -n 2 --dist loadfile

endurance: export CAPTURES := 1
endurance: installer ## Les épreuves longues : devinettes de code, lenteurs, charges hostiles sur chaque page, copies sous la charge
	@$(PYTHON_VENV) -m pytest -m "endurance and seul" --durations=0
	@$(PYTHON_VENV) -m pytest -m "endurance and not seul" -n 2 --dist loadfile --durations=0

verifier-rapide: installer lint types contrats ## La même chose sans service ni navigateur, en moins de 55 s
	@$(PYTHON_VENV) -m pytest -q -m "not service and not navigateur and not lent and not endurance"

lint:
	@$(PYTHON_VENV) -m ruff format --check --quiet . || { echo "Format : lancez « make format »." >&2; exit 1; }
	@$(PYTHON_VENV) -m ruff check --quiet .

types:
	@$(PYTHON_VENV) -m mypy
	@if [ -x node_modules/.bin/tsc ]; then node_modules/.bin/tsc -p . && node_modules/.bin/tsc -p tsconfig.tests.json; \
	elif [ -n "$${CI:-}" ]; then echo "tsc est absent : la CI doit vérifier les types du JavaScript." >&2; exit 1; \
	else echo "tsc est absent : les types du JavaScript ne sont pas vérifiés." >&2; fi

contrats:
	@.venv/bin/lint-imports --no-logo

format: installer ## Met le code en forme et corrige ce qui peut l’être
	@$(PYTHON_VENV) -m ruff check --fix --quiet . || true
	@$(PYTHON_VENV) -m ruff format --quiet .

banc: installer ## Mesure la salle en direct (COURT=1 : moins de 8 minutes)
	@cd bancs && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(PYTHON_VENV) bancs/banc.py $(if $(COURT),--court)

audit: installer ## Cherche les failles connues de ce que verrous/ installe ; un paquet non audité est un échec
	@$(PYTHON_VENV) outils/auditer.py

verrous: ## Recalcule verrous/ depuis pyproject.toml (demande uv)
	@outils/verrouiller.sh

propre: ## Efface ce que l’installation, les tests et les mesures laissent (jamais var/)
	@rm -rf .venv node_modules captures .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
