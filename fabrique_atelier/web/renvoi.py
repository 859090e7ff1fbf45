"""Nothing typed is lost when a session or a form has expired: the page that refuses it hands the fields back, to be sent again.

Passwords and files are not handed back. Only a request from one of our own pages gets its fields: nobody else's form is
ever dressed with a fresh token.
"""

from __future__ import annotations

import re

from flask import render_template, request

_SECRETS = re.compile(r"mot_de_passe|actuel|csrf_token")


def page(titre: str, message: str, quoi_faire: str, *, connexion: bool = False) -> str:
    """Render the refusal with what was typed, ready to be sent again."""
    champs = [(n, v) for n, v in request.form.items(multi=True) if not _SECRETS.search(n)] if d_ici() else []
    return render_template(
        "comptes/renvoi.html",
        titre=titre,
        message=message,
        quoi_faire=quoi_faire,
        connexion=connexion,
        adresse=request.full_path.rstrip("?"),
        champs=champs,
    )


def d_ici() -> bool:
    """Whether one of our pages sent this request, as the browser says it."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
