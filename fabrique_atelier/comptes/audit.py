"""The audit journal: append-only, hash-chained with a key (``domaine.md`` §3.44, §7.2 RG17).

Each line is written in the transaction of what it tells, after the line before it is locked: two writers never fork the
chain. Triggers refuse UPDATE, and DELETE beyond the last cut. Whoever can write in the database but does not hold the
instance key cannot forge a line, nor a cut: retention announces each cut in the chain itself, and the last cut must have
its announcement. The chain alone cannot tell that its end is missing: a :class:`Temoin`, noted earlier **outside** the
database (by the retention jobs, by a person who reads the page), is what reveals it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, cast, delete, func, insert, select, text

from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.base import table

SYSTEME = "systeme"
LIGNE_DE_COMMANDE = "ligne_de_commande"
LIEN = "lien"
#: The line that announces a cut; its ``jusque`` is the number of the last line deleted.
COUPE = "journal.couper"
ORIGINE = "0" * 64
_CHAMPS = ("numero", "le", "fabrique_id", "acteur", "action", "objet_type", "objet_id", "details", "precedente")
_VERROU_PG = 0x0FAB  # any constant: one line at a time across processes


@dataclass(frozen=True, slots=True)
class Rupture:
    """Where the chain does not hold: the line's number, and why, in French."""

    numero: int
    raison: str


@dataclass(frozen=True, slots=True)
class Temoin:
    """One line as it was seen at some time: kept elsewhere, it tells whether the chain still holds it."""

    numero: int
    empreinte: str


@dataclass(frozen=True, slots=True)
class Constat:
    """What a verification found: lines read, the last hash and its number, and the first break if any."""

    lignes: int
    derniere: str
    rupture: Rupture | None
    numero: int = 0

    @property
    def temoin(self) -> Temoin:
        """The end of the chain, to be noted elsewhere."""
        return Temoin(self.numero, self.derniere)


class Audit:
    """Writes and verifies the journal with the instance key."""

    def __init__(self, cle: bytes) -> None:
        self._cle = hmac.new(cle, b"audit", hashlib.sha256).digest()

    def noter(
        self,
        connexion: Connection,
        le: int,
        acteur: str,
        action: str,
        objet: tuple[str, str],
        *,
        fabrique_id: str | None = None,
        **details: Any,
    ) -> None:
        """Append one line in the current transaction.

        Args:
            acteur: a person's id, or ``systeme``, ``ligne_de_commande``, ``lien``.
            objet: (type, id) of what was acted upon.
            details: codes, figures and identifiers only.
        """
        _verrouiller(connexion)
        numero, precedente = _tete(connexion)
        ligne: dict[str, Any] = {
            "numero": numero + 1,
            "le": le,
            "fabrique_id": fabrique_id,
            "acteur": acteur,
            "action": action,
            "objet_type": objet[0],
            "objet_id": objet[1],
            "details": details,
            "precedente": precedente,
        }
        ligne["empreinte"] = self._empreinte(ligne)
        connexion.execute(insert(m.EntreeAudit), ligne)

    def verifier(self, connexion: Connection, temoin: Temoin | None = None) -> Constat:
        """Walk the whole chain from the last cut; with ``temoin``, also demand the line that was seen then."""
        debut, precedente = _coupe(connexion)
        numero, lignes, annoncees = debut, 0, {0}
        for ligne in _lignes(connexion, debut):
            raison = self._faute(ligne, numero + 1, precedente) or _contredit(ligne, temoin)
            if raison:
                return Constat(lignes, precedente, Rupture(ligne["numero"], raison), numero)
            numero, precedente = ligne["numero"], ligne["empreinte"]
            lignes += 1
            if ligne["action"] == COUPE:
                annoncees.add(ligne["details"].get("jusque"))
        rupture = None
        if debut not in annoncees:
            rupture = Rupture(debut, "les lignes jusqu’à celle-ci ont été effacées sans que le journal l’annonce")
        elif temoin is not None and temoin.numero > numero:
            rupture = Rupture(numero + 1, "la fin du journal a été effacée à partir de cette ligne")
        return Constat(lignes, precedente, rupture, numero)

    def couper(self, connexion: Connection, avant: int, maintenant: int) -> int:
        """Delete the lines older than ``avant`` (ms), keeping the chain verifiable; return how many.

        Only what stands before every line young enough to be kept: a clock that once ran late must not take recent lines away.
        """
        _verrouiller(connexion)
        e = m.EntreeAudit
        premiere_gardee = connexion.execute(
            select(func.min(e.numero)).where(e.le >= avant, e.le <= maintenant)
        ).scalar_one()
        anciennes = select(e.numero, e.empreinte).where(e.le < avant).order_by(e.numero.desc()).limit(1)
        if premiere_gardee is not None:
            anciennes = anciennes.where(e.numero < premiere_gardee)
        derniere = connexion.execute(anciennes).first()
        if derniere is None:
            return 0
        coupe = {"numero": derniere.numero, "empreinte": derniere.empreinte, "le": maintenant}
        connexion.execute(insert(m.CoupeAudit), coupe)
        lignes: int = connexion.execute(delete(e).where(e.numero <= derniere.numero)).rowcount
        objet = ("journal", str(derniere.numero))
        self.noter(connexion, maintenant, SYSTEME, COUPE, objet, jusque=derniere.numero, lignes=lignes)
        return lignes

    def _faute(self, ligne: dict[str, Any], attendu: int, precedente: str) -> str | None:
        if ligne["numero"] != attendu:
            return "une ligne manque avant celle-ci"
        if ligne["precedente"] != precedente:
            return "la ligne précédente n’est plus celle qui avait été écrite"
        try:
            ligne["details"] = msgspec.json.decode(ligne["details"])
            juste = ligne["empreinte"] == self._empreinte(ligne)
        except (msgspec.MsgspecError, TypeError, ValueError):
            juste = False
        return None if juste else "cette ligne a été modifiée, ou écrite sans la clé de l’instance"

    def _empreinte(self, ligne: dict[str, Any]) -> str:
        contenu = msgspec.json.encode([ligne[n] for n in _CHAMPS], order="sorted")
        return hmac.new(self._cle, contenu, hashlib.sha256).hexdigest()


def _coupe(connexion: Connection) -> tuple[int, str]:
    requete = select(m.CoupeAudit.numero, m.CoupeAudit.empreinte).order_by(m.CoupeAudit.numero.desc()).limit(1)
    trouvee = connexion.execute(requete).first()
    return (trouvee.numero, trouvee.empreinte) if trouvee else (0, ORIGINE)


def _tete(connexion: Connection) -> tuple[int, str]:
    requete = select(m.EntreeAudit.numero, m.EntreeAudit.empreinte).order_by(m.EntreeAudit.numero.desc()).limit(1)
    trouvee = connexion.execute(requete).first()
    return (trouvee.numero, trouvee.empreinte) if trouvee else _coupe(connexion)


def _lignes(connexion: Connection, depuis: int) -> Iterator[dict[str, Any]]:
    """Yield the lines in order, ``details`` as they are stored: they may have been made unreadable."""
    e = table(m.EntreeAudit).c
    colonnes = [cast(c, Text).label(c.name) if c.name == "details" else c for c in e]
    for ligne in connexion.execute(select(*colonnes).where(e.numero > depuis).order_by(e.numero)).mappings():
        yield dict(ligne)


def _contredit(ligne: dict[str, Any], temoin: Temoin | None) -> str | None:
    if temoin is None or ligne["numero"] != temoin.numero or ligne["empreinte"] == temoin.empreinte:
        return None
    return "cette ligne n’est plus celle qui avait été vue\u00a0: la fin du journal a été réécrite"


def _verrouiller(connexion: Connection) -> None:
    """One line at a time across processes; SQLite's write transactions already are."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _VERROU_PG})
