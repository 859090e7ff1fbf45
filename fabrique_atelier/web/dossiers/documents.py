"""The files of a dossier: what is there, adding one, taking one home."""

from __future__ import annotations

from urllib.parse import quote

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from fabrique_atelier.dossier import documents
from fabrique_atelier.dossier.documents import OCTETS_MAX, PIECES
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.dossiers.dossier_base import Reponse, dossier_ou_404, geste, rendre, revenir, tenter
from fabrique_atelier.web.erreurs import dessiner
from fabrique_atelier.web.espace import Espace
from fabrique_atelier.web.formulaires.dossier import FormulaireDocument, liste_de
from fabrique_atelier.web.televersements import contenu, permettre

pages = Espace("documents", __name__, url_prefix="/equipe")
permettre(pages, {"liste": OCTETS_MAX + 65_536})
_UN = "/<fabrique>/dossiers/<uuid:dossier_id>"


@pages.route(f"{_UN}/documents", methods=["GET", "POST"], droit="dossier.gerer")
def liste(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The files, the latest first, and the form that adds one."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        presents = documents.liste(connexion, dossier.id)
    piece = request.args.get("piece", "")
    f = FormulaireDocument(data={"piece": piece if piece in PIECES else ""})
    liste_de(f.piece, PIECES, "Choisir…")
    envoye, nom = contenu(request.files.get("fichier")), getattr(request.files.get("fichier"), "filename", "") or ""
    fait, erreurs = tenter(
        f, lambda c: documents.deposer(c, geste(fabrique), dossier.id, str(f.piece.data), nom, envoye)
    )
    if fait:
        return revenir(fabrique, dossier, "Le document est joint.", "documents.liste")
    valeurs = {"documents": presents, "pieces": PIECES, "instant_long": instant_long}
    return rendre("dossier/documents.html", f, erreurs, dossier=dossier, **valeurs)


@pages.get("/<fabrique>/documents/<uuid:document_id>", droit="dossier.lire")
def telecharger(fabrique: FabriqueResumee, document_id: object) -> Response:
    """One file, always taken home, never run in the browser."""
    with lire(services().moteur) as connexion:
        document, octets = documents.contenu_de(connexion, fabrique.id, str(document_id)) or introuvable()
    ascii_seul = document.nom.encode("ascii", "replace").decode().replace('"', "").replace("\\", "")
    nom = f"attachment; filename=\"{ascii_seul}\"; filename*=UTF-8''{quote(document.nom, safe='')}"
    reponse = Response(octets, content_type=document.type_mime)
    reponse.headers["Content-Disposition"] = nom
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reponse.headers["Cache-Control"] = "private, no-store"
    return reponse


@pages.errorhandler(RequestEntityTooLarge)
def _trop_lourd(_erreur: RequestEntityTooLarge) -> tuple[str, int]:
    phrase = "Ce fichier dépasse 10\u00a0Mo\u00a0: rien n’est enregistré."
    return dessiner(
        413, "Fichier trop lourd", phrase, "Réduisez-le ou découpez-le, puis revenez à la page précédente."
    ), 413
