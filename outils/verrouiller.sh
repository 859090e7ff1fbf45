#!/usr/bin/env bash
# Recompute the lock files from pyproject.toml. A lock holds versions and hashes, never the address of a registry.
# Versions already locked are kept; `outils/verrouiller.sh --upgrade` moves them all.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
commun=(--quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 --extra construction)
"$uv" pip compile "${commun[@]}" pyproject.toml -o verrous/base.txt "$@"
"$uv" pip compile "${commun[@]}" --extra dev -c verrous/base.txt pyproject.toml -o verrous/dev.txt "$@"
"$uv" pip compile "${commun[@]}" --extra gevent -c verrous/base.txt pyproject.toml -o verrous/gevent.txt "$@"
