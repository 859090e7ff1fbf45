"""A mail server for an application under test, and what it was given."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from fabrique_atelier.socle.courrier import Courrier
from fabrique_atelier.web.contexte import CLE_SERVICES
from tests.integration.site import Site
from tests.outillage.connexion import services_de
from tests.outillage.smtp import Boite, boite_aux_lettres


@contextmanager
def avec_courrier(site: Site, **options: object) -> Iterator[Boite]:
    """Give the application a mail server."""
    with boite_aux_lettres(**options) as boite:
        courrier = Courrier(f"smtp://127.0.0.1:{boite.port}", "Fabrique Atelier <atelier@exemple.invalid>")
        avant = services_de(site)
        site.application.flask.extensions[CLE_SERVICES] = replace(avant, courrier=courrier)
        yield boite
        site.application.flask.extensions[CLE_SERVICES] = avant


def lettre(boite: Boite) -> tuple[str, str]:
    """Return (subject, text) of the last message."""
    return lettres(boite)[-1]


def lettres(boite: Boite) -> list[tuple[str, str]]:
    """Return (subject, text) of every message, in the order they came: each leaves by a thread of its own."""
    messages = [email.message_from_bytes(brut, policy=email.policy.default) for brut in boite.messages]
    assert {m.get_content_type() for m in messages} == {"text/plain"}
    return [(str(m["Subject"]), m.get_content().replace("\r\n", "\n")) for m in messages]
