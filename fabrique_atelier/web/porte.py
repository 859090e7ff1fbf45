"""The door in front of everything, pages and sockets alike: who asks, under which name, from which page.

A request that gets through comes from a name of ours (no DNS rebinding), and changes nothing at the bidding of another
site; a socket opens only for our own pages (``fiabilite.md`` F8, T9, T10). Plain WSGI: ``/socket.io`` never meets Flask.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

from fabrique_atelier.config import Reglages
from fabrique_atelier.seance.essais import Essais
from fabrique_atelier.web.entetes import completer

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
#: Title, what happened, what to do; by the code of the refusal.
REFUS: dict[str, tuple[int, str, str, str]] = {
    "hote_inconnu": (
        400,
        "Adresse non reconnue",
        "Le serveur ne se connaît pas sous le nom que votre navigateur a demandé.",
        "Ouvrez l’adresse donnée par l’équipe d’animation, ou faites ajouter celle-ci au réglage FABRIQUE_HOTES du serveur.",
    ),
    "autre_site": (
        403,
        "Demande venue d’un autre site",
        "Une page d’un autre site a demandé cette action à votre place. Rien n’a été changé.",
        "Si vous vouliez le faire, revenez sur l’atelier et recommencez.",
    ),
    "trop_de_connexions": (
        429,
        "Trop de connexions d’un coup",
        "Trop d’écrans se connectent en même temps depuis ce réseau.",
        "Patientez quelques secondes\u00a0: votre écran réessaie de lui-même.",
    ),
}
_LOCAUX = ("127.0.0.1", "localhost", "[::1]")
_SURES = frozenset({"GET", "HEAD", "OPTIONS"})
_HOTE = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?", re.ASCII)
_MANDATAIRE = re.compile(r"HTTP_(X_FORWARDED_\w+|FORWARDED|X_REAL_IP)\Z")
_PORTS = {"http": "80", "https": "443"}


def origines(reglages: Reglages) -> list[str]:
    """The only web origins whose pages may open a socket."""
    url = urlsplit(reglages.url.lower())
    port = url.netloc.removeprefix(_nom(url.netloc))
    trouvees = {_origine(url.scheme, url.netloc)}
    trouvees |= {_origine("http", f"{nom}:{reglages.port}") for nom in _LOCAUX}
    trouvees |= {_origine(url.scheme, hote if _nom(hote) != hote else hote + port) for hote in reglages.hotes}
    return sorted(trouvees)


def noms(reglages: Reglages) -> frozenset[str]:
    """The host names this instance answers to. The port is left out: rebinding moves a name, never a port."""
    propres = (urlsplit(reglages.url).netloc.lower(), reglages.hote, *reglages.hotes)
    return frozenset(_LOCAUX) | {_nom(hote) for hote in propres if hote not in ("0.0.0.0", "::")}  # noqa: S104 (compared)


class Porte:
    """WSGI middleware, outermost but for the trusted proxies; ``page(code)`` gives the HTML of a refusal."""

    def __init__(self, suivante: Wsgi, reglages: Reglages, essais: Essais, page: Callable[[str], bytes]) -> None:
        self._suivante = suivante
        self._noms = noms(reglages)
        self._origines = frozenset(origines(reglages))
        self._essais = essais
        self._page = page
        self._https = reglages.url.startswith("https:")

    def __call__(self, environ: Environ, commencer: Any) -> Iterable[bytes]:
        """Let the request through, or answer the refusal; every answer leaves with its security headers."""

        def completee(statut: str, entetes: list[tuple[str, str]], *suite: Any) -> Any:
            return commencer(statut, completer(entetes, https=self._https), *suite)

        for nom in [n for n in environ if _MANDATAIRE.match(n)]:
            del environ[nom]  # nobody behind this door believes them: ProxyFix has read those of our own proxies
        code = self._refus(environ)
        return self._suivante(environ, completee) if code is None else self._refuser(code, environ, completee)

    def _refus(self, environ: Environ) -> str | None:
        if _nom(environ.get("HTTP_HOST", "").lower()) not in self._noms:
            # the refusal itself is dressed: style sheets are the same for everybody, and public
            return None if str(environ.get("PATH_INFO", "")).startswith("/statique/") else "hote_inconnu"
        site = environ.get("HTTP_SEC_FETCH_SITE")
        if _est_direct(environ):
            return self._refus_direct(environ, site)
        if site in ("cross-site", "same-site") and environ["REQUEST_METHOD"] not in _SURES:
            return "autre_site"
        return None

    def _refus_direct(self, environ: Environ, site: str | None) -> str | None:
        """Sockets: our own pages, or a program that sends no Origin; JSONP belongs to another age."""
        demande = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        origine = environ.get("HTTP_ORIGIN")
        if "j" in demande or site not in (None, "same-origin") or origine not in (None, *self._origines):
            return "autre_site"
        if "sid" not in demande and not self._essais.poignee(environ.get("REMOTE_ADDR", "")):
            return "trop_de_connexions"
        return None

    def _refuser(self, code: str, environ: Environ, commencer: Any) -> Iterable[bytes]:
        statut, titre, message, quoi_faire = REFUS[code]
        if _est_direct(environ) or environ.get("PATH_INFO", "").startswith("/api/"):
            corps = json.dumps({"ok": False, "code": code, "message": f"{message} {quoi_faire}"}).encode()
            genre = "application/json"
        else:
            corps, genre = self._page(code), "text/html; charset=utf-8"
        commencer(f"{statut} {titre}".encode("ascii", "replace").decode(), [
            ("Content-Type", genre), ("Content-Length", str(len(corps))), ("Connection", "close"),
        ])  # fmt: skip
        return [corps]


def derriere(porte: Wsgi, mandataires: int) -> Wsgi:
    """Return ``porte`` behind that many reverse proxies; with none, what ``X-Forwarded-*`` say is never read."""
    if not mandataires:
        return porte
    fixe: Wsgi = ProxyFix(porte, x_for=mandataires, x_proto=mandataires, x_host=mandataires)
    return fixe


def _est_direct(environ: Environ) -> bool:
    return str(environ.get("PATH_INFO", "")).lstrip("/").startswith("socket.io")


def _nom(hote: str) -> str:
    """The name in ``host:port``; empty for what is no host."""
    trouve = _HOTE.fullmatch(hote)
    return trouve.group(1) if trouve else ""


def _origine(schema: str, hote: str) -> str:
    """As browsers write it: no default port."""
    return f"{schema}://{hote.removesuffix(':' + _PORTS[schema])}"
