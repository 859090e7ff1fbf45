"""« Ce qui attend quelqu’un »: one line per dossier, réserve, sitting or pile, by who it waits for.

The number of queries does not grow with the dossiers: everything open is read in one go, each room being asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from fabrique_atelier.conduite import attentes_comite
from fabrique_atelier.conduite.attente import Attente
from fabrique_atelier.dossier import alertes, fiche_champs, scores
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.a_faire import Regles, Vu, a_faire, en_retard, regles, trop_long
from fabrique_atelier.dossier.models_entrees import Signalement
from fabrique_atelier.dossier.models_fiche import FicheVersion
from fabrique_atelier.dossier.recherche_dossiers import Cadre
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: Groups in the order of the page.
GROUPES = ("vous", "retard", "equipe", "comite")


@dataclass(frozen=True, slots=True)
class Attentes:
    """Group → its lines, the most pressing first."""

    groupes: dict[str, list[Attente]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many lines."""
        return sum(len(x) for x in self.groupes.values())

    def premieres(self, combien: int) -> tuple[list[Attente], int]:
        """The lines to show first, those of the reader before the others, and how many there are in all."""
        lignes = [x for groupe in GROUPES for x in self.groupes.get(groupe, [])]
        return sorted(lignes, key=lambda x: not x.a_vous)[:combien], len(lignes)


#: A room: what waits there, in this fabrique.
Fournisseur = Callable[[Connection, Cadre, Vocabulaire], Iterable[Attente]]


def attentes(connexion: Connection, cadre: Cadre, mots: Vocabulaire) -> Attentes:
    """Everything that waits for somebody in a fabrique."""
    groupes: dict[str, list[Attente]] = {groupe: [] for groupe in GROUPES}
    for fournir in FOURNISSEURS:
        for ligne in fournir(connexion, cadre, mots):
            groupes[ligne.groupe].append(ligne)
    for lignes in groupes.values():
        lignes.sort(key=lambda x: x.urgence)
    return Attentes(groupes)


def _dossiers(connexion: Connection, cadre: Cadre, mots: Vocabulaire) -> Iterable[Attente]:
    d = m.Dossier
    portes = reglage(connexion, cadre.fabrique_id).portes
    communes = regles(portes, cadre.seuils, cadre.jour, mots, prets(connexion, cadre))
    presents = (d.fabrique_id == cadre.fabrique_id, d.scinde_le.is_(None), d.fusionne_dans_id.is_(None))
    requete = select(*(getattr(d, n) for n in Vu._fields)).where(*presents)
    for r in connexion.execute(requete.where(d.situation.in_((*alertes.OUVERTES, s.VEILLE)))):
        ligne = _ligne(Vu._make(r), communes, cadre)
        if ligne is not None:
            yield ligne


def _ligne(vu: Vu, r: Regles, cadre: Cadre) -> Attente | None:
    quoi = a_faire(vu, r)
    if quoi is None:
        return None
    a_vous, long = vu.responsable_id == cadre.personne_id, trop_long(vu, r)
    groupe = "comite" if quoi.genre == "decision" else "vous" if a_vous else "equipe"
    return Attente(
        quoi.genre,
        "retard" if en_retard(vu, quoi, r) else groupe,
        vu.titre,
        quoi.phrase,
        numero=vu.numero,
        echeance=quoi.echeance,
        depuis=vu.stade_depuis,
        passage=quoi.passage,
        dossier_id=vu.id,
        a_vous=a_vous and groupe == "vous",
        attente=alertes.attente(alertes.jours_depuis(vu.stade_depuis, r.jour)) if long else "",
    )


def prets(connexion: Connection, cadre: Cadre) -> dict[str, frozenset[str]]:
    """Transition → the dossiers that have its evidence, where one query can tell; the others are told on their own page."""
    return {
        "T3": _fiches_completes(connexion, cadre.fabrique_id),
        "T4": scores.signes(connexion, cadre.fabrique_id, "en_qualification"),
    }


def _fiches_completes(connexion: Connection, fabrique_id: str) -> frozenset[str]:
    d, f = m.Dossier, FicheVersion
    derniere = select(func.max(f.numero)).where(f.dossier_id == d.id).correlate(d).scalar_subquery()
    requete = select(d.id, f.contenu).join(f, (f.dossier_id == d.id) & (f.numero == derniere))
    la = (d.fabrique_id == fabrique_id, d.stade == "fiche_en_cours", d.situation == s.ACTIF)
    lues = connexion.execute(requete.where(*la))
    return frozenset(dossier_id for dossier_id, contenu in lues if not fiche_champs.manquants(contenu))


def _signalements(connexion: Connection, cadre: Cadre, _mots: Vocabulaire) -> Iterable[Attente]:
    g = Signalement
    requete = select(func.count(), func.min(g.recu_le)).where(g.fabrique_id == cadre.fabrique_id, g.statut == "recu")
    combien, premier = connexion.execute(requete).one()
    if combien:
        titre = f"{combien}\u00a0signalements à trier" if combien > 1 else "1\u00a0signalement à trier"
        yield Attente("a_trier", "equipe", titre, "Quelqu’un a écrit et attend une réponse", depuis=premier)


FOURNISSEURS: tuple[Fournisseur, ...] = (_dossiers, _signalements, attentes_comite.reserves, attentes_comite.seances)
