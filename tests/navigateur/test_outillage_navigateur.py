"""The browser harness itself: axe works under the application's CSP, and nothing a page gets wrong stays silent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.outillage.navigateur import Atelier, violations_axe

_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'"
_DEBUT = "<!doctype html><html lang='fr'><head><title>Essai</title></head><body><main><h1>Essai</h1>"


@contextmanager
def _servir(corps: str) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", _CSP)
            self.end_headers()
            self.wfile.write((_DEBUT + corps + "</main></body></html>").encode())

        def log_message(self, *_ignores: object) -> None:
            """Keep the test's output quiet."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield f"http://127.0.0.1:{serveur.server_address[1]}/"
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()


@pytest.mark.parametrize(("corps", "attendu"), [("<p>Bien.</p>", []), ("<button></button>", ["button-name"])])
def test_axe_voit_sous_la_csp(atelier: Atelier, corps: str, attendu: list[str]) -> None:
    with _servir(corps) as url:
        page = atelier.appareil(360, 740)
        page.goto(url)
        assert [v.split(" ")[0] for v in violations_axe(page)] == attendu


def test_une_entorse_a_la_csp_est_retenue(navigateur: Browser) -> None:
    atelier = Atelier(navigateur)
    with _servir("<p style='color: var(--x)'>Entorse.</p>") as url:
        atelier.appareil(360, 740).goto(url)
        atelier.fermer()
    assert any("Content Security Policy" in erreur for erreur in atelier.erreurs)
