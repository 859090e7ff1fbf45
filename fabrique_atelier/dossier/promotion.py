"""From what was said to a dossier (T1, ``domaine.md`` §2.4): clusters, cards or a signalement are linked, never copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from fabrique_atelier.dossier import besoins, signalements, tri
from fabrique_atelier.dossier.creation import TITRE_MAX, Nouveau, Source, creer
from fabrique_atelier.dossier.models import Dossier, DossierSource
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.models import Contribution, Regroupement, Seance
from fabrique_atelier.seance.votes import resultats
from fabrique_atelier.socle.erreurs import ErreurMetier

#: How a card is named where it is linked: its text stays where its author may still take it back.
CARTE = "Carte n°\u00a0{}"


@dataclass(frozen=True, slots=True)
class Carte:
    """A card everybody may see."""

    id: str
    rang: int
    texte: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Groupe:
    """A cluster with its cards; ``id`` empty: the cards that are in none."""

    id: str
    repere: str
    couleur: int
    titre: str
    cartes: tuple[Carte, ...]
    points: int = 0
    rang: int = 0


@dataclass(frozen=True, slots=True)
class Choix:
    """What the team promotes from one séance. ``confirme``: although it is not closed; ``encore``: although it already was."""

    seance_id: str
    titre: str
    regroupements: Sequence[str] = ()
    contributions: Sequence[str] = ()
    territoires: Sequence[str] = ()
    thematiques: Sequence[str] = ()
    besoin_id: str | None = None
    nature: str | None = None
    confirme: bool = False
    encore: bool = False


def mur(etat: EtatSeance) -> list[Groupe]:
    """The wall of a séance as one promotes from it: clusters by votes, then cards alone; never a hidden card."""
    points, rangs = _votes(etat)
    groupes = []
    for r in etat.regroupements_tries():
        cartes = _cartes(etat, r.id, points)
        if cartes:
            place = (points.get(r.id, 0), rangs.get(r.id, 0))
            groupes.append(Groupe(r.id, r.repere, r.couleur, r.titre, cartes, *place))
    groupes.sort(key=lambda g: -g.points)
    seules = _cartes(etat, None, points)
    return (
        [*groupes, Groupe("", "", 0, "Idées non classées" if groupes else "Les idées", seules)] if seules else groupes
    )


def _votes(etat: EtatSeance) -> tuple[dict[str, int], dict[str, int]]:
    """Object → points and rank in the last vote that is over."""
    clos = [v for v in etat.votes.values() if v.etat not in ("prepare", "ouvert")]
    if not clos:
        return {}, {}
    lignes = resultats(etat, max(clos, key=lambda v: etat.phases[v.phase_id].ordre))
    return {x.objet_id: x.points for x in lignes}, {x.objet_id: x.rang for x in lignes}


def _cartes(etat: EtatSeance, groupe: str | None, points: dict[str, int]) -> tuple[Carte, ...]:
    return tuple(
        Carte(c.id, c.rang, c.texte_reformule or c.texte, points.get(c.id, 0))
        for c in etat.cartes(groupe)
        if c.publique
    )


def promus(connexion: Connection, fabrique_id: str, seance_id: str) -> dict[str, list[tuple[str, str]]]:
    """Cluster or card → the dossiers it was already promoted to: (id, number)."""
    d, s = Dossier, DossierSource
    requete = (
        select(s.regroupement_id, s.contribution_id, d.id, d.numero)
        .join(d, d.id == s.dossier_id)
        .outerjoin(Regroupement, Regroupement.id == s.regroupement_id)
        .outerjoin(Contribution, Contribution.id == s.contribution_id)
        .where(d.fabrique_id == fabrique_id)
        .where(or_(Regroupement.seance_id == seance_id, Contribution.seance_id == seance_id))
        .order_by(d.numero)
    )
    trouves: dict[str, list[tuple[str, str]]] = {}
    for groupe, carte, dossier_id, numero in connexion.execute(requete):
        deja = trouves.setdefault(str(groupe or carte), [])
        if (dossier_id, numero) not in deja:
            deja.append((dossier_id, numero))
    return trouves


def promouvoir(connexion: Connection, geste: Geste, choix: Choix, jour: str) -> str:
    """Open one dossier on what was chosen; return its id.

    Raises:
        ErreurMetier: ``introuvable``, ``seance_ouverte``, ``rien_a_promouvoir``, ``deja_promu``, or what a dossier needs.
    """
    seance_le = _seance(connexion, geste.fabrique_id, choix, jour)
    sources = _sources(connexion, choix)
    _refuser_deja_promu(connexion, geste.fabrique_id, choix)
    if choix.besoin_id:
        besoin = besoins.exiger(connexion, geste.fabrique_id, choix.besoin_id)
        sources.append(Source("besoin", besoin.titre, besoin_id=besoin.id))
    dossier_id = creer(
        connexion,
        geste,
        Nouveau(choix.titre, sources, choix.territoires, choix.thematiques, seance_le, jour, nature=choix.nature),
    )
    geste.noter(connexion, "seance.promouvoir", ("seance", choix.seance_id), sources=len(sources))
    return dossier_id


def promouvoir_chacun(connexion: Connection, geste: Geste, choix: Choix, jour: str) -> list[str]:
    """Open one dossier per chosen cluster or card, each with its own title; return their ids.

    Raises:
        ErreurMetier: as :func:`promouvoir`; then none is opened.
    """
    _seance(connexion, geste.fabrique_id, choix, jour)
    _sources(connexion, choix)
    uns: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
        *(((r,), (), t) for r, t in _titres(connexion, Regroupement, choix.regroupements)),
        *(((), (c,), t) for c, t in _titres(connexion, Contribution, choix.contributions)),
    ]
    communs = {
        n: getattr(choix, n) for n in ("territoires", "thematiques", "besoin_id", "nature", "confirme", "encore")
    }
    return [
        promouvoir(connexion, geste, Choix(choix.seance_id, titre_propose(t), groupes, cartes, **communs), jour)
        for groupes, cartes, t in uns
    ]


def promouvoir_signalement(
    connexion: Connection, geste: Geste, lu: tuple[str, int], nouveau: Nouveau, reponse: str
) -> str:
    """Open a dossier on a signalement, which leaves « À trier »; ``nouveau`` brings no source of its own.

    Raises:
        ErreurMetier: ``introuvable``, ``deja_trie``, or what a dossier needs.
    """
    signalement = signalements.exiger(connexion, geste.fabrique_id, lu[0])
    champs = {n: getattr(nouveau, n) for n in ("titre", "territoires", "thematiques", "jour", "nature")}
    sources = [signalements.source_de(signalement), *nouveau.sources]
    dossier_id = creer(connexion, geste, Nouveau(**champs, sources=sources, date_detection=signalement.recu_le))
    tri.trier(connexion, geste, lu, nouveau.jour, statut="promu", dossier_id=dossier_id, reponse=reponse)
    return dossier_id


def titre_propose(texte: str) -> str:
    """A title made of what was written, cut at a word."""
    plat = " ".join(texte.split())
    if len(plat) <= TITRE_MAX:
        return plat
    return plat[: TITRE_MAX - 1].rsplit(" ", 1)[0] + "…"


def _seance(connexion: Connection, fabrique_id: str, choix: Choix, jour: str) -> str:
    """The day of the séance, once it may be promoted from."""
    s = Seance
    requete = select(s.etat, s.date_debut).where(s.id == choix.seance_id, s.fabrique_id == fabrique_id)
    trouvee = connexion.execute(requete).first()
    if trouvee is None:
        raise ErreurMetier("introuvable", "Cette séance n’existe pas dans votre fabrique.")
    if trouvee.etat != "close" and not choix.confirme:
        raise ErreurMetier(
            "seance_ouverte",
            "La séance n’est pas close\u00a0: ses groupes peuvent encore changer. Fermez-la d’abord, ou cochez que vous voulez "
            "promouvoir dès maintenant.",
        )
    return trouvee.date_debut or jour


def _sources(connexion: Connection, choix: Choix) -> list[Source]:
    """The links, in the order of the wall; what is hidden, withdrawn or of another séance cannot be promoted."""
    r, c = Regroupement, Contribution
    groupes = connexion.execute(
        select(r.id, r.titre).where(r.seance_id == choix.seance_id, r.id.in_(list(choix.regroupements)), ~r.supprime)
    ).all()
    cartes = connexion.execute(
        select(c.id, c.rang).where(
            c.seance_id == choix.seance_id, c.id.in_(list(choix.contributions)), c.etat == "publiee", c.devoilee
        )
    ).all()
    if not groupes and not cartes:
        raise ErreurMetier("rien_a_promouvoir", "Cochez au moins un groupe d’idées ou une idée.")
    if len(groupes) + len(cartes) != len(set(choix.regroupements)) + len(set(choix.contributions)):
        raise ErreurMetier("rien_a_promouvoir", "Une des idées cochées n’est plus sur le mur. Relisez votre choix.")
    return [
        *(Source("regroupement", t, seance_id=choix.seance_id, regroupement_id=i) for i, t in groupes),
        *(Source("contribution", CARTE.format(n), seance_id=choix.seance_id, contribution_id=i) for i, n in cartes),
    ]


def _refuser_deja_promu(connexion: Connection, fabrique_id: str, choix: Choix) -> None:
    if choix.encore:
        return
    deja = promus(connexion, fabrique_id, choix.seance_id)
    numeros = sorted({n for i in (*choix.regroupements, *choix.contributions) for _, n in deja.get(i, [])})
    if numeros:
        raise ErreurMetier(
            "deja_promu",
            f"Déjà promu vers {', '.join(numeros)}. Décochez ces idées, ou cochez que vous ouvrez quand même un autre dossier.",
        )


def _titres(
    connexion: Connection, modele: type[Regroupement] | type[Contribution], ids: Iterable[str]
) -> list[tuple[str, str]]:
    choisis = list(ids)
    if modele is Regroupement:
        return [
            (i, t)
            for i, t in connexion.execute(
                select(Regroupement.id, Regroupement.titre).where(Regroupement.id.in_(choisis))
            )
        ]
    c = Contribution
    requete = select(c.id, c.texte, c.texte_reformule).where(c.id.in_(choisis))
    return [(i, reformule or texte) for i, texte, reformule in connexion.execute(requete)]
