"""The live avis of a point, between the committee (who may vote) and the engine of the séances (who has voted)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.comite import avis, avis_direct, ordre_du_jour
from fabrique_atelier.comite.avis_direct import Salle
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.seance.creation import Cadre
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.comites.commun import ecrire, geste_de
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.espace import acteur


def salle() -> Salle:
    """Where live votes take place, conducted by the signed-in person."""
    present = acteur()
    conduit = Acteur(ANIMATION, session_id=present.session_id, personne_id=present.personne_id)
    return Salle(services().executeur, services().reglages.cle, conduit)


def salle_du_serveur() -> Salle:
    """The same, the server acting by itself: a member who comes in gets their ticket, whatever their rights."""
    return Salle(services().executeur, services().reglages.cle)


def vote_ouvert(connexion: Connection, point: PointLu) -> bool:
    """Tell whether the live vote of a point is going on: its tickets are out."""
    return point.vote_seance_id is not None and bool(avis.tickets(connexion, point.id))


def ouvrir(fabrique: FabriqueResumee, point: PointLu, seance: SeanceLue) -> None:
    """Open the live vote of a point, one ticket per voice present and not put aside.

    Raises:
        ErreurMetier: ``vote_en_cours``, ``sans_voix``, or the point is decided.
    """
    cadre = Cadre(fabrique.id, acteur().personne_id, pretee=False)
    textes = (f"Avis du comité, point\u00a0{point.ordre}", point.titre)

    def travail(connexion: Connection) -> tuple[str, int]:
        if vote_ouvert(connexion, point):
            raise ErreurMetier(
                "vote_en_cours", "Le vote de ce point est déjà ouvert. Fermez-le avant d’en ouvrir un autre."
            )
        voix = [v.membre_id for v in avis.votants(connexion, fabrique.id, point.id) for _ in range(v.voix)]
        if not voix:
            raise ErreurMetier(
                "sans_voix", "Personne ne peut voter\u00a0: notez d’abord qui est là, puis ouvrez le vote."
            )
        cree = avis_direct.creer(connexion, services().reglages.cle, cadre, textes, maintenant_ms())
        avis.ouvrir_vote(connexion, geste_de(fabrique), point.id, cree, dict(enumerate(voix, 1)))
        return cree, len(voix)

    if seance.comite.nominatif:
        raise ErreurMetier(
            "vote_secret",
            "Les règles de ce comité demandent des avis nominatifs\u00a0: écrivez-les membre par membre. Un vote sur téléphone est secret.",
        )
    avis_direct.ouvrir(salle(), *ecrire(travail))


def fermer(fabrique: FabriqueResumee, point: PointLu, sur: str) -> None:
    """Close the live vote and bring its totals in.

    Raises:
        ErreurMetier: ``vote_absent``.
    """
    if point.vote_seance_id is None:
        raise ErreurMetier("vote_absent", "Aucun vote n’est ouvert sur ce point.")
    vote, totaux = point.vote_seance_id, Totaux(**avis_direct.fermer(salle(), point.vote_seance_id))
    ecrire(lambda c: avis.importer_totaux(c, geste_de(fabrique), point.id, totaux, vote, sur))


def suivre_les_votes(fabrique: FabriqueResumee, seance: SeanceLue) -> None:
    """After a presence or a déport has changed: give and take back tickets, in every vote that is open."""
    with lire(services().moteur) as connexion:
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
        ouverts = [p for p in points if vote_ouvert(connexion, p)]
    for point in ouverts:
        suivre(fabrique, point)


def suivre(fabrique: FabriqueResumee, point: PointLu) -> None:
    """Make the tickets of an open vote those of the voices there now; who loses a voice loses what it said."""
    with lire(services().moteur) as connexion:
        voulus = {v.membre_id: v.voix for v in avis.votants(connexion, fabrique.id, point.id)}
        distribues = Counter(avis.tickets(connexion, point.id).values())
    lieu, vote = salle_du_serveur(), str(point.vote_seance_id)
    for membre_id, retire in ecarts(voulus, distribues):
        if retire:
            numeros = ecrire(lambda c, i=membre_id: avis.annuler_tickets(c, geste_de(fabrique), point.id, i))  # type: ignore[misc]
            for numero in numeros:
                avis_direct.retirer_voix(lieu, vote, numero)
        for _ in range(voulus.get(membre_id, 0) - (0 if retire else distribues[membre_id])):
            _donner_un_ticket(fabrique, point.id, membre_id, avis_direct.ajouter_voix(lieu, vote))


def ecarts(voulus: Mapping[str, int], distribues: Mapping[str, int]) -> list[tuple[str, bool]]:
    """Members whose tickets change: (member, all theirs are taken back first). Pure."""
    membres = sorted({*voulus, *distribues})
    changes = [m for m in membres if voulus.get(m, 0) != distribues.get(m, 0)]
    return [(m, voulus.get(m, 0) < distribues.get(m, 0)) for m in changes]


def mes_tickets(connexion: Connection, point: PointLu, membre_id: str) -> list[int]:
    """The numbers of a member's tickets, their own first."""
    return [n for n, m in avis.tickets(connexion, point.id).items() if m == membre_id]


def etat_du_vote(connexion: Connection, point: PointLu) -> dict[str, Any] | None:
    """Counts of the vote that is open on a point, or None."""
    if not vote_ouvert(connexion, point):
        return None
    vu = avis_direct.avancement(salle_du_serveur(), str(point.vote_seance_id))
    return {"exprimes": vu.exprimes, "attendus": vu.attendus}


def _donner_un_ticket(fabrique: FabriqueResumee, point_id: str, membre_id: str, numero: int) -> None:
    ecrire(lambda c: avis.ajouter_ticket(c, geste_de(fabrique), point_id, numero, membre_id))
