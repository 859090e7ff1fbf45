"""The versions of the fiche idée: their list, one of them, two of them side by side, and the printed page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from flask import render_template, request
from sqlalchemy import Connection

from fabrique_atelier.dossier import fiche_versions as versions_de
from fabrique_atelier.dossier.fiche_champs import libelle
from fabrique_atelier.dossier.fiche_ecarts import Morceau, comparer
from fabrique_atelier.dossier.fiche_lecture import FicheLue, fiche_lue
from fabrique_atelier.etude.benchmarks import en_bref
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404
from fabrique_atelier.web.dossiers.fiche_base import UN, pages


@dataclass(frozen=True, slots=True)
class Ecart:
    """One field that differs between two versions, word by word."""

    libelle: str
    morceaux: tuple[Morceau, ...]


@pages.get(f"{UN}/versions", droit="dossier.lire")
def versions(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Who saved the fiche, when, and what changed each time."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lues = versions_de.versions(connexion, dossier.id)
    changes = {v.numero: _champs_changes(v, avant) for v, avant in zip_longest(lues, lues[1:])}
    return render_template("fiche/versions.html", dossier=dossier, versions=lues, changes=changes)


@pages.get(f"{UN}/versions/<int:numero>", droit="dossier.lire")
def version(fabrique: FabriqueResumee, dossier_id: object, numero: int) -> str:
    """One version, as it was."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = fiche_lue(connexion, fabrique.id, dossier.id, numero) or introuvable()
    return render_template("fiche/version.html", dossier=dossier, fiche=lue)


@pages.get(f"{UN}/comparer", droit="dossier.lire")
def comparaison(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Two versions, ``?avant=`` and ``?apres=``: by default the last one and the one before."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lues = versions_de.versions(connexion, dossier.id)
        numeros = [v.numero for v in lues] or introuvable()
        apres = _numero("apres", numeros, numeros[0])
        avant = _numero("avant", numeros, max(apres - 1, numeros[-1]))
        deux = [_lue(connexion, fabrique, dossier.id, n) for n in (avant, apres)]
    return render_template(
        "fiche/comparer.html", dossier=dossier, versions=lues, avant=deux[0], apres=deux[1], ecarts=_ecarts(*deux)
    )


@pages.get(f"{UN}/imprimer", droit="dossier.lire")
def imprimer(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """One A4 page."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = fiche_lue(connexion, fabrique.id, dossier.id, ailleurs=en_bref(connexion, dossier.id)) or introuvable()
    return render_template("fiche/imprimer.html", dossier=dossier, fiche=lue)


def _numero(nom: str, connus: list[int], defaut: int) -> int:
    texte = request.args.get(nom, "")
    numero = int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 9 else defaut
    return numero if numero in connus else introuvable()


def _lue(connexion: Connection, fabrique: FabriqueResumee, dossier_id: str, numero: int) -> FicheLue:
    return fiche_lue(connexion, fabrique.id, dossier_id, numero) or introuvable()


def _champs_changes(v: versions_de.Version, avant: versions_de.Version | None) -> list[str]:
    """The labels of what a version changed; of what it says, for the first one."""
    ancien = avant.contenu if avant else {}
    return [libelle(n) for n, valeur in v.contenu.items() if valeur != ancien.get(n) and (avant or valeur)]


def _ecarts(avant: FicheLue, apres: FicheLue) -> list[Ecart]:
    paires = [(a.libelle, a.textes, b.textes) for a, b in zip(avant.rubriques, apres.rubriques, strict=True)]
    dits = [tuple(c.texte for c in f.verbatims) for f in (avant, apres)]
    paires.append((libelle("verbatims"), dits[0], dits[1]))
    return [Ecart(nom, comparer("\n".join(a), "\n".join(b))) for nom, a, b in paires if a != b]
