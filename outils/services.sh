#!/usr/bin/env bash
# What the tests need beyond Python: Chromium, PostgreSQL's programs, Node. As root on Debian, what is missing is
# installed; otherwise it is named, and nothing is tried. Arguments: more Debian packages to make sure of.
set -euo pipefail
absents=("$@")
commande() { command -v "$1" >/dev/null 2>&1; }

if [ $# -eq 0 ]; then
  [ -x /usr/bin/chromium ] || absents+=(chromium fonts-dejavu-core)
  commande initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || absents+=(postgresql)
  commande node || absents+=(nodejs)
  commande npm || absents+=(npm)
fi
[ ${#absents[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! commande apt-get; then
  printf 'Il manque, pour tout vérifier : %s\nSur Debian : sudo apt-get install --no-install-recommends %s\n' \
    "${absents[*]}" "${absents[*]}" >&2
  exit 1
fi
echo "Installation des paquets Debian : ${absents[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "${absents[@]}" >/dev/null
