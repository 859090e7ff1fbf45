"""The grid of a fabrique, version after version, and the score it gives (``domaine.md`` §3.16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier import models_qualification as m
from fabrique_atelier.dossier.ecriture import auteur
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

NOTE_MAX = 3
#: Note → what it means.
NOTES: dict[int, str] = {0: "Absent", 1: "Faible", 2: "Présent", 3: "Fort"}
#: Gap between two evaluators from which a comment is asked.
ECART = 2
#: The criterion of the need: at 0 the idea is not presentable, unless a waiver is written.
BESOIN = "C1"
CRITERES_MAX = 20


@dataclass(frozen=True, slots=True)
class Critere:
    """One criterion; ``poids``: its share of 100."""

    code: str
    libelle: str
    poids: int
    aide: str = ""


@dataclass(frozen=True, slots=True)
class GrilleLue:
    """One version of a grid; ``numero`` 0: the one of the product, never saved."""

    id: str
    numero: int
    criteres: tuple[Critere, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its criteria, in order."""
        return tuple(c.code for c in self.criteres)


PAR_DEFAUT = (
    Critere("C1", "Besoin social avéré", 20, "Le besoin est-il confirmé par le terrain\u202f?"),
    Critere(
        "C2", "Réponse adaptée et complémentaire de l’existant", 10, "Que propose-t-on de plus que l’existant\u202f?"
    ),
    Critere("C3", "Utilité sociale", 10, "Quels effets pour les personnes et le territoire\u202f?"),
    Critere("C4", "Modèle économique possible", 15, "Y a-t-il un modèle possible\u202f?"),
    Critere("C5", "Marché ou public suffisant", 10, "Y a-t-il assez d’usagers ou de clients\u202f?"),
    Critere(
        "C6", "Ancrage territorial", 10, "Le territoire est-il prioritaire\u202f? Quelles ressources locales\u202f?"
    ),
    Critere(
        "C7",
        "Acteurs mobilisés, gouvernance ouverte",
        10,
        "Qui est prêt à s’engager\u202f: public, privé, habitantes et habitants\u202f?",
    ),
    Critere("C8", "Emplois non délocalisables", 5, "Combien d’emplois, et pour qui\u202f?"),
    Critere("C9", "Effet écologique", 5, "Contribue-t-elle à la transition\u202f?"),
    Critere("C10", "Portage envisageable", 5, "Une personne est-elle pressentie, ou un profil identifiable\u202f?"),
)


def score_dixiemes(criteres: Sequence[Critere], notes: Mapping[str, Fraction]) -> int:
    """Return Σ(weight × mean note) / 3 in tenths, halves rounded up; every criterion must have a note.

    Raises:
        KeyError: a criterion without a note.
    """
    total = sum((c.poids * notes[c.code] for c in criteres), Fraction(0)) * 10 / NOTE_MAX
    return int(total + Fraction(1, 2))


def ecrire_score(dixiemes: int) -> str:
    """850 → « 85,0 »."""
    return f"{dixiemes // 10},{dixiemes % 10}"


def conseil(dixiemes: int) -> str:
    """What the thresholds advise; the committee is free."""
    if dixiemes >= 600:
        return "Proposer au comité"
    return "À approfondir" if dixiemes >= 400 else "Classer sans suite\u202f?"


def courante(connexion: Connection, fabrique_id: str) -> GrilleLue:
    """The last version of a fabrique's grid; the product's own when it has never been changed."""
    toutes = versions(connexion, fabrique_id)
    return toutes[0] if toutes else GrilleLue("", 0, PAR_DEFAUT)


def versions(connexion: Connection, fabrique_id: str) -> list[GrilleLue]:
    """Every version saved, the latest first."""
    g = m.Grille
    requete = select(g.id, g.numero, g.criteres).where(g.fabrique_id == fabrique_id).order_by(g.numero.desc())
    return [GrilleLue(i, n, tuple(Critere(**c) for c in criteres)) for i, n, criteres in connexion.execute(requete)]


def charger(connexion: Connection, grille_id: str) -> GrilleLue:
    """One version, known to exist."""
    g = m.Grille
    ligne = connexion.execute(select(g.id, g.numero, g.criteres).where(g.id == grille_id)).one()
    return GrilleLue(ligne.id, ligne.numero, tuple(Critere(**c) for c in ligne.criteres))


def fixer(connexion: Connection, geste: Geste) -> GrilleLue:
    """Return the version new evaluations are made with, saving the product's own the first time."""
    derniere = courante(connexion, geste.fabrique_id)
    return derniere if derniere.id else _inserer(connexion, geste, 1, PAR_DEFAUT)


def reviser(connexion: Connection, geste: Geste, lue: int, criteres: Sequence[Critere]) -> GrilleLue:
    """Save the next version of the grid; ``lue``: the number the edit was made on.

    Raises:
        ErreurMetier: ``version_depassee``, ``poids_faux``, ``critere_vide``, ``critere_double``, ``besoin_absent``.
    """
    derniere = courante(connexion, geste.fabrique_id)
    if lue != derniere.numero and not (lue == 0 and derniere.criteres == PAR_DEFAUT):
        raise ErreurMetier(
            "version_depassee",
            "Quelqu’un a changé la grille pendant que vous l’écriviez\u00a0: rien n’est encore enregistré. Relisez-la d’abord.",
        )
    _verifier(criteres)
    if tuple(criteres) == derniere.criteres and derniere.id:
        return derniere
    nouvelle = _inserer(connexion, geste, max(derniere.numero, 0) + 1, criteres)
    geste.noter(connexion, "grille.reviser", ("fabrique", geste.fabrique_id), version=nouvelle.numero)
    return nouvelle


def code_libre(pris: Iterable[str]) -> str:
    """The code of the next criterion: the first « C… » after all those that have served."""
    rangs = [int(c[1:]) for c in pris if c[:1] == "C" and c[1:].isdigit()]
    return f"C{max(rangs, default=0) + 1}"


def _inserer(connexion: Connection, geste: Geste, numero: int, criteres: Sequence[Critere]) -> GrilleLue:
    grille_id = nouvel_identifiant()
    ligne = {"id": grille_id, "fabrique_id": geste.fabrique_id, "numero": numero}
    ligne |= {"cree_le": geste.maintenant, "cree_par": auteur(geste)}
    connexion.execute(insert(m.Grille), ligne | {"criteres": [asdict(c) for c in criteres]})
    return GrilleLue(grille_id, numero, tuple(criteres))


def _verifier(criteres: Sequence[Critere]) -> None:
    somme = sum(c.poids for c in criteres)
    if BESOIN not in {c.code for c in criteres}:
        raise ErreurMetier(
            "besoin_absent",
            "Le critère du besoin ne s’enlève pas\u00a0: une idée qui y a 0 n’est pas présentable. Vous pouvez le renommer.",
        )
    if somme != 100 or any(c.poids < 1 for c in criteres):
        raise ErreurMetier("poids_faux", f"Les poids doivent faire 100 au total\u00a0: ils font {somme}. Corrigez-les.")
    if not criteres or len(criteres) > CRITERES_MAX or any(not c.libelle or not c.code for c in criteres):
        raise ErreurMetier(
            "critere_vide", f"Une grille a de 1 à {CRITERES_MAX}\u00a0critères, chacun avec son nom. Corrigez-la."
        )
    if len({cle(c.libelle) for c in criteres}) < len(criteres) or len({c.code for c in criteres}) < len(criteres):
        raise ErreurMetier("critere_double", "Deux critères portent le même nom. Renommez-en un.")
