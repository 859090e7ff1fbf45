"""Taking a new idea of the demo to « prête »: fiche, two blind evaluations, a signed grid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Connection

from fabrique_atelier.conduite import passages
from fabrique_atelier.demonstration.recits import Idee
from fabrique_atelier.dossier import fiche, fiche_champs, identite, qualification, utilite
from fabrique_atelier.dossier.fiche_lecture import cartes_de
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau.gestes import Geste

UTILE = utilite.Utilite(
    ("lien_social_cohesion_territoriale",), innovation={"besoin": ("oui", ""), "implication": ("oui", "")}
)


def qualifier(
    connexion: Connection,
    gestes: Callable[..., Geste],
    equipe: tuple[str, str],
    quoi: tuple[Idee, str, str],
    depart: date,
) -> None:
    """Take a new dossier to « prête »; ``quoi``: the idea, its dossier, its territory. Three, eight and fourteen days after ``depart``."""
    c, (idee, dossier_id, lieu) = connexion, quoi
    fiche_le, ecrite_le, prete_le = ((depart + timedelta(days=n)).isoformat() for n in (3, 8, 14))
    identite.nommer_responsable(c, gestes(), dossier_id, equipe[0], fiche_le)
    passages.franchir(c, gestes(), dossier_id, "T2", fiche_le)
    textes = {n: t for n, t in idee.textes.items() if n != "date_detection"}
    verbatims = [carte.id for g in cartes_de(c, dossier_id) for carte in g.cartes][:4]
    contenu = fiche_champs.vide(idee.titre, lieu) | textes | {"verbatims": verbatims}
    fiche.enregistrer(c, gestes(), dossier_id, fiche.Saisie(0, contenu))
    passages.franchir(c, gestes(), dossier_id, "T3", ecrite_le)
    for personne_id in equipe:
        qualification.noter(c, gestes(personne_id), dossier_id, 0, idee.notes, {})
        qualification.signer_evaluation(c, gestes(personne_id), dossier_id)
    qualification.signer(c, gestes(), dossier_id)
    version = exiger(c, gestes().fabrique_id, dossier_id).version
    utilite.enregistrer(c, gestes(), dossier_id, version, UTILE)
    passages.franchir(c, gestes(), dossier_id, "T4", prete_le)
