"""A plausible row for any table: what a test does not name gets a value of its column's type."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, select


def remplir(connexion: Connection, cible: Table, donnees: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a whole row for ``cible``; ``donnees`` wins."""
    connues = donnees or {}
    return {c.name: connues[c.name] if c.name in connues else _valeur(connexion, c) for c in cible.columns}


def _valeur(connexion: Connection, colonne: Column[Any]) -> Any:
    """Return something a column accepts: an existing row for a foreign key, else a value of its type."""
    for cle in colonne.foreign_keys:
        premiere = connexion.execute(select(cle.column).limit(1)).scalar()
        if premiere is None and not colonne.nullable:
            raise LookupError(f"{colonne}: no row of {cle.column} to point to")
        return premiere
    types: dict[type, Any] = {bytes: b"\x00\xff", bool: True, int: 30, dict: {"a": ["b"]}}
    genre = dict if isinstance(colonne.type, JSON) else colonne.type.python_type
    return types.get(genre, colonne.name[: getattr(colonne.type, "length", None) or 99])
