"""Dossiers as CSV: for a French spreadsheet, or as open data, which holds public dossiers only and no person (F02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.recherche_dossiers import Cadre, Ligne, par_ids
from fabrique_atelier.exports.neutralisation import neutraliser
from fabrique_atelier.reseau.codes import date_affichee
from fabrique_atelier.reseau.models import Thematique
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

COMMUNES = (
    "Numéro",
    "Titre",
    "Étape",
    "Stade",
    "Situation",
    "Dans ce stade depuis",
    "Repéré",
    "Territoires",
    "Thématiques",
    "Score sur 100",
)
EQUIPE = ("Rang de priorité", "Suivi par", "Alerte")
_PAQUET = 500


def exporter(connexion: Connection, cadre: Cadre, ids: Sequence[str], mots: Vocabulaire, sorte: str) -> bytes:
    """Return the CSV of these dossiers; ``sorte``: ``tableur``, in the words of the fabrique, or ``ouvertes``, in codes."""
    ouvertes = sorte == "ouvertes"
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter="," if ouvertes else ";", lineterminator="\r\n").writerow
    ecrire(COMMUNES if ouvertes else COMMUNES + EQUIPE)
    noms = libelles(mots)
    for debut in range(0, len(ids), _PAQUET):
        paquet = list(ids[debut : debut + _PAQUET])
        lignes = par_ids(connexion, cadre, _publics(connexion, paquet) if ouvertes else paquet)
        themes = _thematiques(connexion, cadre.fabrique_id, [x.id for x in lignes], codes=ouvertes)
        for x in lignes:
            cellules = _codes(x, themes) if ouvertes else _mots(x, themes, noms)
            ecrire([neutraliser(c) for c in cellules])
    texte = sortie.getvalue().encode()
    return texte if ouvertes else b"\xef\xbb\xbf" + texte


def _publics(connexion: Connection, ids: Sequence[str]) -> list[str]:
    d = m.Dossier
    publics = set(connexion.execute(select(d.id).where(d.id.in_(ids), d.confidentialite == "public")).scalars())
    return [i for i in ids if i in publics]


def _thematiques(connexion: Connection, fabrique_id: str, ids: Sequence[str], *, codes: bool) -> dict[str, list[str]]:
    t, h = m.DossierThematique, Thematique
    requete = select(t.dossier_id, t.code, h.libelle).outerjoin(h, (h.code == t.code) & (h.fabrique_id == fabrique_id))
    trouvees: dict[str, list[str]] = {}
    for dossier_id, code, libelle in connexion.execute(requete.where(t.dossier_id.in_(ids)).order_by(t.code)):
        trouvees.setdefault(dossier_id, []).append(code if codes else libelle or code)
    return trouvees


def _codes(x: Ligne, themes: Mapping[str, Sequence[str]]) -> list[str]:
    score = "" if x.score is None else f"{x.score / 10:.1f}"
    lieux, siens = ", ".join(x.territoires), ", ".join(themes.get(x.id, ()))
    etape = str(s.etape(x.stade))
    return [x.numero, x.titre, etape, x.stade, x.situation, x.stade_depuis, x.date_detection, lieux, siens, score]


def _mots(x: Ligne, themes: Mapping[str, Sequence[str]], noms: Mapping[str, str]) -> list[str]:
    score = "" if x.score is None else f"{x.score / 10:.1f}".replace(".", ",")
    return [
        x.numero,
        x.titre,
        str(s.etape(x.stade)),
        noms[x.stade],
        "Scindé ou fusionné" if x.ferme else s.SITUATIONS[x.situation],
        date_affichee(x.stade_depuis),
        date_affichee(x.date_detection),
        ", ".join(x.territoires),
        ", ".join(themes.get(x.id, ())),
        score,
        "" if x.rang_priorite is None else str(x.rang_priorite),
        x.responsable,
        ", ".join(a.phrase for a in x.alertes),
    ]
