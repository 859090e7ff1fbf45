"""Who is there, who gave their voice to whom, and the quorum that follows (``domaine.md`` §2.6, §3.19)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from fabrique_atelier.comite import lectures, membres, noms, trouver
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.quorum import Quorum, Siege, calculer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

_PR, _S, _C = (table(x).c for x in (m.Presence, m.SeanceComite, m.Comite))


@dataclass(frozen=True, slots=True)
class PresenceLue:
    """What was said of one member."""

    membre_id: str
    etat: str
    pouvoir_a: str | None
    par_suppleant: bool
    le: int


def presences(connexion: Connection, seance_id: str) -> dict[str, PresenceLue]:
    """Member → presence, for a session already known to be in the fabrique."""
    requete = select(_PR.membre_id, _PR.etat, _PR.pouvoir_a, _PR.par_suppleant, _PR.le)
    lues = connexion.execute(requete.where(_PR.seance_comite_id == seance_id)).mappings()
    return {x["membre_id"]: PresenceLue(**x) for x in lues}


def marquer(
    connexion: Connection,
    geste: Geste,
    seance_id: str,
    membre_id: str,
    etat: str,
    pouvoir_a: str | None = None,
    *,
    par_suppleant: bool = False,
) -> None:
    """Say where a member is; what was said before is replaced. The decisions already taken keep their quorum.

    Raises:
        ErreurMetier: ``membre_inconnu``, ``presence_inconnue``, ``pouvoir_impossible``, ``pouvoirs_max``, ``etat_seance``.
    """
    seance = trouver.seance(connexion, geste, seance_id, noms.CONVOQUEE, noms.TENUE, noms.PREPAREE)
    siegeants = {x.id: x for x in membres.a_la_date(connexion, seance["comite_id"], seance["jour"])}
    if membre_id not in siegeants:
        raise ErreurMetier("membre_inconnu", "Cette personne ne siège pas à ce comité le jour de la séance.")
    if etat not in noms.PRESENCES:
        raise ErreurMetier("presence_inconnue", "Choisissez une présence de la liste.")
    if etat == "represente":
        _verifier_pouvoir(connexion, seance, siegeants, membre_id, pouvoir_a)
    _poser(connexion, geste, seance_id, membre_id, (etat, pouvoir_a if etat == "represente" else None), par_suppleant)
    geste.noter(connexion, "comite.presence", ("seance_comite", seance_id), membre=membre_id, etat=etat)


def arriver(connexion: Connection, geste: Geste, seance_id: str, etat: str = "present") -> str:
    """The member who is signed in says « Je suis là »; return the id of their seat.

    Raises:
        ErreurMetier: ``membre_inconnu``, ``etat_seance``.
    """
    seance = trouver.seance(connexion, geste, seance_id, noms.CONVOQUEE, noms.TENUE)
    membre_id = lectures.siege_de(connexion, seance_id, geste.acteur_id)
    siegeants = {x.id for x in membres.a_la_date(connexion, seance["comite_id"], seance["jour"])}
    if membre_id is None or membre_id not in siegeants or etat not in noms.PRESENTS:
        raise ErreurMetier(
            "membre_inconnu",
            "Votre compte n’est lié à aucun membre de ce comité. Demandez à la personne qui prépare la séance de le lier.",
        )
    _poser(connexion, geste, seance_id, membre_id, (etat, None), par_suppleant=False)
    geste.noter(connexion, "comite.presence", ("seance_comite", seance_id), membre=membre_id, etat=etat)
    return membre_id


def sieges(connexion: Connection, seance_id: str, point_id: str | None = None) -> list[Siege]:
    """The seats of a session on its day; with a point, its déports are known too."""
    seance = connexion.execute(select(_S.comite_id, _S.jour).where(_S.id == seance_id)).one()
    la = presences(connexion, seance_id)
    d = m.Deport
    requete = select(d.membre_id).where(d.point_id == point_id)
    deportes = set(connexion.execute(requete).scalars()) if point_id else set()
    return [
        Siege(
            x.id,
            x.deliberative,
            la[x.id].etat if x.id in la else None,
            la[x.id].pouvoir_a if x.id in la else None,
            x.id in deportes,
        )
        for x in membres.a_la_date(connexion, seance.comite_id, seance.jour)
    ]


def quorum_de(connexion: Connection, seance_id: str, point_id: str | None = None) -> Quorum:
    """The quorum now, of the session or of one point."""
    requete = select(_C.quorum_pct).join(m.SeanceComite, _S.comite_id == _C.id).where(_S.id == seance_id)
    return calculer(sieges(connexion, seance_id, point_id), connexion.execute(requete).scalar_one())


def _verifier_pouvoir(
    connexion: Connection,
    seance: RowMapping,
    siegeants: dict[str, membres.MembreLu],
    membre_id: str,
    pouvoir_a: str | None,
) -> None:
    autre = siegeants.get(pouvoir_a or "")
    if autre is None or autre.id == membre_id or not (autre.deliberative and siegeants[membre_id].deliberative):
        raise ErreurMetier(
            "pouvoir_impossible",
            "Un pouvoir se donne à un autre membre, et les deux voix sont délibératives. Choisissez qui le porte.",
        )
    la = presences(connexion, seance["id"])
    if autre.id in la and la[autre.id].etat not in noms.PRESENTS:
        raise ErreurMetier(
            "pouvoir_impossible", f"{autre.nom} n’est pas là\u00a0: un pouvoir se porte sur place. Choisissez quelqu’un de présent."
        )  # fmt: skip
    portes = sum(x.pouvoir_a == autre.id for i, x in la.items() if i != membre_id)
    if portes >= seance["pouvoirs_max"]:
        permis = seance["pouvoirs_max"]
        raise ErreurMetier(
            "pouvoirs_max",
            f"{autre.nom} porte déjà {portes}\u00a0pouvoir{'s' * (portes > 1)}, et vos règles en permettent {permis}. "
            "Choisissez une autre personne.",
        )


def _poser(
    connexion: Connection, geste: Geste, seance_id: str, membre_id: str, ou: tuple[str, str | None], par_suppleant: bool
) -> None:  # fmt: skip
    cle = {"seance_comite_id": seance_id, "membre_id": membre_id}
    connexion.execute(delete(m.Presence).where(_PR.seance_comite_id == seance_id, _PR.membre_id == membre_id))
    etat, pouvoir_a = ou
    valeurs = {"etat": etat, "pouvoir_a": pouvoir_a, "par_suppleant": par_suppleant, "le": geste.maintenant}
    connexion.execute(insert(m.Presence), cle | valeurs)


def presents(connexion: Connection, seance_id: str) -> int:
    """How many members are in the room or on its screen."""
    requete = select(func.count()).where(_PR.seance_comite_id == seance_id, _PR.etat.in_(noms.PRESENTS))
    return connexion.execute(requete).scalar_one()
