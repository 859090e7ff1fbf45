"""The database read by hand: raw rows of one séance, on SQLite or PostgreSQL, without a line of the application."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

Ligne = dict[str, Any]

_REQUETES = {
    "seance": "SELECT * FROM seance WHERE id = :s",
    "phase": "SELECT * FROM phase WHERE seance_id = :s ORDER BY ordre",
    "participant": "SELECT * FROM participant WHERE seance_id = :s ORDER BY numero",
    "contribution": "SELECT * FROM contribution WHERE seance_id = :s ORDER BY rang",
    "regroupement": "SELECT * FROM regroupement WHERE seance_id = :s ORDER BY ordre, id",
    "vote": "SELECT * FROM vote WHERE seance_id = :s",
    "bulletin": "SELECT b.* FROM bulletin b JOIN vote v ON v.id = b.vote_id WHERE v.seance_id = :s",
    "journal": "SELECT * FROM journal WHERE seance_id = :s ORDER BY revision",
}
_JSON = {"vote": ("objets",), "bulletin": ("contenu",), "journal": ("touches", "reponse")}


@dataclass
class Tables:
    """Rows of one séance, by table."""

    seance: Ligne = field(default_factory=dict)
    phase: list[Ligne] = field(default_factory=list)
    participant: list[Ligne] = field(default_factory=list)
    contribution: list[Ligne] = field(default_factory=list)
    regroupement: list[Ligne] = field(default_factory=list)
    vote: list[Ligne] = field(default_factory=list)
    bulletin: list[Ligne] = field(default_factory=list)
    journal: list[Ligne] = field(default_factory=list)

    def participant_de(self, jeton: str) -> Ligne | None:
        """The participant a phone's token belongs to."""
        cherchee = empreinte_jeton(jeton)
        return next((ligne for ligne in self.participant if ligne["empreinte"] == cherchee), None)


def lire_tables(url: str, seance: str) -> Tables:
    """Read every row of a séance.

    :param url: SQLAlchemy URL of the application's database.
    """
    moteur = create_engine(url, poolclass=NullPool)
    with moteur.connect() as connexion:
        lues = {
            nom: [_decoder(nom, dict(ligne)) for ligne in connexion.execute(text(sql), {"s": seance}).mappings()]
            for nom, sql in _REQUETES.items()
        }
    (ligne_seance,) = lues.pop("seance")
    return Tables(seance=ligne_seance, **lues)


def _decoder(table: str, ligne: Ligne) -> Ligne:
    for colonne in _JSON.get(table, ()):
        # PostgreSQL's driver already decodes JSON columns, SQLite's gives the text.
        if isinstance(ligne[colonne], str):
            ligne[colonne] = json.loads(ligne[colonne])
    return ligne


def empreinte_jeton(jeton: str) -> str:
    """What the server stores of a phone's token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def jeton_vote(sel: str, jeton: str) -> str:
    """The voter's pseudonym in one vote, unlinkable once the salt is destroyed."""
    return hmac.new(sel.encode(), empreinte_jeton(jeton).encode(), hashlib.sha256).hexdigest()
