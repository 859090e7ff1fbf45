"""Those gathered around a project: partners, their part, since when (« 31 acteurs impliqués », ``domaine.md`` §3.14, SY09)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau.codes import lire_date_partielle
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne

ROLE_MAX = 120


@dataclass(frozen=True, slots=True)
class Acteur:
    """One partner around a project; ``depuis``: a partial date."""

    partenaire_id: str
    nom: str
    college: str
    role: str
    depuis: str


def de(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[Acteur]:
    """The collective of a dossier, by name."""
    a, p = m.DossierActeur, Partenaire
    requete = (
        select(a.partenaire_id, p.nom, p.college, a.role, a.depuis)
        .join(p, p.id == a.partenaire_id)
        .where(a.dossier_id == dossier_id, p.fabrique_id == fabrique_id)
    )
    return sorted((Acteur(*x) for x in connexion.execute(requete)), key=lambda x: cle(x.nom))


def nombre(connexion: Connection, dossier_id: str) -> int:
    """How many actors are involved."""
    requete = select(func.count()).select_from(m.DossierActeur).where(m.DossierActeur.dossier_id == dossier_id)
    return connexion.execute(requete).scalar_one()


def par_college(acteurs: list[Acteur]) -> list[tuple[str, list[Acteur]]]:
    """Group actors by collège, in the order of the closed list: (code, actors). Pure."""
    return [(c, siens) for c in COLLEGES if (siens := [a for a in acteurs if a.college == c])]


def possibles(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[tuple[str, str]]:
    """The partners of the fabrique that are not in the collective yet: (id, name), by name."""
    a, p = m.DossierActeur, Partenaire
    deja = select(a.partenaire_id).where(a.dossier_id == dossier_id)
    requete = select(p.id, p.nom).where(p.fabrique_id == fabrique_id, p.id.not_in(deja))
    return sorted(((i, n) for i, n in connexion.execute(requete)), key=lambda x: cle(x[1]))


def ajouter(connexion: Connection, geste: Geste, dossier_id: str, partenaire_id: str, role: str, depuis: str) -> None:
    """Add a partner to the collective; ``depuis`` is read as people type a partial date.

    Raises:
        ErreurMetier: ``partenaire_absent``, ``acteur_deja_la``, ``date_absente``, ``date_invalide``, ``role_long``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    propre, jour = ligne(role), lire_date_partielle(depuis)
    if not jour:
        raise ErreurMetier("date_absente", "Dites depuis quand, par exemple\u00a0: 2024, 03/2024 ou 15/03/2024.")
    if len(propre) > ROLE_MAX:
        raise ErreurMetier("role_long", f"Ce rôle est trop long\u00a0: {ROLE_MAX}\u00a0signes au plus.")
    _exiger_partenaire(connexion, geste.fabrique_id, dossier_id, partenaire_id)
    acteur = {"dossier_id": dossier_id, "partenaire_id": partenaire_id, "role": propre, "depuis": jour}
    connexion.execute(insert(m.DossierActeur), acteur | {"ajoute_le": geste.maintenant})
    geste.noter(connexion, "dossier.ajouter_acteur", ("dossier", dossier_id), nombre=nombre(connexion, dossier_id))


def retirer(connexion: Connection, geste: Geste, dossier_id: str, partenaire_id: str) -> None:
    """Take a partner out of the collective; one that is already out stays out."""
    exiger(connexion, geste.fabrique_id, dossier_id)
    a = m.DossierActeur
    if connexion.execute(delete(a).where(a.dossier_id == dossier_id, a.partenaire_id == partenaire_id)).rowcount:
        geste.noter(connexion, "dossier.retirer_acteur", ("dossier", dossier_id), nombre=nombre(connexion, dossier_id))


def _exiger_partenaire(connexion: Connection, fabrique_id: str, dossier_id: str, partenaire_id: str) -> None:
    p, a = Partenaire, m.DossierActeur
    requete = select(p.nom).where(p.id == partenaire_id, p.fabrique_id == fabrique_id)
    nom = connexion.execute(requete).scalar()
    if nom is None:
        raise ErreurMetier("partenaire_absent", "Choisissez un partenaire dans la liste.")
    deja = select(a.role).where(a.dossier_id == dossier_id, a.partenaire_id == partenaire_id)
    if connexion.execute(deja).first() is not None:
        raise ErreurMetier("acteur_deja_la", f"«\u00a0{nom}\u00a0» fait déjà partie du collectif de ce dossier.")
