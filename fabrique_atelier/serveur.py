"""Process entry: the green-thread patch first, then the application. The only file that names eventlet.

Leaving eventlet is a setting (``FABRIQUE_BOUCLE=gevent`` or ``threading``); see ``docs/adr/0004``.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

ATTENTE_ACCUEIL = 4096
#: How much nicer (in the sense of nice(1)) the threads that compute are than the one that serves.
RETRAIT = 10


def preparer_boucle() -> str:
    """Patch the standard library for the chosen loop, before anything else is imported; return its name."""
    boucle = os.environ.get("FABRIQUE_BOUCLE", "") or "eventlet"
    if boucle == "eventlet":
        import warnings

        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
    elif boucle == "gevent":
        from gevent import monkey

        monkey.patch_all()
    _hors_boucle.append(_HORS_BOUCLE.get(boucle, _direct))
    return boucle


def hors_boucle(fonction: Callable[..., Any], *args: Any) -> Any:
    """Run what computes for long in a real thread, the green ones going on meanwhile; return what it returns.

    ``fonction`` must not touch anything patched: no lock, no database, no logger.
    """
    return _hors_boucle[-1](fonction, *args)


def _direct(fonction: Callable[..., Any], *args: Any) -> Any:
    return fonction(*args)


def _hors_eventlet(fonction: Callable[..., Any], *args: Any) -> Any:
    from eventlet import tpool

    return tpool.execute(_en_retrait, fonction, *args)


def _hors_gevent(fonction: Callable[..., Any], *args: Any) -> Any:
    from gevent import get_hub

    return get_hub().threadpool.apply(_en_retrait, (fonction, *args))


def _en_retrait(fonction: Callable[..., Any], *args: Any) -> Any:
    """Let the room go first: two hashes are eight threads, and would take most of two processors from the event loop."""
    if sys.platform == "linux":  # where a priority is a thread's own, and its children's
        os.setpriority(os.PRIO_PROCESS, 0, RETRAIT)
    return fonction(*args)


def ouvrir_les_descripteurs() -> None:
    """Raise the soft limit of open files to the hard one: the usual 1,024 refuses a full room that reconnects."""
    _souple, dure = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (dure, dure))


def ecouter(hote: str, port: int) -> socket.socket:
    """Return a listening socket: small packets leave at once, and a whole room may knock together."""
    prise = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    prise.bind((hote, port))
    prise.listen(ATTENTE_ACCUEIL)
    return prise


def servir(prise: socket.socket, application: Any, boucle: str, a_la_fin: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then call ``a_la_fin``.

    The server runs beside the main thread, which only waits: a signal raised inside a request would end that request alone.
    """
    # a full collection of this heap stops every phone for about 200 ms (measured): what is loaded now stays for ever
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    ouvrir_les_descripteurs()
    # a list and not an event: a second signal may interrupt the handling of the first, and a green lock would not stand it
    recus: list[int] = []
    for numero in (signal.SIGTERM, signal.SIGINT):
        signal.signal(numero, lambda recu, _cadre: recus.append(recu))
    threading.Thread(target=_BOUCLES[boucle], args=(prise, application), daemon=True, name="serveur").start()
    while not recus:
        time.sleep(0.2)
    for numero in (signal.SIGTERM, signal.SIGINT):
        signal.signal(numero, signal.SIG_IGN)  # what is being written is finished, however often one asks
    prise.close()
    a_la_fin()


def _servir_eventlet(prise: socket.socket, application: Any) -> None:
    from eventlet import wsgi

    # socket_timeout and max_size: without them 1,075 idle half-requests close the site (fiabilite.md F6)
    wsgi.server(
        prise,
        application.flask,
        log_output=False,
        max_size=application.reglages.capacite * 4 + 4000,
        socket_timeout=30,
        debug=False,
    )


def _servir_gevent(prise: socket.socket, application: Any) -> None:
    from gevent import pywsgi

    pywsgi.WSGIServer(prise, application.flask, log=None).serve_forever()


def _servir_threading(prise: socket.socket, application: Any) -> None:
    from werkzeug.serving import make_server

    hote, port = prise.getsockname()[:2]
    make_server(hote, port, application.flask, threaded=True, fd=prise.fileno()).serve_forever()


_BOUCLES: dict[str, Callable[[socket.socket, Any], None]] = {
    "eventlet": _servir_eventlet,
    "gevent": _servir_gevent,
    "threading": _servir_threading,
}
_HORS_BOUCLE: dict[str, Callable[..., Any]] = {"eventlet": _hors_eventlet, "gevent": _hors_gevent}
#: The last one is in force: direct until the standard library is patched.
_hors_boucle: list[Callable[..., Any]] = [_direct]
