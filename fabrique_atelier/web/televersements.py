"""Files sent by the team: the few routes that take more than a form, and how much each takes.

The limit must stand before the form is read, which the check of its CSRF token does before any view: hence a hook that
runs earlier. Only a signed-in person gets the wider limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import FileStorage

from fabrique_atelier.web import session
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.espace import Espace

T = TypeVar("T")


def permettre(pages: Espace, tailles: Mapping[str, int]) -> None:
    """Let these routes of ``pages`` (name of the view → bytes) take that much."""

    @pages.url_value_preprocessor
    def elargir(endpoint: str | None, _valeurs: dict[str, Any] | None) -> None:
        octets = tailles.get((endpoint or "").rpartition(".")[2])
        if octets and request.method == "POST" and session.acteur() is not None:
            request.max_content_length = request.max_form_memory_size = octets


def contenu(fichier: FileStorage | None) -> bytes:
    """The bytes of a file field; none when nothing was chosen."""
    return fichier.read() if fichier and fichier.filename else b""


def a_part(fonction: Callable[..., T], *args: Any) -> T:
    """Run what takes long beside the event loop, where there is one."""
    resultat: T = services().hors_boucle(fonction, *args)
    return resultat
