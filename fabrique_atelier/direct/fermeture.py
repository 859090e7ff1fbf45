"""Hanging up on a client that speaks nonsense, without waiting for it to listen.

engineio's own ``disconnect`` waits until the client has collected its last packets. On long-polling one that never asks
again holds a green thread and its connection for ever: a few thousand bad packets would close the site to everybody.
"""

from __future__ import annotations

from typing import Any


def fermer_sans_attendre(eio: Any) -> None:
    """Have the engineio server ``eio`` close at once; its own watch then forgets the socket."""

    def disconnect(sid: str | None = None) -> None:
        for cle in list(eio.sockets) if sid is None else [sid]:
            prise = eio.sockets.get(cle)
            if prise is not None:
                prise.close(wait=False, reason=eio.reason.SERVER_DISCONNECT)

    eio.disconnect = disconnect
