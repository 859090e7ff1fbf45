"""The committees of the worked cases: seats, sessions, opinions, decisions, signed minutes, by the use-cases of the screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.comite import avis, comites, deports, membres, minutes, presences, reserves, seances
from fabrique_atelier.comite.comites import NouveauComite
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.membres import NouveauMembre
from fabrique_atelier.comite.ordre_du_jour import NouveauPoint
from fabrique_atelier.comite.redaction import Signataire
from fabrique_atelier.comite.seances import NouvelleSeance
from fabrique_atelier.conduite import decisions, passages
from fabrique_atelier.demonstration.recits import NOMS, ORGANISATIONS
from fabrique_atelier.dossier.decisions import Decision, Ligne
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau import contacts, partenaires
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.calendrier import jour_local

#: A gesture of the present instant: each one later than the one before.
Gestes = Callable[[], Geste]


@dataclass(frozen=True, slots=True)
class PointDemo:
    """One point to hold. ``deport``: why one member leaves the room, empty when nobody does."""

    dossier_id: str
    porte: str
    decision: Decision
    avis: Totaux | None = None
    deport: str = ""


def organisations(connexion: Connection, geste: Geste) -> list[str]:
    """The partners whose people sit, made the first time; their ids."""
    ids = []
    for nom, college, forme in ORGANISATIONS:
        p = Partenaire
        requete = select(p.id).where(p.fabrique_id == geste.fabrique_id, p.nom == nom)
        trouvee = connexion.execute(requete).scalar()
        ids.append(
            trouvee or partenaires.creer(connexion, geste.fabrique_id, _fiche(nom, college, forme), geste.maintenant)
        )
    return ids


def _fiche(nom: str, college: str, forme: str) -> dict[str, Any]:
    vide = dict.fromkeys(("siret", "rna", "droit_de_tirage_annuel", "code_insee"))
    textes = dict.fromkeys(("site_web", "adresse", "commune"), "")
    return {"nom": nom, "college": college, "forme_juridique": forme, "roles": ["membre_comite"], "est_ess": college == "ess",
            "territoires": [], **vide, **textes}  # fmt: skip


def composer(
    connexion: Connection, gestes: Gestes, nouveau: NouveauComite, nombre: int, depuis: str, compte: str | None = None
) -> str:
    """Make a committee of ``nombre`` seats with a voice; the last one is held by the account ``compte``, if given."""
    geste = gestes()
    comite_id = comites.creer(connexion, geste, nouveau)
    lieux = organisations(connexion, geste)
    for n, (prenom, nom) in enumerate(NOMS[:nombre]):
        partenaire_id, college = lieux[n % len(lieux)], ORGANISATIONS[n % len(lieux)][1]
        titulaire = _titulaire(connexion, geste, partenaire_id, prenom, nom)
        siege = NouveauMembre(
            partenaire_id, titulaire, college, depuis=depuis, personne_id=compte if n == nombre - 1 else None
        )
        membres.ajouter(connexion, geste, comite_id, siege)
    return comite_id


def _titulaire(connexion: Connection, geste: Geste, partenaire_id: str, prenom: str, nom: str) -> str:
    deja = next((c for c in contacts.de(connexion, partenaire_id) if (c.prenom, c.nom) == (prenom, nom)), None)
    if deja is not None:
        return deja.id
    courriel = f"{cle(prenom)}.{cle(nom)}".replace(" ", "-") + "@exemple.invalid"
    donnees = {"nom": nom, "prenom": prenom, "fonction": "siège au comité (fictif)", "courriel": courriel, "telephone": "",
               "base_legale": "interet_legitime", "source": "comité (fictif)", "transmissible": False,
               "dernier_echange": jour_local(geste.maintenant).isoformat()}  # fmt: skip
    return contacts.creer(connexion, partenaire_id, donnees, geste.maintenant)


def tenir(
    connexion: Connection, gestes: Gestes, comite_id: str, jour: str, points: Sequence[PointDemo], presents: int
) -> list[str]:
    """Convoke, hold, decide and sign one session; return the ids of its points."""
    geste = gestes()
    prevue = NouvelleSeance(jour, heure="18:00", lieu="Salle du conseil (lieu fictif)")
    seance_id = seances.preparer(connexion, geste, comite_id, prevue)
    convoquee = (date.fromisoformat(jour) - timedelta(days=10)).isoformat()
    ids = [_inscrire(connexion, gestes(), seance_id, p, convoquee) for p in points]
    sieges = membres.a_la_date(connexion, comite_id, jour)
    for point_id, point in zip(ids, points, strict=True):
        if point.deport:
            deports.declarer(connexion, gestes(), point_id, sieges[0].id, point.deport)
    seances.convoquer(connexion, gestes(), seance_id, convoquee)
    for n, siege in enumerate(sieges):
        presences.marquer(connexion, gestes(), seance_id, siege.id, "present" if n < presents else "excuse")
    seances.tenir(connexion, gestes(), seance_id)
    seances.installer(connexion, gestes(), seance_id, sieges[1].id, sieges[2].nom)
    for point_id, point in zip(ids, points, strict=True):
        if point.avis is not None:
            avis.saisir(connexion, gestes(), point_id, point.avis)
        decisions.decider(connexion, gestes(), point_id, point.decision)
    minutes.mettre_en_validation(connexion, gestes(), seance_id)
    approbation = [Signataire(sieges[1].nom, "présidence", jour), Signataire(sieges[2].nom, "secrétariat", jour)]
    minutes.signer(connexion, gestes(), seance_id, approbation)
    return ids


def _inscrire(connexion: Connection, geste: Geste, seance_id: str, point: PointDemo, jour: str) -> str:
    nouveau = NouveauPoint(
        point.porte,
        dossier_id=point.dossier_id,
        recommandation="validee" if point.decision.decision.startswith("validee") else "",
    )
    depuis = exiger(connexion, geste.fabrique_id, point.dossier_id).stade_depuis
    return passages.inscrire(connexion, geste, seance_id, nouveau, max(jour, depuis))


def decision_de(porte: str, jour: str, brute: dict[str, Any]) -> Decision:
    """The decision of a point of ``parcours_demo.json``."""
    return Decision(
        porte,
        brute["decision"],
        jour,
        motif=brute["motif"],
        motif_code=brute.get("motif_code"),
        reserves=tuple(Ligne(*x[:3]) for x in brute.get("reserves", [])),
        demandes=tuple(Ligne(*x[:3]) for x in brute.get("demandes", [])),
        prochaine=brute.get("prochaine"),
        destinataire=brute.get("destinataire", ""),
        rang=brute.get("rang"),
        reponse_publique=brute["reponse_publique"],
    )


def lever_les_reserves(connexion: Connection, gestes: Gestes, dossier_id: str, levees: Sequence[Sequence[str]]) -> None:
    """Lift the réserves of a dossier, as ``parcours_demo.json`` tells: (text, who, due, lifted on, how)."""
    geste = gestes()
    for reserve in reserves.reserves(connexion, geste.fabrique_id, dossier_id):
        jour, texte = next((x[3], x[4]) for x in levees if x[0] == reserve.texte)
        reserves.lever(connexion, gestes(), reserve.id, jour, texte)
