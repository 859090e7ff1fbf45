"""The hand-over package: everything a porteur needs to go on, and nobody who did not agree to be in it (SY12, RG26).

Ideas come without their authors, partners only if one of their contacts agreed to be handed over, and of these only that
contact. What was decided is told with its day and its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from sqlalchemy import Connection, select

from fabrique_atelier.dossier import documents, lignage, qualification
from fabrique_atelier.dossier.acteurs import Acteur, de
from fabrique_atelier.dossier.decisions import DECISIONS
from fabrique_atelier.dossier.fiche_lecture import FicheLue, fiche_lue
from fabrique_atelier.dossier.lectures import DossierLu, Evenement
from fabrique_atelier.etude import benchmarks, etudes, sections
from fabrique_atelier.etude.benchmarks import EntreeLue
from fabrique_atelier.etude.nomenclatures import CONCLUSIONS, SECTIONS, VALEURS, VERDICTS
from fabrique_atelier.porteur import porteurs
from fabrique_atelier.porteur.conventions import ConventionLue
from fabrique_atelier.porteur.nomenclatures import ELEMENTS
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.models import Contact, Partenaire
from fabrique_atelier.socle.calendrier import jour_local

__all__ = ["ELEMENTS", "Paquet", "autonome", "composer"]
_CSS = Path(__file__).parent.parent / "static" / "css"
#: The sheets that travel with the file: the colours, and its own.
_FEUILLES = ("jetons.css", "composants/paquet.css")


@dataclass(frozen=True, slots=True)
class Interlocuteur:
    """Somebody who agreed to be handed over."""

    nom: str
    fonction: str
    courriel: str
    telephone: str


@dataclass(frozen=True, slots=True)
class PartenaireTransmis:
    """A partner one of whose contacts agreed."""

    nom: str
    role: str
    contacts: tuple[Interlocuteur, ...]


@dataclass(frozen=True, slots=True)
class EtudeTransmise:
    """The étude d’opportunité as it is read: (title, text) pairs, (question, verdict, note) lines, the conclusion."""

    sections: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str, str], ...]
    conclusion: str
    conclusion_texte: str


@dataclass(frozen=True, slots=True)
class DecisionTransmise:
    """One decision: its day, the gate, what was decided and why."""

    jour: str
    porte: str
    libelle: str
    motif: str


@dataclass(frozen=True, slots=True)
class Idees:
    """The cards of one cluster, without their authors."""

    titre: str
    textes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrilleTransmise:
    """The signed grid: the score as people read it, (criterion, weight, mark) lines."""

    score: str
    criteres: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Paquet:
    """What is handed over; a part that is not ticked in the convention is empty."""

    fabrique: str
    porteur: str
    jour: str
    elements: tuple[str, ...]
    fiche: FicheLue | None = None
    rubriques: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grille: GrilleTransmise | None = None
    etude: EtudeTransmise | None = None
    benchmark: tuple[EntreeLue, ...] = ()
    decisions: tuple[DecisionTransmise, ...] = ()
    idees: tuple[Idees, ...] = ()
    partenaires: tuple[PartenaireTransmis, ...] = ()
    annexes: tuple[str, ...] = field(default=())


def composer(
    connexion: Connection, fabrique: FabriqueResumee, dossier_id: str, convention: ConventionLue | None, maintenant: int
) -> Paquet | None:
    """Gather the package of a dossier of this fabrique as it stands; None: no such dossier.

    Without a convention everything is shown, as a preview.
    """
    fil = lignage.lignage(connexion, fabrique.id, dossier_id)
    if fil is None:
        return None
    choisis = tuple(e for e in ELEMENTS if convention is None or e in convention.elements)
    porteur = porteurs.present(connexion, dossier_id)
    accordes = consentants(connexion, fabrique.id, de(connexion, fabrique.id, dossier_id))
    fiche = fiche_lue(connexion, fabrique.id, dossier_id) if "fiche" in choisis else None
    return Paquet(
        fabrique=fabrique.nom,
        porteur=porteur.nom if porteur else "",
        jour=jour_local(maintenant).isoformat(),
        elements=choisis,
        fiche=fiche,
        rubriques=_rubriques(fiche, _noms_accordes(connexion, fabrique.id)),
        grille=_grille(connexion, fabrique.id, dossier_id) if "grille" in choisis else None,
        etude=_etude(connexion, dossier_id) if "etude" in choisis else None,
        benchmark=tuple(benchmarks.du_dossier(connexion, dossier_id)) if "benchmark" in choisis else (),
        decisions=_decisions(fil.decisions) if "decisions" in choisis else (),
        idees=_idees(fil.seances) if "contributions" in choisis else (),
        partenaires=accordes if "partenaires" in choisis else (),
        annexes=_annexes(connexion, fil.dossier) if "etude" in choisis else (),
    )


def consentants(connexion: Connection, fabrique_id: str, acteurs: Sequence[Acteur]) -> tuple[PartenaireTransmis, ...]:
    """The partners of a collective that may be handed over, each with the contacts who agreed, and only those."""
    c, p = Contact, Partenaire
    requete = (
        select(c.partenaire_id, c.prenom, c.nom, c.fonction, c.courriel, c.telephone)
        .join(p, p.id == c.partenaire_id)
        .where(p.fabrique_id == fabrique_id, c.transmissible, c.partenaire_id.in_([a.partenaire_id for a in acteurs]))
        .order_by(c.nom, c.prenom)
    )
    siens: dict[str, list[Interlocuteur]] = {}
    for partenaire_id, prenom, nom, fonction, courriel, telephone in connexion.execute(requete):
        qui = Interlocuteur(f"{prenom or ''} {nom or ''}".strip(), fonction or "", courriel or "", telephone or "")
        siens.setdefault(partenaire_id, []).append(qui)
    return tuple(
        PartenaireTransmis(a.nom, a.role, tuple(siens[a.partenaire_id])) for a in acteurs if a.partenaire_id in siens
    )


def autonome(titre: str, corps: str) -> str:
    """Wrap a rendered body in one file that asks nothing of anybody; ``corps`` is already escaped."""
    style = "\n".join((_CSS / nom).read_text(encoding="utf-8") for nom in _FEUILLES)
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(titre)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body class="paquet-seul">\n{corps}\n</body>\n</html>\n'
    )


def _noms_accordes(connexion: Connection, fabrique_id: str) -> frozenset[str]:
    """The names of the partners that agreed, anywhere in the fabrique: the fiche may name more than the collective."""
    p, c = Partenaire, Contact
    requete = select(p.nom).join(c, c.partenaire_id == p.id).where(p.fabrique_id == fabrique_id, c.transmissible)
    return frozenset(connexion.execute(requete).scalars())


def _rubriques(fiche: FicheLue | None, accordes: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The fields of the fiche; among the partners it names, those that agreed."""
    lues = []
    for r in fiche.rubriques if fiche else ():
        if r.code == "porteur_pressenti":
            continue  # a person’s name: the form promises that only the team reads it
        textes = tuple(t for t in r.textes if t in accordes) if r.code == "partenaires_pressentis" else r.textes
        if textes:
            lues.append((r.libelle, textes))
    return tuple(lues)


def _grille(connexion: Connection, fabrique_id: str, dossier_id: str) -> GrilleTransmise | None:
    """The signed grid, in means: who gave which mark stays in the fabrique."""
    lue = qualification.lire(connexion, fabrique_id, dossier_id)
    if lue.score_dixiemes is None or lue.tour_signe is None:
        return None
    moyennes = {x.code: x.moyenne for x in lue.lignes(lue.tour_signe)}
    return GrilleTransmise(
        _decimal(lue.score_dixiemes / 10),
        tuple((c.libelle, str(c.poids), _decimal(float(moyennes[c.code] or 0))) for c in lue.grille.criteres),
    )


def _decimal(valeur: float) -> str:
    return f"{valeur:.1f}".replace(".", ",")


def _etude(connexion: Connection, dossier_id: str) -> EtudeTransmise:
    ecrites = sections.lire(connexion, dossier_id)
    e = etudes.lire(connexion, dossier_id)
    return EtudeTransmise(
        tuple(
            (s.titre, ecrites[code].texte) for code, s in SECTIONS.items() if code in ecrites and ecrites[code].texte
        ),
        tuple(
            (question, VALEURS.get(e.verdicts[v], e.verdicts[v]), e.verdicts_notes.get(v, ""))
            for v, question in VERDICTS.items()
            if v in e.verdicts
        ),
        CONCLUSIONS.get(e.conclusion or "", ""),
        e.conclusion_texte,
    )


def _decisions(evenements: Sequence[Evenement]) -> tuple[DecisionTransmise, ...]:
    return tuple(
        DecisionTransmise(e.jour, e.porte or "", DECISIONS.get(e.decision or "", e.decision or ""), e.texte)
        for e in evenements
    )


def _idees(seances: Sequence[lignage.SeanceLue]) -> tuple[Idees, ...]:
    groupes = [Idees(g.titre, tuple(c.texte for c in g.cartes)) for s in seances for g in s.groupes if g.cartes]
    seules = [Idees(s.titre, tuple(c.texte for c in s.cartes)) for s in seances if s.cartes]
    return (*groupes, *seules)


def _annexes(connexion: Connection, dossier: DossierLu) -> tuple[str, ...]:
    return tuple(d.nom for d in documents.liste(connexion, dossier.id) if d.piece in ("etude", "preuve"))
