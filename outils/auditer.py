"""``make audit``: known vulnerabilities of what is locked. A package that could not be audited is a failure, never a pass.

pip-audit alone may say « no known vulnerabilities » after having audited nothing (``fiabilite.md`` F17): what it audited is
compared, name by name, with what the lock would install here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

VERROUS = ("verrous/base.txt", "verrous/dev.txt", "verrous/gevent.txt")


def attendus(verrou: str) -> dict[str, str]:
    """Return name → version of what a lock installs on this machine (its markers are weighed)."""
    trouves: dict[str, str] = {}
    for ligne in verrou.splitlines():
        if not re.match(r"[A-Za-z0-9]", ligne):
            continue
        exigence = Requirement(ligne.split(" \\")[0].strip())
        if exigence.marker is None or exigence.marker.evaluate():
            trouves[_nom(exigence.name)] = next(s.version for s in exigence.specifier if s.operator == "==")
    return trouves


def _nom(nom: str) -> str:
    return re.sub(r"[-_.]+", "-", nom).lower()


def juger(attendu: dict[str, str], rapport: dict[str, Any]) -> list[str]:
    """Return what is wrong in pip-audit's report: packages left out, or with a known vulnerability."""
    vus = {_nom(p["name"]): p for p in rapport.get("dependencies", []) if "skip_reason" not in p}
    fautes = [
        f"{nom} {version} : pas audité"
        for nom, version in attendu.items()
        if nom not in vus or vus[nom].get("version") != version
    ]
    for nom, paquet in vus.items():
        for faille in paquet.get("vulns", []):
            corrige = ", ".join(faille.get("fix_versions", [])) or "pas encore corrigée"
            fautes.append(f"{nom} {paquet.get('version')} : {faille.get('id')} ({corrige})")
    return fautes


def auditer(chemin: Path, programme: list[str]) -> list[str]:
    """Run pip-audit on one lock file; return what is wrong."""
    attendu = attendus(chemin.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as dossier:
        sortie = Path(dossier) / "rapport.json"
        options = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--timeout=30"]
        commande = [*programme, *options, "-r", str(chemin), "-f", "json", "-o", str(sortie)]
        fait = subprocess.run(commande, capture_output=True, text=True, check=False)
        try:
            rapport = json.loads(sortie.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            dit = (fait.stderr or fait.stdout).strip().splitlines()
            return [f"pip-audit n’a rien rendu (code {fait.returncode}) : {dit[-1][:300] if dit else 'sans un mot'}"]
    fautes = juger(attendu, rapport)
    if fait.returncode and not fautes:
        fautes.append(f"pip-audit a échoué (code {fait.returncode}) : {fait.stderr.strip()[-300:]}")
    if not attendu:
        fautes.append("le verrou est vide")
    if not fautes:
        print(f"{chemin} : {len(attendu)} paquets sur {len(attendu)} audités, aucune faille connue.")
    return fautes


def principal(chemins: list[str]) -> int:
    """Audit every lock; return 1 if anything is wrong or was left unaudited."""
    fautes = [
        f"{chemin} : {faute}"
        for chemin in chemins or VERROUS
        for faute in auditer(Path(chemin), [sys.executable, "-m", "pip_audit"])
    ]
    for faute in fautes:
        print(faute, file=sys.stderr)
    if fautes:
        print(f"Audit en échec : {len(fautes)} constats. Sans réponse du service, rien n’est prouvé.", file=sys.stderr)
    return 1 if fautes else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
