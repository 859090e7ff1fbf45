"""A fabrique with a territory and dossiers in it, at the stade a test needs, without a screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, update

from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.dossier.stades import PORTES, PREREGLAGES
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.reseau.fabriques import premiere
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.outillage.lignes import remplir

CLE = b"cle-de-test-0123456789abcdef0123"
JOUR = "2026-11-22"
MAINTENANT = 1_795_000_000_000
#: Nothing is missing anywhere.
TOUT = Faits(
    portes=PREREGLAGES["avise_standard"],
    sources=1,
    responsable=True,
    fiche_manquants=(),
    criteres_non_notes=(),
    utilite_sociale=True,
    grille_signee=True,
    instances=frozenset(PORTES),
    comite_suivi_membres=3,
    etude_responsable=True,
    etude_debut=True,
    etude_financement=True,
    verdicts_manquants=(),
    etude_conclusion=True,
    benchmarks=1,
    preuves_terrain=1,
    etude_document=True,
    porteur_route="pressenti",
    porteur_designe=True,
    lettre_intention=True,
    note_proactive=True,
    appel_manquants=(),
    appel_classe=True,
    jury_compte_rendu=True,
    convention_manquants=(),
    paquet_envoye=True,
    faisabilite_document=True,
    business_plan=True,
    creation_datee=True,
    premiere_activite=True,
    criteres_sortie_manquants=(),
)


def geste(connexion: Connection, fabrique_id: str | None = None, acteur_id: str = "ligne_de_commande") -> Geste:
    """A gesture in the first fabrique (or that one)."""
    return Geste(Audit(CLE), acteur_id, fabrique_id or premiere(connexion, MAINTENANT), MAINTENANT)


def territoire(connexion: Connection, fabrique_id: str, nom: str = "Moncontour") -> str:
    """Insert a territory; return its id."""
    lieu: dict[str, Any] = {"id": nouvel_identifiant(), "fabrique_id": fabrique_id, "nom": nom, "type": "bassin"}
    lieu |= {"code_departement": "22", "code_region": "53", "millesime_cog": 2026, "codes_postaux": [], "version": 1}
    lieu |= dict.fromkeys(("code_insee", "siren_epci", "population", "population_annee"))
    connexion.execute(insert(mr.Territoire), remplir(connexion, table(mr.Territoire), lieu))
    return str(lieu["id"])


def dossier(connexion: Connection, par: Geste, titre: str = "Une idée", **champs: Any) -> str:
    """Open a dossier from the team; ``champs`` are columns put as they are (``stade="etude_en_cours"``); return its id."""
    lieu = territoire(connexion, par.fabrique_id)
    nouveau = Nouveau(titre, [Source("equipe", "Idée de l’équipe")], [lieu], ["insertion"], JOUR[:7], JOUR)
    dossier_id = creer(connexion, par, nouveau)
    if champs:
        connexion.execute(update(m.Dossier).where(m.Dossier.id == dossier_id).values(**champs))
    return dossier_id
