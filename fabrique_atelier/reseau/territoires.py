"""Where a fabrique works: quarters, communes, EPCI, départements, regions, or a basin of its own drawing (§3.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace

from sqlalchemy import Connection, delete, func, insert, select, update

from fabrique_atelier.reseau import codes
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.cog import Cog
from fabrique_atelier.reseau.cog_editions import en_service
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

TYPES = {
    "commune": "Commune",
    "quartier": "Quartier",
    "epci": "Intercommunalité (EPCI)",
    "arrondissement_municipal": "Arrondissement municipal",
    "bassin": "Bassin de vie ou d’emploi",
    "departement": "Département",
    "region": "Région",
    "autre": "Autre périmètre",
}
#: Where each kind is looked up in the COG; the others are described by hand.
GENRES_COG = {
    "commune": ("commune", "ancienne"),
    "quartier": ("commune", "arrondissement_municipal", "ancienne"),
    "epci": ("epci",),
    "arrondissement_municipal": ("arrondissement_municipal",),
    "departement": ("departement",),
    "region": ("region",),
}
AVEC_INSEE = ("commune", "arrondissement_municipal", "quartier")
PAR_FABRIQUE = 500


@dataclass(frozen=True, slots=True)
class Fiche:
    """What a person says of a territory."""

    type: str
    nom: str
    code_insee: str | None = None
    codes_postaux: list[str] = field(default_factory=list)
    siren_epci: str | None = None
    code_departement: str | None = None
    code_region: str | None = None
    population: int | None = None
    population_annee: int | None = None


@dataclass(frozen=True, slots=True)
class Territoire(Fiche):
    """One territory of a fabrique."""

    id: str = ""
    fabrique_id: str = ""
    millesime_cog: int = 0
    version: int = 0


class TerritoireModifie(ErreurMetier):
    """Somebody else has changed it meanwhile; ``actuel`` is what it says now."""

    def __init__(self, actuel: Territoire) -> None:
        super().__init__(
            "modifie_entre_temps",
            "Une autre personne a modifié ce territoire pendant que vous l’écriviez. Ses valeurs sont indiquées à côté des"
            " vôtres. Gardez ce qui convient, puis enregistrez de nouveau.",
        )
        self.actuel = actuel


_CHAMPS = tuple(getattr(m.Territoire, c.name) for c in fields(Territoire))


def lister(connexion: Connection, fabrique_id: str) -> list[Territoire]:
    """Every territory of a fabrique, in French alphabetical order."""
    lignes = connexion.execute(select(*_CHAMPS).where(m.Territoire.fabrique_id == fabrique_id)).mappings()
    return sorted((Territoire(**t) for t in lignes), key=lambda t: (cle(t.nom), t.id))


def un(connexion: Connection, fabrique_id: str, territoire_id: str) -> Territoire | None:
    """One territory of a fabrique."""
    t = m.Territoire
    requete = select(*_CHAMPS).where(t.fabrique_id == fabrique_id, t.id == territoire_id)
    trouve = connexion.execute(requete).mappings().first()
    return Territoire(**trouve) if trouve else None


def partenaires(connexion: Connection, territoire_id: str) -> int:
    """How many partners act there."""
    p = m.PartenaireTerritoire
    compte = select(func.count()).select_from(p).where(p.territoire_id == territoire_id)
    return connexion.execute(compte).scalar_one()


def ajouter(connexion: Connection, geste: Geste, fiche: Fiche) -> str:
    """Add a territory; return its id."""
    presents = lister(connexion, geste.fabrique_id)
    if len(presents) >= PAR_FABRIQUE:
        raise ErreurMetier(
            "trop_de_territoires", f"La liste est pleine\u00a0: {PAR_FABRIQUE}\u00a0territoires au plus."
        )
    cog = en_service(connexion)
    complete = _complete(cog, fiche, presents)
    territoire_id = nouvel_identifiant()
    technique = {"id": territoire_id, "fabrique_id": geste.fabrique_id, "cree_le": geste.maintenant, "version": 1}
    connexion.execute(insert(m.Territoire), asdict(complete) | technique | {"millesime_cog": cog.millesime})
    geste.noter(connexion, "territoire.ajouter", ("territoire", territoire_id), genre=fiche.type)
    return territoire_id


def modifier(connexion: Connection, geste: Geste, territoire_id: str, fiche: Fiche, version: int) -> None:
    """Change a territory; ``version`` is the one the person saw."""
    t = m.Territoire
    presents = lister(connexion, geste.fabrique_id)
    actuel = next((p for p in presents if p.id == territoire_id), None) or _inconnu()
    cog = en_service(connexion)
    complete = _complete(cog, fiche, [p for p in presents if p.id != territoire_id])
    requete = update(t).where(t.fabrique_id == geste.fabrique_id, t.id == territoire_id, t.version == version)
    valeurs = asdict(complete) | {"version": version + 1, "millesime_cog": cog.millesime}
    if connexion.execute(requete.values(**valeurs)).rowcount == 0:
        raise TerritoireModifie(actuel)
    geste.noter(connexion, "territoire.modifier", ("territoire", territoire_id), genre=fiche.type)


def supprimer(connexion: Connection, geste: Geste, territoire_id: str) -> None:
    """Remove a territory and its zones; partners stay, no longer attached to it."""
    t = m.Territoire
    if connexion.execute(delete(t).where(t.fabrique_id == geste.fabrique_id, t.id == territoire_id)).rowcount:
        geste.noter(connexion, "territoire.supprimer", ("territoire", territoire_id))


def fiche_du_cog(cog: Cog, genre: str, code: str) -> Fiche | None:
    """What the COG says of a place chosen in a search; a quarter takes the codes of its commune, not its name."""
    lieu = cog.commune(code) if genre in AVEC_INSEE else cog.lieu(genre, code)
    if genre not in GENRES_COG or lieu is None:
        return None
    quartier = genre == "quartier"
    peuple = None if quartier else lieu.population
    return Fiche(
        type=genre,
        nom="" if quartier else lieu.nom,
        code_insee=lieu.code if genre in AVEC_INSEE else None,
        codes_postaux=[] if quartier else lieu.codes_postaux,
        siren_epci=lieu.code if genre == "epci" else None,
        code_departement=lieu.departement or None,
        code_region=lieu.region,
        population=peuple,
        population_annee=cog.population_annee if peuple else None,
    )


def verifier_code(cog: Cog, fiche: Fiche) -> None:
    """Refuse a kind without the code it goes by, or a code that belongs to nothing."""
    if fiche.type in ("commune", "arrondissement_municipal") and not fiche.code_insee:
        raise ErreurMetier(
            "insee_manque", "Donnez le code INSEE de la commune, par exemple\u00a0: 22153 pour Moncontour."
        )
    if fiche.code_insee and fiche.type in AVEC_INSEE and cog.commune(fiche.code_insee) is None:
        raise ErreurMetier(
            "insee_inconnu",
            f"Aucune commune n’a ce code INSEE en {cog.millesime}. Vérifiez que ce n’est pas un code postal.",
        )
    if fiche.type == "epci" and not fiche.siren_epci:
        raise ErreurMetier(
            "siren_manque", "Donnez le numéro SIREN de l’intercommunalité, par exemple\u00a0: 200\u00a0069\u00a0391."
        )
    if fiche.type == "departement" and not fiche.code_departement:
        raise ErreurMetier("departement_manque", "Donnez le numéro du département, par exemple\u00a0: 22.")
    if fiche.type == "region" and not fiche.code_region:
        raise ErreurMetier("region_manque", "Donnez le code de la région, par exemple\u00a0: 53 pour la Bretagne.")


def _complete(cog: Cog, fiche: Fiche, autres: list[Territoire]) -> Fiche:
    """The fiche checked, with the département and the region that its codes imply."""
    verifier_code(cog, fiche)
    commune = cog.commune(fiche.code_insee) if fiche.code_insee and fiche.type in AVEC_INSEE else None
    if commune:
        fiche = replace(fiche, code_departement=commune.departement, code_region=commune.region)
    elif fiche.code_departement and (departement := cog.lieu("departement", fiche.code_departement)):
        fiche = replace(fiche, code_region=departement.region)
    if not fiche.code_region:
        raise ErreurMetier("region_manque", "Donnez au moins le code de la région, par exemple\u00a0: 53.")
    if (fiche.population is None) != (fiche.population_annee is None):
        raise ErreurMetier("population_sans_date", "Donnez la population et son année, ou aucune des deux.")
    if not all(codes.code_postal_valide(c) for c in fiche.codes_postaux):
        codes.lire_code_postal("invalide")
    if any(_meme(fiche, autre) for autre in autres):
        raise ErreurMetier("territoire_en_double", "Ce territoire est déjà dans la liste de votre fabrique.")
    return fiche


def _meme(fiche: Fiche, autre: Territoire) -> bool:
    if fiche.type != autre.type:
        return False
    if fiche.type in ("commune", "arrondissement_municipal"):
        return fiche.code_insee == autre.code_insee
    if fiche.type == "epci":
        return fiche.siren_epci == autre.siren_epci
    return cle(fiche.nom) == cle(autre.nom) and fiche.code_insee == autre.code_insee


def _inconnu() -> Territoire:
    raise ErreurMetier("territoire_inconnu", "Ce territoire vient d’être supprimé par une autre personne.")
