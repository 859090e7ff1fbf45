"""Who carries the project: designating, correcting, ending; one at a time, several may succeed one another (§3.32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from fabrique_atelier.comptes.droits import PORTEUR
from fabrique_atelier.comptes.models import Attribution, Personne
from fabrique_atelier.dossier.lectures import Evenement, exiger, historique
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.nomenclatures import ROUTES, TYPES
from fabrique_atelier.reseau.editions import ajouter, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

CHAMPS = "type route nom partenaire_id candidature_id personne_id personnes statut_vise colleges depuis".split()
PRINCIPAL_ABSENT = "Désignez la structure porteuse principale."


@dataclass(frozen=True, slots=True)
class Membre:
    """One structure of a consortium."""

    nom: str
    role: str
    principal: bool
    partenaire_id: str | None = None


@dataclass(frozen=True, slots=True)
class PorteurLu:
    """A porteur; ``avis``: the last decision of gate G3 taken since it was designated."""

    id: str
    dossier_id: str
    type: str
    route: str
    nom: str
    partenaire_id: str | None
    candidature_id: str | None
    personne_id: str | None
    personnes: list[dict[str, str]]
    statut_vise: str | None
    colleges: list[dict[str, Any]]
    depuis: str
    jusqu_au: str | None
    motif_fin: str
    cree_le: int
    modifie_le: int
    version: int
    membres: tuple[Membre, ...] = ()
    avis: Evenement | None = None

    @property
    def principal(self) -> Membre | None:
        """The main holder of a consortium."""
        return next((x for x in self.membres if x.principal), None)

    @property
    def refuse(self) -> bool:
        """The committee refused this candidate: another one is looked for."""
        return self.avis is not None and self.avis.decision == "refusee"

    @property
    def valide(self) -> bool:
        """The committee said yes."""
        return self.avis is not None and self.avis.decision in ("validee", "validee_sous_reserve")


def tous(connexion: Connection, dossier_id: str) -> list[PorteurLu]:
    """Every porteur of a dossier, in the order they came."""
    lignes = connexion.execute(
        select(*table(m.Porteur).c).where(m.Porteur.dossier_id == dossier_id).order_by(m.Porteur.cree_le, m.Porteur.id)
    ).mappings()
    venus = [dict(p) for p in lignes]
    decisions = [e for e in historique(connexion, dossier_id) if e.porte == "G3" and e.decision]
    jusqu_a = [*(p["cree_le"] for p in venus[1:]), None]
    return [
        PorteurLu(**p, membres=_membres(connexion, p["id"]), avis=_avis(decisions, p["cree_le"], fin))
        for p, fin in zip(venus, jusqu_a, strict=False)
    ]


def present(connexion: Connection, dossier_id: str) -> PorteurLu | None:
    """The porteur of today: the last one that has not left and that the committee has not refused."""
    return next((p for p in reversed(tous(connexion, dossier_id)) if p.jusqu_au is None and not p.refuse), None)


def charger(connexion: Connection, dossier_id: str, porteur_id: str) -> PorteurLu | None:
    """One porteur of this dossier, or None."""
    return next((p for p in tous(connexion, dossier_id) if p.id == porteur_id), None)


def designer(
    connexion: Connection, geste: Geste, dossier_id: str, donnees: Mapping[str, Any], membres: tuple[Membre, ...] = ()
) -> str:
    """Designate a porteur; one that the committee refused gives way by itself. Return its id.

    Raises:
        ErreurMetier: the consortium has no main holder, somebody is in place already, or a field is missing.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    verifier(connexion, geste.fabrique_id, donnees, membres)
    for ancien in tous(connexion, dossier_id):
        if ancien.jusqu_au is None:
            _ceder_la_place(connexion, geste, ancien)
    valeurs = {n: donnees.get(n) for n in CHAMPS} | {"dossier_id": dossier_id, "jusqu_au": None, "motif_fin": ""}
    try:
        porteur_id = ajouter(connexion, geste, m.Porteur, valeurs)
    except IntegrityError:  # ix_porteur_present: somebody else has just designated one
        raise _place_prise("Une autre personne ou structure") from None
    _ecrire_membres(connexion, porteur_id, membres)
    geste.noter(connexion, "porteur.designer", ("dossier", dossier_id), type=donnees["type"], route=donnees["route"])
    return porteur_id


def modifier(
    connexion: Connection,
    geste: Geste,
    lue: tuple[PorteurLu, int],
    donnees: Mapping[str, Any],
    membres: tuple[Membre, ...] = (),
) -> None:
    """Correct a porteur; ``lue``: (the porteur, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: see :func:`designer`.
    """
    porteur, version = lue
    exiger(connexion, geste.fabrique_id, porteur.dossier_id)
    verifier(connexion, geste.fabrique_id, donnees, membres)
    ou = {"id": porteur.id, "dossier_id": porteur.dossier_id}
    gardes = {"route": porteur.route, "candidature_id": porteur.candidature_id}
    valeurs = {n: donnees.get(n) for n in CHAMPS} | gardes
    remplacer(connexion, geste, m.Porteur, ou, (version, valeurs))
    _ecrire_membres(connexion, porteur.id, membres)
    geste.noter(connexion, "porteur.modifier", ("dossier", porteur.dossier_id))


def terminer(connexion: Connection, geste: Geste, porteur: PorteurLu, version: int, fin: tuple[str, str]) -> None:
    """Write when a porteur left and why; ``fin``: (partial date, reason).

    Raises:
        ErreurMetier: no reason, or it left before it came.
    """
    exiger(connexion, geste.fabrique_id, porteur.dossier_id)
    quand, motif = fin
    if not quand or not motif:
        raise ErreurMetier("fin_incomplete", "Dites depuis quand, et pourquoi\u00a0: la suite du dossier en a besoin.")
    n = min(len(quand), len(porteur.depuis))
    if quand[:n] < porteur.depuis[:n]:
        raise ErreurMetier(
            "fin_avant_debut", "La fin vient avant le début\u00a0: vérifiez les deux dates, rien n’est enregistré."
        )
    ou = {"id": porteur.id, "dossier_id": porteur.dossier_id}
    remplacer(connexion, geste, m.Porteur, ou, (version, {"jusqu_au": quand, "motif_fin": motif}))
    geste.noter(connexion, "porteur.terminer", ("dossier", porteur.dossier_id))


def verifier(
    connexion: Connection, fabrique_id: str, donnees: Mapping[str, Any], membres: tuple[Membre, ...] = ()
) -> None:
    """Refuse a porteur without what its type asks for.

    Raises:
        ErreurMetier: the code names what is missing.
    """
    if donnees["type"] not in TYPES or donnees["route"] not in ROUTES:
        raise ErreurMetier("type_absent", "Choisissez qui porterait le projet dans la liste.")
    if not donnees["nom"]:
        raise ErreurMetier("nom_absent", "Écrivez le nom de la personne, de l’équipe ou de la structure.")
    if not donnees["depuis"]:
        raise ErreurMetier("depuis_absent", "Dites depuis quand\u00a0: une année suffit.")
    if donnees["type"] == "consortium":
        if len(membres) < 2:
            raise ErreurMetier("membres_absents", "Un consortium réunit au moins deux structures\u00a0: ajoutez-les.")
        if sum(x.principal for x in membres) != 1:
            raise ErreurMetier("principal_absent", PRINCIPAL_ABSENT)
    _connus(connexion, fabrique_id, [donnees.get("partenaire_id"), *(x.partenaire_id for x in membres)])
    if donnees.get("personne_id") and donnees["personne_id"] not in dict(comptes(connexion, fabrique_id)):
        raise ErreurMetier("compte_inconnu", "Ce compte n’a pas le rôle attendu dans votre fabrique.")


def comptes(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """The accounts that may follow a project as porteur in a fabrique: (id, name)."""
    a = Attribution
    requete = (
        select(Personne.id, Personne.nom)
        .join(a, a.personne_id == Personne.id)
        .where(a.fabrique_id == fabrique_id, a.role == PORTEUR)
        .order_by(Personne.nom)
    )
    return [(i, n) for i, n in connexion.execute(requete)]


def suivis_par(connexion: Connection, fabrique_id: str, personne_id: str) -> list[tuple[str, str]]:
    """The dossiers an account follows as the porteur of today: (dossier id, porteur id)."""
    p = m.Porteur
    requete = (
        select(p.dossier_id, p.id)
        .join(Dossier, Dossier.id == p.dossier_id)
        .where(Dossier.fabrique_id == fabrique_id, p.personne_id == personne_id, p.jusqu_au.is_(None))
        .order_by(Dossier.numero)
    )
    return [(d, i) for d, i in connexion.execute(requete)]


def _ceder_la_place(connexion: Connection, geste: Geste, ancien: PorteurLu) -> None:
    if not ancien.refuse or ancien.avis is None:
        raise _place_prise(f"«\u00a0{ancien.nom}\u00a0»")
    fin = {"jusqu_au": ancien.avis.jour, "motif_fin": "Proposition non retenue.", "modifie_le": geste.maintenant}
    connexion.execute(update(m.Porteur).where(m.Porteur.id == ancien.id).values(**fin, version=ancien.version + 1))


def _place_prise(qui: str) -> ErreurMetier:
    return ErreurMetier(
        "place_prise", f"{qui} porte déjà ce projet. Écrivez d’abord depuis quand ce n’est plus le cas, et pourquoi."
    )


def _membres(connexion: Connection, porteur_id: str) -> tuple[Membre, ...]:
    x = m.PorteurMembre
    requete = select(x.nom, x.role, x.principal, x.partenaire_id).where(x.porteur_id == porteur_id)
    return tuple(Membre(*r) for r in connexion.execute(requete.order_by(x.principal.desc(), x.nom)))


def _ecrire_membres(connexion: Connection, porteur_id: str, membres: tuple[Membre, ...]) -> None:
    connexion.execute(delete(m.PorteurMembre).where(m.PorteurMembre.porteur_id == porteur_id))
    for membre in membres:
        ligne = {n: getattr(membre, n) for n in Membre.__slots__}
        connexion.execute(insert(m.PorteurMembre), {"id": nouvel_identifiant(), "porteur_id": porteur_id, **ligne})


def _avis(decisions: list[Evenement], depuis: int, jusqu_a: int | None) -> Evenement | None:
    """The last decision on this candidate: written since it was designated, and before the next one was."""
    siennes = [e for e in decisions if depuis <= e.le and (jusqu_a is None or e.le < jusqu_a)]
    return siennes[-1] if siennes else None


def _connus(connexion: Connection, fabrique_id: str, ids: list[str | None]) -> None:
    voulus = {i for i in ids if i}
    p = Partenaire
    connus = set(connexion.execute(select(p.id).where(p.fabrique_id == fabrique_id, p.id.in_(voulus))).scalars())
    if voulus - connus:
        raise ErreurMetier(
            "partenaire_inconnu", "Ce partenaire n’existe plus dans votre fabrique. Choisissez-en un autre."
        )
