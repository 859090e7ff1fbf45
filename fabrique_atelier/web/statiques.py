"""Static files: one version prefix for the whole tree, immutable, pre-compressed; CSS ``@import`` lines inlined at start.

The version is a hash of the content, so relative ES imports stay inside one consistent tree and caches never lie.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

SOURCE = Path(__file__).resolve().parent.parent / "static"
_IMPORT = re.compile(r'^@import "([^"]+)";\s*$', re.MULTILINE)
_COMPRESSIBLES = {".js", ".css", ".svg", ".json", ".html", ".txt"}


class Statiques:
    """Prepares ``<dossier>/statique/<version>/`` and serves it below ``/statique/<version>/``."""

    def __init__(self, dossier: Path, source: Path = SOURCE) -> None:
        self._source = source
        self._racine = dossier / "statique"
        self.version = _version(source)

    def installer(self, flask: Flask) -> None:
        """Prepare the tree, wrap the WSGI application and give templates ``statique()``."""
        cible = self._preparer()
        prefixe = f"/statique/{self.version}/"
        serveur = WhiteNoise(
            flask.wsgi_app, max_age=60, immutable_file_test=_toujours, charset="utf-8", add_headers_function=_entetes
        )
        serveur.add_files(str(cible), prefix=prefixe)
        flask.wsgi_app = serveur  # type: ignore[method-assign]
        flask.jinja_env.globals["statique"] = lambda chemin: prefixe + chemin

    def _preparer(self) -> Path:
        cible = self._racine / self.version
        if cible.is_dir():
            return cible
        brouillon = self._racine / f"{self.version}.tmp"
        shutil.rmtree(self._racine, ignore_errors=True)
        for fichier in sorted(p for p in self._source.rglob("*") if p.is_file()):
            chemin = brouillon / fichier.relative_to(self._source)
            chemin.parent.mkdir(parents=True, exist_ok=True)
            contenu = assembler(fichier).encode() if fichier.suffix == ".css" else fichier.read_bytes()
            chemin.write_bytes(contenu)
            if fichier.suffix in _COMPRESSIBLES:
                chemin.with_name(chemin.name + ".gz").write_bytes(gzip.compress(contenu, 9, mtime=0))
        brouillon.mkdir(parents=True, exist_ok=True)
        brouillon.rename(cible)
        return cible


def assembler(feuille: Path, deja: set[Path] | None = None) -> str:
    """Return a stylesheet with its relative ``@import`` lines replaced by the files, each once."""
    vues = deja if deja is not None else set()

    def remplacer(trouve: re.Match[str]) -> str:
        chemin = (feuille.parent / trouve.group(1)).resolve()
        if chemin in vues:
            return ""
        vues.add(chemin)
        return _rapprocher(assembler(chemin, vues), chemin, feuille)

    return _IMPORT.sub(remplacer, feuille.read_text(encoding="utf-8"))


def _rapprocher(texte: str, depuis: Path, vers: Path) -> str:
    """Rewrite relative ``url()`` so that they still lead to the same file."""

    def corriger(trouve: re.Match[str]) -> str:
        cible = (depuis.parent / trouve.group(1)).resolve()
        base = vers.parent.resolve()
        remontees = 0
        while not cible.is_relative_to(base):
            base, remontees = base.parent, remontees + 1
        return f'url("{"../" * remontees}{cible.relative_to(base).as_posix()}")'

    return re.sub(r'url\("(?!data:|/|http)([^"]+)"\)', corriger, texte)


def _version(source: Path) -> str:
    condense = hashlib.sha256()
    for fichier in sorted(p for p in source.rglob("*") if p.is_file()):
        condense.update(fichier.relative_to(source).as_posix().encode())
        condense.update(fichier.read_bytes())
    return condense.hexdigest()[:12]


def _toujours(_chemin: str, _url: str) -> bool:
    return True


def _entetes(entetes: Any, _chemin: str, _url: str) -> None:
    entetes["X-Content-Type-Options"] = "nosniff"
    entetes["Cross-Origin-Resource-Policy"] = "same-origin"
