"""Security headers, on every answer whatever made it (``fiabilite.md`` §5). The door of ``porte.py`` puts them."""

from __future__ import annotations

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws: wss:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
ENTETES = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
#: Two years, for this host alone: what else stands under the organisation's domain is not ours to decide.
HSTS = "max-age=63072000"
Liste = list[tuple[str, str]]


def completer(entetes: Liste, *, https: bool) -> Liste:
    """Return ``entetes`` with the ones missing; a view's own value wins (static files, the QR's CSP)."""
    presents = {nom.lower() for nom, _valeur in entetes}
    attendus = ENTETES | {"Strict-Transport-Security": HSTS} if https else ENTETES
    return [*entetes, *((nom, valeur) for nom, valeur in attendus.items() if nom.lower() not in presents)]
