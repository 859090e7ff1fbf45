#!/usr/bin/env bash
# Make .venv ready: outils/installer.sh base (what runs the server) or dev (what checks it too).
# A stamp holds the hash of what was installed, so a second run costs milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."
jeu=${1:-dev}

empreinte() { cat "verrous/$1.txt" pyproject.toml | sha256sum | cut -d ' ' -f 1; }
a_jour() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.timbre-$1" 2>/dev/null)" = "$(empreinte "$1")" ]; }

creer_venv() {
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null || { echo "Il manque Python 3.11 ou plus récent (paquet Debian : python3)." >&2; exit 1; }
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "Python 3.11 ou plus récent est nécessaire ; $python est $("$python" -V)." >&2; exit 1; }
  "$python" -c 'import ensurepip' 2>/dev/null || outils/services.sh python3-venv
  "$python" -m venv --clear .venv
}

installer_python() {
  [ -x .venv/bin/python ] || creer_venv
  echo "Installation de verrous/$jeu.txt dans .venv…"
  local pip=(.venv/bin/python -m pip -qq --disable-pip-version-check --no-input install)
  "${pip[@]}" --require-hashes -r "verrous/$jeu.txt"
  "${pip[@]}" --no-deps --no-build-isolation -e .
  empreinte "$jeu" > ".venv/.timbre-$jeu"
}

installer_node() {
  # Node only checks the JavaScript (types, tests, accessibility): serving never needs it.
  command -v npm >/dev/null || { echo "npm est absent : le JavaScript ne sera pas vérifié." >&2; return 0; }
  local voulu; voulu=$(sha256sum package-lock.json | cut -d ' ' -f 1)
  [ "$(cat node_modules/.timbre 2>/dev/null)" = "$voulu" ] && return 0
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$voulu" > node_modules/.timbre
}

case $jeu in
  base) a_jour base || a_jour dev || installer_python ;;
  dev) a_jour dev || installer_python; installer_node ;;
  gevent) a_jour gevent || installer_python ;;
  *) echo "usage : outils/installer.sh base|dev|gevent" >&2; exit 2 ;;
esac
