"""The draft of the minutes: everything that was recorded of a session, in words, read on the spot (``domaine.md`` §3.21)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from fabrique_atelier.comite import avis as releves
from fabrique_atelier.comite import decisions, deports, membres, noms, ordre_du_jour, presences, reserves
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.decisions import DecisionLue
from fabrique_atelier.comite.membres import MembreLu
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.presences import PresenceLue
from fabrique_atelier.comite.quorum import Quorum
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier.decisions import DECISIONS, Decision, effet
from fabrique_atelier.dossier.models import PorteAnticipee
from fabrique_atelier.dossier.stades import PORTES, SITUATIONS
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.base import table


@dataclass(frozen=True, slots=True)
class Signataire:
    """Who approved the minutes, as what, on which ISO day. No claim of an electronic signature."""

    nom: str
    role: str
    jour: str


@dataclass(frozen=True, slots=True)
class PersonneDite:
    """A member and where they were; ``pouvoir_a``: the name of who carried their voice."""

    nom: str
    organisation: str
    voix: str
    etat: str
    pouvoir_a: str = ""


@dataclass(frozen=True, slots=True)
class CollegeDit:
    """The members of one collège."""

    college: str
    personnes: tuple[PersonneDite, ...]


@dataclass(frozen=True, slots=True)
class LigneDite:
    """A réserve or a request as it was written."""

    texte: str
    responsable: str
    echeance: str


@dataclass(frozen=True, slots=True)
class DepositionDite:
    """A name and what goes with it: the reason of a déport, an opinion, a dissent."""

    nom: str
    texte: str


@dataclass(frozen=True, slots=True)
class PointDit:
    """One point. ``decision``: its code (``libelle`` is for people); ``suite``: what happens next; days are ISO."""

    id: str
    ordre: int
    porte: str
    titre: str
    numero: str = ""
    synthese: str = ""
    recommandation: str = ""
    recommandation_texte: str = ""
    deports: tuple[DepositionDite, ...] = ()
    avis: str = ""
    nominatif: tuple[DepositionDite, ...] = ()
    regle: str = ""
    quorum: str = ""
    decision: str = ""
    libelle: str = ""
    motif: str = ""
    rang: int | None = None
    reserves: tuple[LigneDite, ...] = ()
    demandes: tuple[LigneDite, ...] = ()
    prochaine: str | None = None
    destinataire: str = ""
    suite: str = ""
    divergences: tuple[DepositionDite, ...] = ()


@dataclass(frozen=True, slots=True)
class CompteRenduLu:
    """The minutes, whole; ``signe``: these are the ones that were signed."""

    comite: str
    type: str
    jour: str
    heure: str
    lieu: str
    mode: str
    president: str
    secretaire: str
    colleges: tuple[CollegeDit, ...]
    quorum: str
    points: tuple[PointDit, ...]
    notes: str
    prochaine: str | None
    signe: bool = False
    signataires: tuple[Signataire, ...] = ()


def rediger(connexion: Connection, fabrique_id: str, seance: SeanceLue) -> CompteRenduLu:
    """Return the minutes as the tables tell them now."""
    siegeants = membres.a_la_date(connexion, seance.comite_id, seance.jour)
    par_nom = {x.id: x.nom for x in siegeants}
    la = presences.presences(connexion, seance.id)
    vocabulaire = connexion.execute(select(Fabrique.vocabulaire).where(Fabrique.id == fabrique_id)).scalar_one()
    etapes = libelles(Vocabulaire(vocabulaire))
    points = ordre_du_jour.points(connexion, fabrique_id, seance.id)
    return CompteRenduLu(
        comite=seance.comite.nom,
        type=seance.comite.type,
        jour=seance.jour,
        heure=seance.heure,
        lieu=seance.lieu,
        mode=noms.MODES[seance.mode],
        president=par_nom.get(seance.president_id or "", ""),
        secretaire=seance.secretaire,
        colleges=tuple(
            CollegeDit(COLLEGES[c], tuple(_personne(x, la.get(x.id), par_nom) for x in siens))
            for c, siens in membres.colleges(siegeants).items()
        ),
        quorum=phrase_du_quorum(presences.quorum_de(connexion, seance.id)),
        points=tuple(_point(connexion, p, par_nom, etapes) for p in points),
        notes=seance.notes,
        prochaine=seance.prochaine,
    )


def phrase_du_quorum(q: Quorum) -> str:
    """« 11 voix délibératives, 8 présentes ou représentées, quorum 6 : atteint »."""
    if not q.requis:
        regle = "pas de quorum demandé"
    else:
        regle = f"quorum\u00a0{q.requis}\u00a0: {'atteint' if q.atteint else 'non atteint'}"
    return (
        f"{q.voix}\u00a0voix délibérative{'s' * (q.voix > 1)}, {q.voix_presentes}\u00a0présente{'s' * (q.voix_presentes > 1)} "
        f"ou représentée{'s' * (q.voix_presentes > 1)}, {regle}"
    )


def suite(point: PointLu, prise: DecisionLue, etapes: dict[str, str], *, anticipee: bool = False) -> str:
    """What happens to the dossier after its decision, in one sentence; ``anticipee``: the gate was taken ahead of its stade."""
    if point.porte not in PORTES:
        return ""
    if prise.decision == "non_examinee":
        return "Sera proposé à la prochaine séance."
    e = effet(Decision(point.porte, prise.decision, prise.jour, retour=prise.retour))
    if e is None:
        return "Rien ne change."
    if e.stade is None:
        return f"{SITUATIONS[e.situation]}{f' vers {prise.destinataire}' * bool(prise.destinataire)}."
    rang = f", priorité\u00a0{prise.rang}" if prise.rang else ""
    return f"{etapes[e.stade]}{rang}{', quand le dossier en sera là' * anticipee}."


def _personne(x: MembreLu, presence: PresenceLue | None, par_nom: dict[str, str]) -> PersonneDite:
    nom = x.suppleant if presence and presence.par_suppleant and x.suppleant else x.nom
    etat = noms.PRESENCES[presence.etat] if presence else "Non noté"
    porteur = par_nom.get(presence.pouvoir_a or "", "") if presence else ""
    return PersonneDite(nom, x.partenaire, noms.VOIX[x.voix], etat, porteur)


def _point(connexion: Connection, p: PointLu, par_nom: dict[str, str], etapes: dict[str, str]) -> PointDit:
    dit = PointDit(
        id=p.id,
        ordre=p.ordre,
        porte=noms.PORTES_DU_POINT[p.porte],
        titre=p.titre,
        numero=p.dossier_numero or "",
        synthese=p.synthese,
        recommandation=DECISIONS.get(p.recommandation, ""),
        recommandation_texte=p.recommandation_texte,
        deports=tuple(DepositionDite(x.nom, x.motif) for x in deports.du_point(connexion, p.id)),
        nominatif=_nominatif(connexion, p.id, par_nom),
        divergences=_divergences(connexion, p.id, par_nom),
    )
    prise = decisions.du_point(connexion, p.id)
    return dit if prise is None else _decide(connexion, p, dit, prise, etapes)


def _decide(connexion: Connection, p: PointLu, dit: PointDit, prise: DecisionLue, etapes: dict[str, str]) -> PointDit:
    conditions, questions = reserves.du_point(connexion, p.id)
    quorum = Quorum(prise.voix, prise.voix_presentes, prise.deports, prise.quorum)
    return replace(
        dit,
        avis=decisions.tableau(releves.du_point(connexion, p.id), prise),
        regle=_REGLES.get(prise.regle, ""),
        quorum=phrase_du_quorum(quorum),
        decision=prise.decision,
        libelle=DECISIONS[prise.decision],
        motif=prise.motif,
        rang=prise.rang,
        reserves=tuple(LigneDite(x.texte, x.responsable, x.echeance) for x in conditions),
        demandes=tuple(LigneDite(x.texte, x.responsable, x.echeance) for x in questions),
        prochaine=prise.prochaine,
        destinataire=prise.destinataire,
        suite=suite(p, prise, etapes, anticipee=_anticipee(connexion, p.id)),
    )


def _anticipee(connexion: Connection, point_id: str) -> bool:
    requete = select(PorteAnticipee.porte).where(PorteAnticipee.point_id == point_id)
    return connexion.execute(requete).first() is not None


#: How the tally settled it → words.
_REGLES = {
    "consensus": "Par consensus",
    "simple": "À la majorité simple",
    "deux_tiers": "Aux deux tiers",
    "preponderante": "Voix prépondérante de la présidence",
}


def _nominatif(connexion: Connection, point_id: str, par_nom: dict[str, str]) -> tuple[DepositionDite, ...]:
    n = table(m.AvisNominatif).c
    dits = {x.membre_id: x.avis for x in connexion.execute(select(n.membre_id, n.avis).where(n.point_id == point_id))}
    return tuple(DepositionDite(nom, noms.AVIS[dits[i]]) for i, nom in par_nom.items() if i in dits)


def _divergences(connexion: Connection, point_id: str, par_nom: dict[str, str]) -> tuple[DepositionDite, ...]:
    o = table(m.OpinionDivergente).c
    dits = {x.membre_id: x.texte for x in connexion.execute(select(o.membre_id, o.texte).where(o.point_id == point_id))}
    return tuple(DepositionDite(nom, dits[i]) for i, nom in par_nom.items() if i in dits)
