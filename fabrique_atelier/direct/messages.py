"""Encoding of what the server says, once per audience and tick, and the strict JSON used on the sockets."""

from __future__ import annotations

from typing import Any

import msgspec

from fabrique_atelier.socle.json_strict import lire_json

_encodeur = msgspec.json.Encoder()


class JsonStrict:
    """The ``json`` module python-socketio is given: msgspec behind our gate."""

    @staticmethod
    def dumps(valeur: Any, **_options: Any) -> str:
        """Encode as compact JSON."""
        return _encodeur.encode(valeur).decode()

    @staticmethod
    def loads(texte: str | bytes) -> Any:
        """Decode, or raise ValueError as the standard module does."""
        return lire_json(texte)


def paquet(evenement: str, charge: Any) -> str:
    """Return the text of a Socket.IO EVENT packet."""
    return '2["' + evenement + '",' + _encodeur.encode(charge).decode() + "]"


def encoder_changements(changements: list[Any]) -> msgspec.Raw:
    """Encode changes once, to be embedded as they are in several messages."""
    return msgspec.Raw(_encodeur.encode(changements))
