"""A living fabrique: the worked cases carried to the activity, and what a fabrique has on its desk today."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, insert, select, update

from fabrique_atelier.comite import membres
from fabrique_atelier.comite.comites import NouveauComite, lister
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.models import Attribution, Personne
from fabrique_atelier.demonstration import apres, seances_comite
from fabrique_atelier.demonstration.aujourdhui import Bureau
from fabrique_atelier.demonstration.parcours import Conduite
from fabrique_atelier.demonstration.recits import Recit, tous_les_recits
from fabrique_atelier.demonstration.rejeu import creer_et_rejouer
from fabrique_atelier.dossier.reglage import Reglage, regler
from fabrique_atelier.dossier.stades import PREREGLAGES
from fabrique_atelier.reseau import fabriques
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.seance.creation import Cadre
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.socle.horloge import maintenant_ms

SERRE = ("serre-de-demonstration", "Serre à projets de démonstration", "Association de la Serre (fictive)")


def raconter(
    executeur: Executeur,
    cle: bytes,
    fabrique_id: str,
    comptes: dict[str, str],
    paquet: Callable[[Connection, str], str],
) -> dict[str, list[str]]:
    """Replay the three cases from the first phone to the first activity; return case → its dossiers, the main one first.

    ``paquet`` draws the hand-over file of a dossier. ``comptes``: role → account of the demo. The case of Nancy lives in a fabrique of its own, with one comité de pilotage.
    """
    faits = {}
    for recit in tous_les_recits():
        maison = fabrique_id
        if recit.suite["comite"]["type"] == "pilotage":
            maison = executeur.ecrire_seul(lambda c: _serre(c, Audit(cle), comptes, maintenant_ms()))
        seance_id = creer_et_rejouer(executeur, cle, recit.cas, Cadre(maison))["seance"]
        faits[recit.cas.id] = executeur.ecrire_seul(
            lambda c, r=recit, m=maison, s=seance_id: _conduire(c, (Audit(cle), m, comptes), r, s, paquet)  # type: ignore[misc]
        )
    return faits


def aujourd_hui(
    executeur: Executeur, cle: bytes, fabrique_id: str, comptes: dict[str, str], faits: dict[str, list[str]]
) -> None:
    """Put what a fabrique has on its desk today beside the three cases (:func:`raconter`’s answer)."""
    equipe = (comptes["administration"], comptes["charge_mission"])

    def travail(connexion: Connection) -> None:
        geste = Geste(Audit(cle), equipe[0], fabrique_id, maintenant_ms())
        bureau = Bureau(connexion, geste, cle, equipe)
        apres.suivre(connexion, bureau.gestes, faits["vrac-toulouse"][0], apres.VRAC)
        apres.suivre(connexion, bureau.gestes, faits["chez-yvonne"][0], apres.YVONNE)
        apres.confier(connexion, bureau.gestes(), faits["chez-yvonne"][0], comptes["porteur"])
        bureau.remplir(faits["vrac-toulouse"][1], faits["chez-yvonne"][1])

    executeur.ecrire_seul(travail)


def _conduire(
    connexion: Connection,
    qui: tuple[Audit, str, dict[str, str]],
    recit: Recit,
    seance_id: str,
    paquet: Callable[[Connection, str], str],
) -> list[str]:
    audit, fabrique_id, comptes = qui
    equipe = (comptes["administration"], comptes["charge_mission"])
    geste = Geste(audit, equipe[0], fabrique_id, maintenant_ms())
    conduite = Conduite(connexion, geste, recit, seance_id, equipe, "", paquet)
    conduite.comite_id = _comite(connexion, conduite, recit, comptes["membre_comite"])
    return conduite.jouer()


def _comite(connexion: Connection, conduite: Conduite, recit: Recit, compte: str) -> str:
    """The permanent committee of the case; a second case of the same fabrique finds it, with fewer seats."""
    type_, nombre, annee = recit.suite["comite"]["type"], recit.cas.comite["membres"], recit.cas.comite["date"][:4]
    existant = next((c for c in lister(connexion, conduite.geste.fabrique_id) if c.type == type_), None)
    if existant is None:
        portes = ("G1",) if type_ == "engagement" else ("G1", "G2", "G3", "G4")
        nouveau = NouveauComite(type_, recit.suite["comite"]["nom"], portes, quorum_pct=50, majorite="simple")
        tenant = compte if type_ == "engagement" else None
        return seances_comite.composer(connexion, conduite.gestes, nouveau, nombre, annee, tenant)
    for siege in membres.lister(connexion, existant.id)[nombre - 1 : -1]:
        membres.retirer(connexion, conduite.gestes(), siege.id, f"{int(annee) - 1}-12-31")
    return existant.id


def _serre(connexion: Connection, audit: Audit, comptes: dict[str, str], maintenant: int) -> str:
    f = mr.Fabrique
    connue = connexion.execute(select(f.id).where(f.identifiant == SERRE[0])).scalar()
    if connue is not None:
        return connue
    fabrique_id = fabriques.creer(connexion, *SERRE, maintenant)
    connexion.execute(
        update(f).where(f.id == fabrique_id).values(prereglage="pilotage_unique", statut_reseau="appellation")
    )
    for role in ("administration", "charge_mission"):
        droit = {"personne_id": comptes[role], "fabrique_id": fabrique_id, "role": role, "cree_le": maintenant}
        connexion.execute(insert(Attribution), droit)
    geste = Geste(audit, comptes["administration"], fabrique_id, maintenant)
    regler(connexion, geste, Reglage(PREREGLAGES["pilotage_unique"], benchmark_obligatoire=True))
    return fabrique_id


def comptes_par_role(moteur: Engine, courriels: dict[str, str]) -> dict[str, str]:
    """Role → account id, for the accounts of the demo (role → e-mail)."""
    with moteur.connect() as connexion:
        connus = {x.courriel: x.id for x in connexion.execute(select(Personne.courriel, Personne.id))}
    return {role: connus[courriel] for role, courriel in courriels.items()}
