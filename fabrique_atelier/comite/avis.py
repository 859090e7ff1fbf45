"""What the members said on a point: counted by hand, by name when the rules ask for it, or live on their phones (``domaine.md`` §3.20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from fabrique_atelier.comite import membres, noms, ordre_du_jour, presences, trouver
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.quorum import voix_portees
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

DIVERGENCE_MAX = 1000
_A, _N, _O, _T = (table(x).c for x in (m.Avis, m.AvisNominatif, m.OpinionDivergente, m.TicketAvis))


@dataclass(frozen=True, slots=True)
class AvisLu:
    """The tally of a point, and how it was taken."""

    totaux: Totaux
    sur: str
    source: str
    president: str
    vote_seance_id: str | None


@dataclass(frozen=True, slots=True)
class Votant:
    """Somebody who may vote on a point now, and the voices they carry."""

    membre_id: str
    nom: str
    personne_id: str | None
    voix: int


def du_point(connexion: Connection, point_id: str) -> AvisLu | None:
    """The tally of a point already known to be in the fabrique, or None."""
    x = connexion.execute(select(table(m.Avis)).where(_A.point_id == point_id)).mappings().first()
    if x is None:
        return None
    totaux = Totaux(**{n: x[n] for n in noms.AVIS})
    return AvisLu(totaux, x["sur"], x["source"], x["president"], x["vote_seance_id"])


def votants(connexion: Connection, fabrique_id: str, point_id: str) -> list[Votant]:
    """Who may vote on a point now: there, délibératif, not put aside."""
    point = ordre_du_jour.charger(connexion, fabrique_id, point_id)
    if point is None:
        return []
    portees = _portees(connexion, point.seance_comite_id, point_id)
    return [
        Votant(x.id, x.nom, x.personne_id, portees[x.id])
        for x in (membres.charger(connexion, fabrique_id, i) for i in portees)
        if x is not None
    ]


def saisir(
    connexion: Connection, geste: Geste, point_id: str, totaux: Totaux, sur: str = "decision", president: str = ""
) -> None:
    """Write the tally counted in the room; it replaces the one before.

    Raises:
        ErreurMetier: ``deja_decide``, ``etat_seance``, ``avis_trop_nombreux``, ``avis_inconnu``.
    """
    point, _ = _a_voter(connexion, geste, point_id)
    _poser(connexion, geste, point, AvisLu(totaux, sur, "main", president, None))


def nominatif(
    connexion: Connection, geste: Geste, point_id: str, avis: Mapping[str, str], sur: str = "decision"
) -> None:
    """Write each member's opinion by name; a member speaks for the pouvoirs they carry.

    Raises:
        ErreurMetier: ``nominatif_interdit``, ``votant_inconnu``, ``avis_inconnu``, ``deja_decide``, ``etat_seance``.
    """
    point, seance = _a_voter(connexion, geste, point_id)
    if not seance["nominatif"]:
        raise ErreurMetier(
            "nominatif_interdit",
            "Les règles de ce comité ne prévoient pas d’avis nominatif\u00a0: saisissez les totaux, ou changez ses règles.",
        )
    portees = _portees(connexion, seance["id"], point_id)
    if not set(avis) <= set(portees):
        raise ErreurMetier(
            "votant_inconnu",
            "Une de ces personnes ne vote pas sur ce point\u00a0: absence, déport ou voix consultative.",
        )
    if not set(avis.values()) <= set(noms.AVIS):
        raise ErreurMetier("avis_inconnu", "Choisissez un avis de la liste.")
    comptes = {n: sum(portees[i] for i, a in avis.items() if a == n) for n in noms.AVIS}
    president = avis.get(seance["president_id"] or "", "")
    _poser(connexion, geste, point, AvisLu(Totaux(**comptes), sur, "nominatif", president, None))
    lignes = [{"point_id": point_id, "membre_id": i, "avis": a} for i, a in avis.items()]
    if lignes:
        connexion.execute(insert(m.AvisNominatif), lignes)


def importer_totaux(
    connexion: Connection, geste: Geste, point_id: str, totaux: Totaux, vote_seance_id: str, sur: str = "idee"
) -> None:
    """Bring in the totals of the live vote, once closed; its tickets are forgotten.

    Raises:
        ErreurMetier: ``vote_absent``: the séance is not the vote of this point; and as :func:`saisir`.
    """
    point, _ = _a_voter(connexion, geste, point_id)
    if point["vote_seance_id"] != vote_seance_id:
        raise ErreurMetier("vote_absent", "Ce vote n’est plus celui de ce point. Rechargez la page.")
    _poser(connexion, geste, point, AvisLu(totaux, sur, "direct", "", vote_seance_id))
    connexion.execute(delete(m.TicketAvis).where(_T.point_id == point_id))


def contredire(connexion: Connection, geste: Geste, point_id: str, membre_id: str, texte: str) -> None:
    """Write down the disagreement of a member who asks for it; an empty text takes it back.

    Raises:
        ErreurMetier: ``membre_inconnu``, ``divergence_longue``, ``etat_seance``.
    """
    point, seance = trouver.point(connexion, geste, point_id, noms.TENUE, noms.EN_VALIDATION)
    if membre_id not in {x.membre_id for x in presences.sieges(connexion, seance["id"]) if x.etat}:
        raise ErreurMetier("membre_inconnu", "Cette personne n’était pas notée à cette séance.")
    if len(texte) > DIVERGENCE_MAX:
        raise ErreurMetier(
            "divergence_longue", f"Une opinion divergente compte {DIVERGENCE_MAX}\u00a0caractères au plus."
        )
    cle = {"point_id": point["id"], "membre_id": membre_id}
    connexion.execute(delete(m.OpinionDivergente).where(_O.point_id == point_id, _O.membre_id == membre_id))
    if texte:
        connexion.execute(insert(m.OpinionDivergente), cle | {"texte": texte, "le": geste.maintenant})
    geste.noter(connexion, "comite.divergence", ("point_ordre_du_jour", point_id), membre=membre_id, gardee=bool(texte))


def ouvrir_vote(
    connexion: Connection, geste: Geste, point_id: str, vote_seance_id: str, tickets: Mapping[int, str]
) -> None:
    """Link a point to the hidden séance of its live vote; ``tickets``: number → seat.

    Raises:
        ErreurMetier: ``deja_decide``, ``etat_seance``.
    """
    _a_voter(connexion, geste, point_id)
    p = m.PointOrdreDuJour
    connexion.execute(delete(m.TicketAvis).where(_T.point_id == point_id))
    connexion.execute(update(p).where(p.id == point_id).values(vote_seance_id=vote_seance_id))
    lignes = [{"point_id": point_id, "numero": n, "membre_id": i} for n, i in tickets.items()]
    if lignes:
        connexion.execute(insert(m.TicketAvis), lignes)
    geste.noter(connexion, "comite.ouvrir_vote", ("point_ordre_du_jour", point_id), voix=len(lignes))


def ajouter_ticket(connexion: Connection, geste: Geste, point_id: str, numero: int, membre_id: str) -> None:
    """Give a ticket of the live vote to a member who has just arrived."""
    _a_voter(connexion, geste, point_id)
    connexion.execute(insert(m.TicketAvis), {"point_id": point_id, "numero": numero, "membre_id": membre_id})


def annuler_tickets(connexion: Connection, geste: Geste, point_id: str, membre_id: str) -> list[int]:
    """Take back the tickets of a member (departure, déport); return their numbers."""
    _a_voter(connexion, geste, point_id)
    siens = (_T.point_id == point_id, _T.membre_id == membre_id)
    numeros = list(connexion.execute(select(_T.numero).where(*siens).order_by(_T.numero)).scalars())
    connexion.execute(delete(m.TicketAvis).where(*siens))
    return numeros


def tickets(connexion: Connection, point_id: str) -> dict[int, str]:
    """Ticket number → seat, for the live vote of a point."""
    requete = select(_T.numero, _T.membre_id).where(_T.point_id == point_id).order_by(_T.numero)
    return {x.numero: x.membre_id for x in connexion.execute(requete)}


def _a_voter(connexion: Connection, geste: Geste, point_id: str) -> tuple[RowMapping, RowMapping]:
    point, seance = trouver.point(connexion, geste, point_id, noms.TENUE)
    ordre_du_jour.refuser_decide(point)
    return point, seance


def _portees(connexion: Connection, seance_id: str, point_id: str) -> dict[str, int]:
    return voix_portees(presences.sieges(connexion, seance_id, point_id))


def _poser(connexion: Connection, geste: Geste, point: RowMapping, releve: AvisLu) -> None:
    comptes = asdict(releve.totaux)
    if releve.sur not in noms.SUR or releve.president not in ("", *noms.AVIS) or min(comptes.values()) < 0:
        raise ErreurMetier("avis_inconnu", "Ce décompte n’est pas compris\u00a0: écrivez des nombres entiers.")
    refuser_surplus(releve.totaux, sum(_portees(connexion, point["seance_comite_id"], point["id"]).values()))
    connexion.execute(delete(m.AvisNominatif).where(_N.point_id == point["id"]))
    connexion.execute(delete(m.Avis).where(_A.point_id == point["id"]))
    ligne: dict[str, Any] = {n: getattr(releve, n) for n in ("sur", "source", "president", "vote_seance_id")}
    connexion.execute(insert(m.Avis), comptes | ligne | {"point_id": point["id"], "le": geste.maintenant})
    geste.noter(connexion, "comite.avis", ("point_ordre_du_jour", point["id"]), source=releve.source, **comptes)


def refuser_surplus(totaux: Totaux, voix: int) -> None:
    """Refuse more opinions than there are voices.

    Raises:
        ErreurMetier: ``avis_trop_nombreux``.
    """
    if totaux.total > voix:
        raise ErreurMetier(
            "avis_trop_nombreux",
            f"Vous comptez {totaux.total}\u00a0avis pour {voix}\u00a0voix présentes sur ce point (déports exclus). "
            "Vérifiez les présences, les pouvoirs et le décompte.",
        )
