"""What is received outside a séance (``domaine.md`` §3.5): kept as it was written, sorted by the team, answered in plain French."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from fabrique_atelier.dossier.creation import Source
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.dossier.models_entrees import Besoin, Signalement
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Fabrique, Partenaire, Territoire
from fabrique_atelier.reseau.thematiques import lister as thematiques
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte, jeton_derive, nouvel_identifiant

NATURES: dict[str, str] = {
    "besoin": "Un besoin",
    "territoire_prioritaire": "Un territoire prioritaire",
    "thematique_prioritaire": "Une thématique prioritaire",
    "idee": "Une idée de projet",
}
CANAUX: dict[str, str] = {
    "formulaire": "Formulaire",
    "entretien": "Entretien",
    "reunion": "Réunion",
    "courriel": "Courriel",
    "appel_revelation": "Appel à idées",
    "droit_de_tirage": "Droit de tirage",
    "veille": "Veille",
}
STATUTS: dict[str, str] = {"recu": "À trier", "rattache": "Rattaché", "promu": "Promu", "classe": "Classé"}
ROLE = "apport"
TEXTE_MAX = 3000


@dataclass(frozen=True, slots=True)
class Recu:
    """What somebody brings. ``jour``: ISO day it was received; ``apporteur_id``: a partner of the fabrique."""

    titre: str
    texte: str
    nature: str
    jour: str
    canal: str = "formulaire"
    apporteur_id: str | None = None
    organisation: str = ""
    territoire_id: str | None = None
    lieu: str = ""
    thematiques: Sequence[str] = ()
    courriel_reponse: str = ""


@dataclass(frozen=True, slots=True)
class SignalementLu:
    """A signalement as pages show it; ``origine``: who brought it, in words (empty: the team)."""

    id: str
    fabrique_id: str
    titre: str
    texte: str
    nature: str
    canal: str
    recu_le: str
    apporteur_id: str | None
    organisation: str
    territoire_id: str | None
    lieu: str
    thematiques: list[str]
    courriel_reponse: str
    statut: str
    besoin_id: str | None
    dossier_id: str | None
    motif: str
    reponse: str
    trie_le: str | None
    cree_le: int
    version: int
    origine: str = ""
    territoire: str = ""
    dossier: str = ""
    besoin: str = ""


_COLONNES = [getattr(Signalement, n) for n in SignalementLu.__slots__[:-4]]


@dataclass(frozen=True, slots=True)
class Tirage:
    """A partner's « droit de tirage » of one year: how many ideas it may have studied, how many it has brought."""

    annee: str
    droit: int
    utilises: int

    @property
    def reste(self) -> int:
        """What is left, never below zero."""
        return max(0, self.droit - self.utilises)


def recevoir(connexion: Connection, geste: Geste, cle: bytes, recu: Recu) -> tuple[str, str]:
    """Keep what was brought, to be sorted; return its id and the token of its own page.

    Raises:
        ErreurMetier: what is missing, or a « droit de tirage » that is used up.
    """
    _verifier(connexion, geste.fabrique_id, recu)
    signalement_id = nouvel_identifiant()
    jeton = jeton_derive(cle, ROLE, signalement_id)
    equipe = len(geste.acteur_id) == 36
    ligne = {n: getattr(recu, n) for n in Recu.__slots__ if n not in ("jour", "thematiques")}
    connexion.execute(
        insert(Signalement),
        ligne
        | {
            "id": signalement_id,
            "fabrique_id": geste.fabrique_id,
            "recu_le": recu.jour,
            "thematiques": list(dict.fromkeys(recu.thematiques)),
            "empreinte": empreinte(jeton),
            "statut": "recu",
            "motif": "",
            "reponse": "",
            "cree_le": geste.maintenant,
            "cree_par": geste.acteur_id if equipe else None,
            "version": 1,
        },
    )
    geste.noter(
        connexion, "signalement.recevoir", ("signalement", signalement_id), nature=recu.nature, canal=recu.canal
    )
    return signalement_id, jeton


def jeton_de(cle: bytes, signalement_id: str) -> str:
    """The token of the page of a signalement, derived again from the instance key."""
    return jeton_derive(cle, ROLE, signalement_id)


def source_de(signalement: SignalementLu) -> Source:
    """The link from a dossier to a signalement."""
    return Source("signalement", signalement.titre, signalement_id=signalement.id)


def charger(connexion: Connection, fabrique_id: str, signalement_id: str) -> SignalementLu | None:
    """One signalement of this fabrique, or None."""
    s = Signalement
    return next(iter(_lire(connexion, s.fabrique_id == fabrique_id, s.id == signalement_id)), None)


def exiger(connexion: Connection, fabrique_id: str, signalement_id: str) -> SignalementLu:
    """One signalement of this fabrique.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    trouve = charger(connexion, fabrique_id, signalement_id)
    if trouve is None:
        raise ErreurMetier("introuvable", "Ce signalement n’existe pas dans votre fabrique. Revenez à la liste.")
    return trouve


def par_jeton(connexion: Connection, jeton: str) -> SignalementLu | None:
    """The signalement a page of an apporteur opens, or None."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    return next(iter(_lire(connexion, Signalement.empreinte == empreinte(jeton))), None)


def lister(connexion: Connection, fabrique_id: str, statut: str = "") -> list[SignalementLu]:
    """The signalements of a fabrique, the latest first."""
    conditions = [Signalement.fabrique_id == fabrique_id] + ([Signalement.statut == statut] if statut else [])
    return _lire(connexion, *conditions)


def du_partenaire(connexion: Connection, fabrique_id: str, partenaire_id: str) -> list[SignalementLu]:
    """What one partner has brought, the latest first."""
    return _lire(connexion, Signalement.fabrique_id == fabrique_id, Signalement.apporteur_id == partenaire_id)


def du_besoin(connexion: Connection, fabrique_id: str, besoin_id: str) -> list[SignalementLu]:
    """What was attached to one need, the latest first."""
    return _lire(connexion, Signalement.fabrique_id == fabrique_id, Signalement.besoin_id == besoin_id)


def comptes(connexion: Connection, fabrique_id: str) -> dict[str, int]:
    """How many signalements stand in each statut."""
    s = Signalement
    requete = select(s.statut, func.count()).where(s.fabrique_id == fabrique_id).group_by(s.statut)
    return dict.fromkeys(STATUTS, 0) | {str(statut): int(n) for statut, n in connexion.execute(requete)}


def tirages(connexion: Connection, fabrique_id: str, annee: str) -> dict[str, Tirage]:
    """Partner → its « droit de tirage » of a year, for those who have one."""
    s, p = Signalement, Partenaire
    requete = (
        select(s.apporteur_id, func.count())
        .where(s.fabrique_id == fabrique_id, s.canal == "droit_de_tirage", s.recu_le.like(f"{annee}-%"))
        .group_by(s.apporteur_id)
    )
    utilises = {str(i): int(n) for i, n in connexion.execute(requete)}
    droits = select(p.id, p.droit_de_tirage_annuel).where(
        p.fabrique_id == fabrique_id, p.droit_de_tirage_annuel.is_not(None)
    )
    return {i: Tirage(annee, droit or 0, utilises.get(i, 0)) for i, droit in connexion.execute(droits)}


def effacer_courriel(connexion: Connection, jeton: str) -> None:
    """Forget the address left with a signalement, at the request of whoever holds its page."""
    s = Signalement
    connexion.execute(update(s).where(s.empreinte == empreinte(jeton)).values(courriel_reponse=""))


def fabrique_nommee(connexion: Connection, identifiant: str) -> str | None:
    """The id of the fabrique of a public address, or None."""
    trouvee: str | None = connexion.execute(select(Fabrique.id).where(Fabrique.identifiant == identifiant)).scalar()
    return trouvee


def _lire(connexion: Connection, *conditions: object) -> list[SignalementLu]:
    s = Signalement
    requete = (
        select(*_COLONNES, Partenaire.nom, Territoire.nom, Dossier.numero, Besoin.titre)
        .outerjoin(Partenaire, Partenaire.id == s.apporteur_id)
        .outerjoin(Territoire, Territoire.id == s.territoire_id)
        .outerjoin(Dossier, Dossier.id == s.dossier_id)
        .outerjoin(Besoin, Besoin.id == s.besoin_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(s.recu_le.desc(), s.cree_le.desc(), s.id)
    )
    lus = []
    for *colonnes, partenaire, lieu, dossier, besoin in connexion.execute(requete):
        lu = dict(zip(SignalementLu.__slots__, colonnes, strict=False))
        origine = partenaire or lu["organisation"]
        lus.append(
            SignalementLu(
                **lu, origine=origine, territoire=lieu or lu["lieu"], dossier=dossier or "", besoin=besoin or ""
            )
        )
    return lus


def _verifier(connexion: Connection, fabrique_id: str, r: Recu) -> None:
    _exiger(bool(r.titre), "titre_absent", "Résumez en une phrase ce que vous apportez.")
    _exiger(bool(r.texte), "texte_absent", "Décrivez ce que vous apportez, en quelques phrases.")
    _exiger(
        r.nature in NATURES,
        "nature_absente",
        "Dites s’il s’agit d’un besoin, d’un territoire, d’une thématique ou d’une idée.",
    )
    _exiger(r.canal in CANAUX, "canal_absent", "Dites comment ce signalement est arrivé.")
    connues = {t.code for t in thematiques(connexion, fabrique_id)}
    _exiger(set(r.thematiques) <= connues, "thematique_absente", "Choisissez les thématiques dans la liste.")
    lieu = select(Territoire.id).where(Territoire.fabrique_id == fabrique_id, Territoire.id == r.territoire_id)
    _exiger(
        r.territoire_id is None or connexion.execute(lieu).first() is not None,
        "territoire_absent",
        "Choisissez le territoire dans la liste, ou écrivez son nom.",
    )
    p = Partenaire
    qui = select(p.id).where(p.fabrique_id == fabrique_id, p.id == r.apporteur_id)
    _exiger(
        r.apporteur_id is None or connexion.execute(qui).first() is not None,
        "apporteur_absent",
        "Cette organisation n’est plus dans la liste. Choisissez-en une autre, ou écrivez son nom.",
    )
    if r.canal == "droit_de_tirage":
        _verifier_tirage(connexion, fabrique_id, r)


def _verifier_tirage(connexion: Connection, fabrique_id: str, r: Recu) -> None:
    tirage = tirages(connexion, fabrique_id, r.jour[:4]).get(r.apporteur_id or "")
    if tirage is None:
        raise ErreurMetier("tirage_absent", "Cette organisation n’a pas de droit de tirage. Choisissez un autre canal.")
    if not tirage.reste:
        raise ErreurMetier(
            "tirage_epuise",
            f"Le droit de tirage de {tirage.annee} est utilisé en entier\u00a0: {tirage.utilises} sur {tirage.droit}. Sans ce droit, "
            "le signalement est reçu et lu comme les autres.",
        )


def _exiger(condition: bool, code: str, phrase: str) -> None:
    if not condition:
        raise ErreurMetier(code, phrase)
