"""Routes of ``web/comites/membre.py``: for those who hold a seat, and nobody else in the fabrique."""

from __future__ import annotations

from sqlalchemy import Connection, insert, text

from fabrique_atelier.comite.models import MembreComite
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import COMITE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("comite_membre", "accueil seance arriver etat agenda compte_rendu telecharger", COMITE),
    **sous("comite_membre", "dossier_du_point piece donner_avis", COMITE),
}
#: Role → the collège of the seat that waits for it, as the trigger says it too.
_SIEGES = {"administration": "ess", "charge_mission": "collectivite", "membre_comite": "autre"}
#: Gives each seat to the first account of the fabrique that gets its role: the actors of the matrix come after the planting.
_ASSEOIR = """
CREATE TRIGGER IF NOT EXISTS asseoir AFTER INSERT ON attribution BEGIN
  UPDATE membre_comite SET personne_id = NEW.personne_id
  WHERE personne_id IS NULL AND depuis = '2021'
    AND comite_id IN (SELECT id FROM comite WHERE fabrique_id = NEW.fabrique_id)
    AND college = CASE NEW.role
      WHEN 'administration' THEN 'ess' WHEN 'charge_mission' THEN 'collectivite' WHEN 'membre_comite' THEN 'autre' END;
END
"""


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Seats that wait for the accounts of the actors, one per role that may sit."""
    for college in _SIEGES.values():
        siege: dict[str, object] = {
            "id": nouvel_identifiant(),
            "comite_id": ids["comite_id"],
            "partenaire_id": ids["partenaire_id"],
        }
        siege |= {"titulaire_id": ids["contact_id"], "suppleant_id": None, "personne_id": None, "college": college}
        siege |= {"voix": "deliberative", "depuis": "2021", "jusqu_au": "", "interets": [], "version": 1}
        connexion.execute(insert(MembreComite), remplir(connexion, table(MembreComite), siege))
    connexion.execute(text(_ASSEOIR))
