"""Sittings of a committee: prepared, convoked, held, minuted, signed (``domaine.md`` §3.19)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from fabrique_atelier.comite import comites, noms, trouver
from fabrique_atelier.comite import models as m
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

NOTES_MAX = 6000
_S, _C = table(m.SeanceComite).c, table(m.Comite).c
_HEURE = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class NouvelleSeance:
    """When, where and how a committee sits."""

    jour: str
    heure: str = "18:00"
    duree_min: int = 120
    lieu: str = ""
    mode: str = "presentiel"


@dataclass(frozen=True, slots=True)
class SeanceLue:
    """A session with its committee."""

    id: str
    comite_id: str
    jour: str
    heure: str
    duree_min: int
    lieu: str
    mode: str
    etat: str
    convoquee_le: str | None
    president_id: str | None
    secretaire: str
    prochaine: str | None
    notes: str
    sequence: int
    cree_le: int
    version: int
    comite: comites.ComiteLu

    @property
    def signee(self) -> bool:
        """Nothing changes here any more."""
        return self.etat == noms.SIGNEE


def _lire(fabrique_id: str) -> Select[Any]:
    requete = select(table(m.SeanceComite)).join(m.Comite, m.Comite.id == _S.comite_id)
    return requete.where(_C.fabrique_id == fabrique_id)


def charger(connexion: Connection, fabrique_id: str, seance_id: str) -> SeanceLue | None:
    """One session of this fabrique, or None."""
    ligne = connexion.execute(_lire(fabrique_id).where(_S.id == seance_id)).mappings().first()
    comite = comites.charger(connexion, fabrique_id, ligne["comite_id"]) if ligne else None
    return SeanceLue(**ligne, comite=comite) if ligne and comite else None


def lister(connexion: Connection, fabrique_id: str, comite_id: str) -> list[SeanceLue]:
    """The sessions of a committee, the latest first."""
    comite = comites.charger(connexion, fabrique_id, comite_id)
    if comite is None:
        return []
    lignes = connexion.execute(_lire(fabrique_id).where(_S.comite_id == comite_id)).mappings()
    lues = [SeanceLue(**x, comite=comite) for x in lignes]
    return sorted(lues, key=lambda s: (s.jour, s.heure, s.id), reverse=True)


def preparer(connexion: Connection, geste: Geste, comite_id: str, nouvelle: NouvelleSeance) -> str:
    """Plan a session; return its id.

    Raises:
        ErreurMetier: ``comite_clos``, or the code of the field.
    """
    trouver.comite(connexion, geste, comite_id)
    _verifier(nouvelle)
    seance_id = nouvel_identifiant()
    vide = {"etat": noms.PREPAREE, "convoquee_le": None, "president_id": None, "secretaire": "", "prochaine": None}
    ligne = _valeurs(nouvelle) | vide | {"id": seance_id, "comite_id": comite_id, "notes": "", "sequence": 0}
    connexion.execute(insert(m.SeanceComite), ligne | {"cree_le": geste.maintenant, "version": 1})
    geste.noter(connexion, "comite.preparer", ("seance_comite", seance_id), comite=comite_id)
    return seance_id


def modifier(connexion: Connection, geste: Geste, lue: tuple[str, int], nouvelle: NouvelleSeance) -> None:
    """Change the day, the hour or the place; once convoked, the invitation gets a new ``sequence``.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: ``seance_signee``, ``etat_seance``, or the code of the field.
    """
    avant = trouver.seance(connexion, geste, lue[0], noms.PREPAREE, noms.CONVOQUEE, noms.TENUE)
    _verifier(nouvelle)
    valeurs = _valeurs(nouvelle)
    if avant["etat"] == noms.CONVOQUEE and any(avant[n] != v for n, v in valeurs.items()):
        valeurs["sequence"] = avant["sequence"] + 1
    _ecrire(connexion, geste, lue, **valeurs)
    geste.noter(connexion, "comite.deplacer", ("seance_comite", lue[0]))


def convoquer(connexion: Connection, geste: Geste, seance_id: str, jour: str) -> int:
    """Note that the members were convoked on ``jour``; return how many days before the sitting.

    Raises:
        ErreurMetier: ``ordre_du_jour_vide``, ``etat_seance``.
    """
    seance = trouver.seance(connexion, geste, seance_id, noms.PREPAREE, noms.CONVOQUEE)
    p = m.PointOrdreDuJour
    if connexion.execute(select(p.id).where(p.seance_comite_id == seance_id).limit(1)).first() is None:
        raise ErreurMetier("ordre_du_jour_vide", "Inscrivez au moins un point à l’ordre du jour avant de convoquer.")
    jours = (date.fromisoformat(seance["jour"]) - date.fromisoformat(jour)).days
    _poser(connexion, seance_id, etat=noms.CONVOQUEE, convoquee_le=seance["convoquee_le"] or jour)
    geste.noter(connexion, "comite.convoquer", ("seance_comite", seance_id), jours=jours)
    return jours


def retard_de_convocation(seance: SeanceLue, jour: str) -> str:
    """Warn when the members get their papers late, on ``jour`` or on the day they were convoked; empty: in time."""
    jours = (date.fromisoformat(seance.jour) - date.fromisoformat(seance.convoquee_le or jour)).days
    delai = seance.comite.delai_envoi_jours
    if jours >= delai:
        return ""
    combien = "le jour même ou après" if jours <= 0 else f"{jours}\u00a0jour{'s' * (jours > 1)} avant"
    return f"Les membres reçoivent leurs documents {combien}\u00a0: votre règle en demande {delai}. Rien n’est bloqué."


def tenir(connexion: Connection, geste: Geste, seance_id: str) -> None:
    """Open the sitting, on the day: from now on points may be decided.

    Raises:
        ErreurMetier: ``etat_seance``.
    """
    trouver.seance(connexion, geste, seance_id, noms.PREPAREE, noms.CONVOQUEE)
    _poser(connexion, seance_id, etat=noms.TENUE)
    geste.noter(connexion, "comite.tenir", ("seance_comite", seance_id))


def installer(connexion: Connection, geste: Geste, seance_id: str, president_id: str | None, secretaire: str) -> None:
    """Name who chairs (a member) and who writes.

    Raises:
        ErreurMetier: ``president_inconnu``, ``secretaire_long``.
    """
    seance = trouver.seance(connexion, geste, seance_id)
    if president_id and trouver.membre(connexion, geste, president_id)["comite_id"] != seance["comite_id"]:
        raise ErreurMetier("president_inconnu", "La présidence revient à un membre de ce comité\u00a0: choisissez-le.")
    if len(secretaire) > 160:
        raise ErreurMetier("secretaire_long", "Le nom de qui rédige compte 160\u00a0caractères au plus.")
    _poser(connexion, seance_id, president_id=president_id or None, secretaire=secretaire)
    geste.noter(connexion, "comite.installer", ("seance_comite", seance_id))


def noter(connexion: Connection, geste: Geste, lue: tuple[str, int], notes: str, prochaine: str | None) -> None:
    """Write the free text of the minutes, and the day of the next sitting.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: ``notes_longues``, ``date_invalide``.
    """
    trouver.seance(connexion, geste, lue[0])
    if len(notes) > NOTES_MAX:
        raise ErreurMetier("notes_longues", f"Ces notes comptent {len(notes)}\u00a0caractères, {NOTES_MAX} au plus.")
    if prochaine:
        jour_valide(prochaine)
    _ecrire(connexion, geste, lue, notes=notes, prochaine=prochaine or None)
    geste.noter(connexion, "comite.rediger", ("seance_comite", lue[0]))


def changer_etat(connexion: Connection, seance_id: str, etat: str) -> None:
    """Move a session already locked; its use-cases are here and in ``minutes``."""
    _poser(connexion, seance_id, etat=etat)


def jour_valide(jour: str) -> None:
    """Refuse what is not an ISO day.

    Raises:
        ErreurMetier: ``date_invalide``.
    """
    try:
        juste = date.fromisoformat(jour).isoformat() == jour
    except ValueError:
        juste = False
    if not juste:
        raise ErreurMetier("date_invalide", "Cette date n’existe pas. Écrivez un jour, un mois et une année.")


def _ecrire(connexion: Connection, geste: Geste, lue: tuple[str, int], **valeurs: Any) -> None:
    seance_id, version = lue
    la_bonne = (_S.id == seance_id, _S.version == version)
    if not connexion.execute(update(m.SeanceComite).where(*la_bonne).values(**valeurs, version=version + 1)).rowcount:
        raise VersionDepassee(charger(connexion, geste.fabrique_id, seance_id))


def _poser(connexion: Connection, seance_id: str, **valeurs: Any) -> None:
    connexion.execute(update(m.SeanceComite).where(_S.id == seance_id).values(**valeurs, version=_S.version + 1))


def _valeurs(n: NouvelleSeance) -> dict[str, Any]:
    return {x: getattr(n, x) for x in NouvelleSeance.__slots__}


def _verifier(n: NouvelleSeance) -> None:
    jour_valide(n.jour)
    fautes = [
        (_HEURE.fullmatch(n.heure) is None, "heure_invalide", "Écrivez l’heure comme 18:00."),
        (not 15 <= n.duree_min <= 720, "duree_hors_bornes", "Une séance dure de 15\u00a0minutes à 12\u00a0heures."),
        (len(n.lieu) > 200, "lieu_long", "Décrivez le lieu en 200\u00a0caractères au plus."),
        (n.mode not in noms.MODES, "mode_inconnu", "Choisissez comment la séance se tient dans la liste."),
    ]
    for faute, code, phrase in fautes:
        if faute:
            raise ErreurMetier(code, phrase)
