"""One idea full of payloads on the pages of the parcours that are read most; every page has its walk in ``test_xss_parcours``."""

from __future__ import annotations

from tests.navigateur.xss_champs import Lot
from tests.navigateur.xss_visites import Visites


def suivre_une_idee(visites: Visites, v: Lot) -> None:
    """Plant it by its forms, from the outside and by the team, then look at eight pages."""
    b, rue, e = visites.bureau, visites.rue, visites.equipe
    lieu = visites.ou["territoire"].rpartition("/")[2]
    idee = {"titre": v(140), "origine": v(200, 1), "territoires": lieu, "thematiques": "insertion"}
    dossier = b.planter(f"{e}/idees/nouvelle", "origine", idee)
    textes = {n: v(200, r) for r, n in enumerate(("besoin_resume", "publics", "solution", "existant"))}
    b.planter(f"{dossier}/fiche/ecrire", "solution", {"titre": v(140, 1)} | textes)
    b.planter(f"{dossier}/etude/sections/besoin", "texte", {"texte": v(400, 1)})
    b.planter(f"{dossier}/porteur/voie", "note", {"route": "proactive", "note": v(400, 2)})
    jalon = {"type": "premiere_reunion", "libelle": v(140, 2), "reel": "2026-10", "source": v(200, 2)}
    b.planter(f"{dossier}/suivi/jalons/nouveau", "libelle", jalon)
    recu = {"titre": v(140, 3), "explication": v(400, 3), "organisation": v(160, 3)}
    apport = rue.planter(f"/apporter/{visites.fabrique}", "explication", recu | {"lieu": v(160, 4)})
    for chemin, attendus in {
        dossier: (v(140, 1),), f"{dossier}/fiche": tuple(textes.values()), f"{dossier}/etude": (v(140, 1),),
        f"{dossier}/etude/sections/besoin": (v(400, 1),), f"{dossier}/porteur": (v(400, 2),), f"{dossier}/suivi": (v(140, 2),),
        f"{e}/a-trier": (v(140, 3),),
    }.items():  # fmt: skip
        b.voir(chemin, attendus)
    rue.voir(apport, (v(140, 3), v(400, 3)))
