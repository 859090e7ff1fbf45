"""No connection leaves this machine: an audit hook refuses every address that is not loopback.

It guards the test process and, through :func:`lancer`, the servers the tests start.
"""

from __future__ import annotations

import ctypes
import ipaddress
import runpy
import signal
import socket
import sys
from typing import Any

_PR_SET_PDEATHSIG = 1
_NOMS_LOCAUX = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""})  # noqa: S104 (names accepted, not bound)
# Connecting a datagram socket sends nothing: it only asks which of our own addresses leads out (for the QR code).
_ROUTE = "192.0.2.1"


class ConnexionInterdite(AssertionError):
    """Code under test tried to reach another machine."""


def _hote(adresse: Any) -> str | None:
    """Return the host of a socket address, or None for a Unix socket and other families without one."""
    if not isinstance(adresse, tuple) or not adresse:
        return None
    hote = adresse[0]
    return hote.decode() if isinstance(hote, bytes) else str(hote)


def est_locale(hote: str | None) -> bool:
    """Tell whether ``hote`` stays on this machine."""
    if hote is None or hote in _NOMS_LOCAUX:
        return True
    try:
        return ipaddress.ip_address(hote.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _surveiller(evenement: str, arguments: tuple[Any, ...]) -> None:
    if evenement in {"socket.connect", "socket.sendto"}:
        hote = _hote(arguments[1])
        if evenement == "socket.connect" and arguments[0].type == socket.SOCK_DGRAM and hote == _ROUTE:
            return
    elif evenement == "socket.getaddrinfo":
        hote = None if arguments[0] is None else _hote((arguments[0],))
    else:
        return
    if not est_locale(hote):
        raise ConnexionInterdite(f"{evenement} vers {hote} : rien ne sort de cette machine pendant les tests")


def poser() -> None:
    """Guard this process until it ends (an audit hook cannot be removed)."""
    sys.addaudithook(_surveiller)


def lancer() -> None:
    """Run ``python -m fabrique_atelier`` under the guard, and die with the test process that started it."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    poser()
    sys.argv[0] = "fabrique_atelier"
    runpy.run_module("fabrique_atelier", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    lancer()
