"""What a dossier is called, where, about what, and who follows it: edited with a version, so that nobody undoes a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from fabrique_atelier.comptes.models import Attribution, Personne
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.creation import TITRE_MAX
from fabrique_atelier.dossier.ecriture import Trace, recherche, tracer_sur_place
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.reseau.codes import date_partielle_valide
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Territoire, Thematique
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier

NATURES: dict[str, str] = {
    "creation": "Création d’une activité nouvelle",
    "essaimage": "Essaimage d’une activité qui existe ailleurs",
    "developpement": "Développement d’une structure existante",
}
CONFIDENTIALITES: dict[str, str] = {
    "equipe": "L’équipe seulement",
    "comites": "L’équipe et les comités",
    "public": "Tout le monde",
}
_SUIVENT = ("administration", "charge_mission")


@dataclass(frozen=True, slots=True)
class Identite:
    """The fields people edit on the dossier itself."""

    titre: str
    territoires: tuple[str, ...]
    thematiques: tuple[str, ...]
    date_detection: str
    nature: str | None
    confidentialite: str


class IdentiteDepassee(ErreurMetier):
    """Somebody else has saved in between: ``actuel`` is the dossier as it stands."""

    def __init__(self, actuel: DossierLu) -> None:
        super().__init__(
            "version_depassee",
            "Ce dossier a changé pendant que vous l’écriviez\u00a0: rien n’est encore enregistré. Comparez, puis enregistrez la "
            "version que vous gardez.",
        )
        self.actuel = actuel


def modifier(connexion: Connection, geste: Geste, lue: tuple[str, int], nouvelle: Identite) -> None:
    """Save the identity of a dossier; ``lue`` is (id, version the edit was made on).

    Raises:
        IdentiteDepassee: it has changed since; ErreurMetier: a field that cannot be.
    """
    dossier_id, version = lue
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    _verifier(connexion, geste.fabrique_id, nouvelle)
    champs = ("titre", "date_detection", "nature", "confidentialite")
    valeurs = {n: getattr(nouvelle, n) for n in champs}
    if dossier.titre != nouvelle.titre:
        valeurs["recherche"] = _recherche(connexion, dossier, nouvelle.titre)
    d = m.Dossier
    ici = (d.id == dossier_id, d.fabrique_id == geste.fabrique_id, d.version == version)
    ecrites = connexion.execute(
        update(d).where(*ici).values(**valeurs, version=version + 1, modifie_le=geste.maintenant)
    ).rowcount
    if not ecrites:
        raise IdentiteDepassee(dossier)
    _situer(connexion, dossier_id, nouvelle)
    changes = [n for n in champs if getattr(dossier, n) != getattr(nouvelle, n)]
    geste.noter(connexion, "dossier.modifier", ("dossier", dossier_id), champs=changes)


def nommer_responsable(connexion: Connection, geste: Geste, dossier_id: str, personne_id: str, jour: str) -> None:
    """Say who of the team follows a dossier; the history keeps it.

    Raises:
        ErreurMetier: ``responsable_absent``: not somebody of this team.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if personne_id == dossier.responsable_id:
        return
    if personne_id not in dict(responsables_possibles(connexion, geste.fabrique_id)):
        raise ErreurMetier("responsable_absent", "Choisissez une personne de l’équipe dans la liste.")
    d = m.Dossier
    connexion.execute(
        update(d)
        .where(d.id == dossier_id, d.fabrique_id == geste.fabrique_id)
        .values(responsable_id=personne_id, version=d.version + 1, modifie_le=geste.maintenant)
    )
    tracer_sur_place(connexion, geste, dossier, Trace("responsable", jour, donnees={"personne_id": personne_id}))
    geste.noter(connexion, "dossier.nommer_responsable", ("dossier", dossier_id))


def responsables_possibles(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """Those of the team who may follow a dossier: (id, name), by name."""
    a, p = Attribution, Personne
    requete = (
        select(p.id, p.nom)
        .join(a, a.personne_id == p.id)
        .where(a.fabrique_id == fabrique_id, a.role.in_(_SUIVENT), p.active)
        .distinct()
    )
    return sorted(((i, n) for i, n in connexion.execute(requete)), key=lambda x: cle(x[1]))


def thematiques_possibles(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """The themes of a fabrique: (code, label), by label."""
    t = Thematique
    requete = select(t.code, t.libelle).where(t.fabrique_id == fabrique_id)
    return sorted(((c, n) for c, n in connexion.execute(requete)), key=lambda x: cle(x[1]))


def _verifier(connexion: Connection, fabrique_id: str, n: Identite) -> None:
    if not n.titre or len(n.titre) > TITRE_MAX:
        raise ErreurMetier("titre_absent", f"Donnez un titre à ce dossier, en {TITRE_MAX}\u00a0caractères au plus.")
    if not date_partielle_valide(n.date_detection):
        raise ErreurMetier("date_invalide", "La date de détection s’écrit 2024, 03/2024 ou 15/03/2024.")
    if (n.nature is not None and n.nature not in NATURES) or n.confidentialite not in CONFIDENTIALITES:
        raise ErreurMetier("choix_inconnu", "Choisissez une réponse dans la liste.")
    t, h = Territoire, Thematique
    lieux = select(t.id).where(t.fabrique_id == fabrique_id, t.id.in_(n.territoires))
    if not n.territoires or set(connexion.execute(lieux).scalars()) != set(n.territoires):
        raise ErreurMetier("territoire_absent", "Choisissez au moins un territoire de votre fabrique.")
    themes = select(h.code).where(h.fabrique_id == fabrique_id, h.code.in_(n.thematiques))
    if not n.thematiques or set(connexion.execute(themes).scalars()) != set(n.thematiques):
        raise ErreurMetier("thematique_absente", "Choisissez au moins une thématique de votre fabrique.")


def _situer(connexion: Connection, dossier_id: str, nouvelle: Identite) -> None:
    """Write places and themes; the zonages frozen on a place that stays are kept."""
    lieu, theme = m.DossierTerritoire, m.DossierThematique
    connexion.execute(
        delete(lieu).where(lieu.dossier_id == dossier_id, lieu.territoire_id.not_in(nouvelle.territoires))
    )
    deja = set(connexion.execute(select(lieu.territoire_id).where(lieu.dossier_id == dossier_id)).scalars())
    for territoire_id in sorted(set(nouvelle.territoires) - deja):
        connexion.execute(insert(lieu), {"dossier_id": dossier_id, "territoire_id": territoire_id, "zonages": None})
    connexion.execute(delete(theme).where(theme.dossier_id == dossier_id))
    for code in sorted(set(nouvelle.thematiques)):
        connexion.execute(insert(theme), {"dossier_id": dossier_id, "code": code})


def _recherche(connexion: Connection, dossier: DossierLu, titre: str) -> str:
    """Change the title in what a search reads, and keep the rest."""
    present = connexion.execute(select(m.Dossier.recherche).where(m.Dossier.id == dossier.id)).scalar_one()
    debut = recherche(dossier.numero, dossier.titre)
    reste = present[len(debut) :] if present.startswith(debut) else ""
    return (recherche(dossier.numero, titre) + reste)[:4000]
