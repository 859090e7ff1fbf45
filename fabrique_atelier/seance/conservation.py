"""How long people stay in a séance (``domaine.md`` §7.2 RG14): tokens, pseudonyms and presence go, ideas and counts stay.

What decides is pure (:func:`echeance`, :func:`a_anonymiser`). :func:`anonymiser` replaces the participants by as many
nameless rows, so that every count stays true: nothing links them to a phone, a card, a ballot or an instant any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.persistance import verrouiller
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant

JOUR_MS = 86_400_000
#: Entities of a journal line that name somebody.
_NOMINATIVES = frozenset({"participant", "bulletin", "moi", "mienne", "perso"})
_LIGNES_PAR_LOT = 500


def echeance(close_le: int, jours: int) -> int:
    """Return the instant from which a séance closed at ``close_le`` must name nobody."""
    return close_le + jours * JOUR_MS


def a_anonymiser(close_le: int | None, anonymisee_le: int | None, jours: int, maintenant: int) -> bool:
    """Tell whether the time has come: closed for ``jours`` days, and not done yet."""
    return close_le is not None and anonymisee_le is None and maintenant >= echeance(close_le, jours)


def echues(connexion: Connection, maintenant: int) -> list[str]:
    """Return the ids of the séances to anonymise now, oldest first."""
    s = m.Seance
    requete = (
        select(s.id, s.close_le, s.anonymisee_le, Fabrique.conservation_jours)
        .join(Fabrique, Fabrique.id == s.fabrique_id)
        .where(s.etat == "close", s.close_le.is_not(None), s.anonymisee_le.is_(None))
        .order_by(s.close_le, s.id)
    )
    return [i for i, close, deja, jours in connexion.execute(requete) if a_anonymiser(close, deja, jours, maintenant)]


def anonymiser(connexion: Connection, seance_id: str, maintenant: int) -> int | None:
    """Forget who was there, in the current transaction; return how many people were, None if it is already done.

    The séance takes a new revision: a state kept in memory, here or in another process, is read again.
    """
    revision = verrouiller(connexion, seance_id)
    if revision is None or not _close_et_nominative(connexion, seance_id):
        return None
    siens = {n: m_.seance_id == seance_id for n, m_ in (("c", m.Contribution), ("e", m.ModerationEvenement))}
    connexion.execute(update(m.Contribution).where(siens["c"]).values(participant_id=None))
    connexion.execute(update(m.ModerationEvenement).where(siens["e"]).values(participant_id=None))
    connexion.execute(update(m.Vote).where(m.Vote.seance_id == seance_id).values(sel=None))
    connexion.execute(delete(m.Ticket).where(m.Ticket.seance_id == seance_id))
    personnes = _effacer_personnes(connexion, seance_id)
    _nettoyer_journal(connexion, seance_id)
    _avancer(connexion, seance_id, revision + 1, maintenant)
    return personnes


def _close_et_nominative(connexion: Connection, seance_id: str) -> bool:
    ligne = connexion.execute(select(m.Seance.etat, m.Seance.anonymisee_le).where(m.Seance.id == seance_id)).one()
    return bool(ligne.etat == "close" and ligne.anonymisee_le is None)


def _effacer_personnes(connexion: Connection, seance_id: str) -> int:
    """Put nameless rows in the place of the people: how many, with which voice, put aside or not."""
    p = m.Participant
    requete = select(p.type, p.poids, p.ecarte).where(p.seance_id == seance_id).order_by(p.ecarte, p.type, p.poids)
    anciennes = connexion.execute(requete).all()
    connexion.execute(delete(p).where(p.seance_id == seance_id))
    if anciennes:
        connexion.execute(
            insert(p),
            [
                {
                    "id": nouvel_identifiant(),
                    "seance_id": seance_id,
                    "numero": numero,
                    "empreinte": empreinte(secrets.token_hex(32)),
                    "appareil": None,
                    "pseudonyme": None,
                    "type": ancienne.type,
                    "poids": ancienne.poids,
                    "ecarte": ancienne.ecarte,
                    "rejoint_le": 0,
                }
                for numero, ancienne in enumerate(anciennes, start=1)
            ],
        )
    return len(anciennes)


def _nettoyer_journal(connexion: Connection, seance_id: str) -> None:
    """Keep the numbered lines of the séance's journal, without anybody in them."""
    j = table(m.Journal)
    modifier = (
        update(j)
        .where(j.c.seance_id == seance_id, j.c.id == bindparam("cle"))
        .values(participant_id=None, touches=bindparam("touches"), reponse=bindparam("reponse"))
    )
    for lot in _lots(connexion, seance_id):
        connexion.execute(modifier, lot)


def _lots(connexion: Connection, seance_id: str) -> Iterator[list[dict[str, Any]]]:
    requete = select(m.Journal.id, m.Journal.touches, m.Journal.reponse).where(m.Journal.seance_id == seance_id)
    lignes = connexion.execute(requete).all()
    for debut in range(0, len(lignes), _LIGNES_PAR_LOT):
        yield [
            {
                "cle": cle,
                "touches": [t for t in touches if t[0] not in _NOMINATIVES],
                "reponse": {n: v for n, v in reponse.items() if n not in ("participant", "numero")},
            }
            for cle, touches, reponse in lignes[debut : debut + _LIGNES_PAR_LOT]
        ]


def _avancer(connexion: Connection, seance_id: str, revision: int, maintenant: int) -> None:
    s = m.Seance
    connexion.execute(update(s).where(s.id == seance_id).values(revision=revision, anonymisee_le=maintenant))
    identifiant = nouvel_identifiant()
    connexion.execute(
        insert(m.Journal),
        {
            "seance_id": seance_id,
            "id": identifiant,
            "revision": revision,
            "type": "anonymiser",
            "acteur": "systeme",
            "participant_id": None,
            "touches": [["seance", ""]],
            "code": None,
            "reponse": {"id": identifiant, "ok": True, "r": revision},
            "le": maintenant,
        },
    )
