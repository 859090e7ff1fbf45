"""Official lists of zones brought from their published files (``domaine.md`` F09): read, tried, kept by edition.

An edition is never changed; for each kind the newest one answers. Stored as gzip of CSV ``code;libelle;code_insee;date``.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.reseau import codes, zonages
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.cog import Cog, cog
from fabrique_atelier.reseau.cog_editions import rang
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.territoires import Territoire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne

OCTETS_MAX = 8 * 1024 * 1024
LIGNES_MAX = 60_000
ERREURS_MONTREES = 20
#: The lists that can be imported; what they are called is in ``zonages.TYPES``.
TYPES = ("qpv_2024", "qpv_2015", "frr", "frr_plus", "zrr", "acv", "pvd", "ti", "montagne", "rural")
#: Header (as ``recherche.cle`` sees it) → what the column holds.
COLONNES = {
    "insee": ("insee com", "code insee", "insee", "codgeo", "code commune", "code insee commune", "code insee com"),
    "code": ("code", "id acv", "id pvd", "id ti", "code qp", "code qpv", "id qpv", "code quartier"),
    "libelle": (
        "libelle", "lib acv", "lib ti", "lib pvd", "lib qp", "lib qpv", "nom qp", "nom qpv", "lib com", "libgeo", "nom",
        "nom quartier", "nom commune", "libelle commune",
    ),
    "date": ("date signature", "date debut", "date"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """One imported list."""

    type: str
    millesime: str
    source: str
    lignes: int
    empreinte: str
    importe_le: int


@dataclass(slots=True)
class Essai:
    """What reading a file found: nothing is kept yet. ``erreurs``: (line number in the file, sentence)."""

    lignes: list[tuple[str, ...]] = field(default_factory=list)
    erreurs: list[tuple[int, str]] = field(default_factory=list)
    refusees: int = 0
    encodage: str = "UTF-8"

    @property
    def contenu(self) -> bytes:
        """The list as it is stored, the same bytes for the same list."""
        sortie = io.StringIO()
        csv.writer(sortie, delimiter=";", lineterminator="\n").writerows(self.lignes)
        return gzip.compress(sortie.getvalue().encode(), 9, mtime=0)

    @property
    def communes(self) -> int:
        """How many communes it names."""
        return len({cases[2] for cases in self.lignes})

    def refuser(self, numero: int, phrase: str) -> None:
        """Count a line that is left out, and keep the first reasons."""
        self.refusees += 1
        if len(self.erreurs) < ERREURS_MONTREES:
            self.erreurs.append((numero, phrase))


def essayer(genre: str, brut: bytes, lieux: Cog | None = None) -> Essai:
    """Read a published file without keeping anything; its communes are looked up in ``lieux``.

    Raises:
        ErreurMetier: the file as a whole cannot be used; the sentence says why.
    """
    if genre not in TYPES:
        raise ErreurMetier("referentiel_inconnu", "Choisissez une liste dans le menu.")
    essai = Essai()
    try:
        _lire(genre, brut, essai, lieux or cog())
    except csv.Error:
        raise refus_csv() from None
    if not essai.lignes and not essai.erreurs:
        raise ErreurMetier("liste_vide", "Ce fichier ne contient que des titres de colonnes, aucune ligne.")
    return essai


def _lire(genre: str, brut: bytes, essai: Essai, lieux: Cog) -> None:
    texte = decoder(brut, essai)
    separateur = max(";,\t", key=texte.split("\n", 1)[0].count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    colonnes = _colonnes(genre, next(lecteur, []))
    vues: set[tuple[str, str]] = set()
    for cases in lecteur:
        if lecteur.line_num > LIGNES_MAX:
            raise ErreurMetier(
                "liste_trop_longue", f"Cette liste dépasse {LIGNES_MAX}\u00a0lignes\u00a0: est-ce la bonne\u202f?"
            )
        if any(case.strip() for case in cases):
            lues = {nom: ligne(cases[place]) if place < len(cases) else "" for nom, place in colonnes.items()}
            try:
                _ajouter(genre, lues, lieux, essai, vues)
            except ErreurMetier as erreur:
                essai.refuser(lecteur.line_num, erreur.message)


def enregistrer(connexion: Connection, audit: Audit, acteur_id: str, edition: Edition, contenu: bytes) -> None:
    """Keep one edition.

    Raises:
        ErreurMetier: this edition is already there: editions are never changed.
    """
    r = m.Referentiel
    if connexion.execute(select(r.type).where(r.type == edition.type, r.millesime == edition.millesime)).first():
        raise ErreurMetier(
            "edition_presente",
            "Cette édition est déjà importée, et une édition ne change plus. Donnez un autre millésime, par exemple"
            f"\u00a0: {edition.millesime[:4]}-2.",
        )
    valeurs = {nom: getattr(edition, nom) for nom in Edition.__slots__}
    connexion.execute(insert(r), valeurs | {"contenu": contenu})
    audit.noter(
        connexion,
        edition.importe_le,
        acteur_id,
        "referentiel.importer",
        ("referentiel", edition.type),
        millesime=edition.millesime,
        lignes=edition.lignes,
    )


def editions(connexion: Connection) -> list[Edition]:
    """Every imported edition, newest first within its kind."""
    champs = [getattr(m.Referentiel, nom) for nom in Edition.__slots__]
    trouvees = [Edition(*ligne_) for ligne_ in connexion.execute(select(*champs))]
    trouvees.sort(key=lambda e: rang(e.millesime), reverse=True)
    return sorted(trouvees, key=lambda e: e.type)


def proposes(connexion: Connection, territoire: Territoire, presents: list[zonages.Zonage]) -> list[zonages.Fiche]:
    """The zones that the newest lists know for the commune of a territory and that it does not carry yet."""
    if not territoire.code_insee:
        return []
    dernieres = {e.type: e for e in reversed(editions(connexion)) if e.type in TYPES}
    deja = {(z.type, z.code) for z in presents}
    trouves = []
    for genre, edition in dernieres.items():
        for code, libelle, date in _par_commune(connexion, edition).get(territoire.code_insee, ()):
            if (genre, code) not in deja:
                debut, fin = zonages.dates_usuelles(genre, territoire.code_departement)
                origine = f"{edition.source}, {edition.millesime}"[:200]
                nom = libelle or zonages.TYPES[genre]
                trouves.append(zonages.Fiche(genre, code, nom, date or debut, fin, origine, None))
    return sorted(trouves, key=lambda z: (TYPES.index(z.type), z.code))


def _par_commune(connexion: Connection, edition: Edition) -> dict[str, list[tuple[str, str, str]]]:
    if (gardee := _INDEX.get(edition.empreinte)) is not None:
        return gardee
    r = m.Referentiel
    ici = (r.type == edition.type, r.millesime == edition.millesime)
    contenu = connexion.execute(select(r.contenu).where(*ici)).scalar_one()
    while len(_INDEX) >= len(TYPES) * 2:
        _INDEX.pop(next(iter(_INDEX)))
    return _INDEX.setdefault(edition.empreinte, _indexer(contenu))


#: Indexes of the lists in use, by the mark of their content: the same list is never read twice.
_INDEX: dict[str, dict[str, list[tuple[str, str, str]]]] = {}


def _indexer(contenu: bytes) -> dict[str, list[tuple[str, str, str]]]:
    index: dict[str, list[tuple[str, str, str]]] = {}
    for code, libelle, insee, date in csv.reader(io.StringIO(gzip.decompress(contenu).decode()), delimiter=";"):
        index.setdefault(insee, []).append((code, libelle, date))
    return index


def marque(genre: str, contenu: bytes) -> str:
    """The mark of one stored list."""
    return hashlib.sha256(genre.encode() + contenu).hexdigest()


def _colonnes(genre: str, entete: list[str]) -> dict[str, int]:
    titres = [cle(titre) for titre in entete]
    colonnes = {
        nom: titres.index(titre) for nom, connus in COLONNES.items() for titre in reversed(connus) if titre in titres
    }
    manque = [nom for nom in ("insee", *(["code"] if genre in codes.ZONAGES else [])) if nom not in colonnes]
    if manque:
        noms = {
            "insee": "«\u00a0insee_com\u00a0» ou «\u00a0code_insee\u00a0»",
            "code": "«\u00a0code\u00a0» ou «\u00a0id_…\u00a0»",
        }
        raise ErreurMetier(
            "colonnes_manquent",
            f"La première ligne doit nommer les colonnes. Il manque\u00a0: {' et '.join(noms[n] for n in manque)}.",
        )
    return colonnes


def decoder(brut: bytes, essai: Essai) -> str:
    """The text of a file; what is not UTF-8 is what French spreadsheets write."""
    if brut[:4] == b"PK\x03\x04" or b"\0" in brut[:1000]:
        raise refus_csv()
    try:
        return brut.decode("utf-8-sig")
    except UnicodeDecodeError:
        essai.encodage = "Windows-1252"
        return brut.decode("cp1252", "replace")


def refus_csv() -> ErreurMetier:
    """The refusal of a file that is something else."""
    return ErreurMetier(
        "pas_un_csv", "Ce fichier n’est pas un CSV. Ouvrez-le dans un tableur et enregistrez-le au format CSV."
    )


def _ajouter(genre: str, lues: dict[str, str], lieux: Cog, essai: Essai, vues: set[tuple[str, str]]) -> None:
    insee = codes.lire_insee(lues["insee"])
    code = codes.lire_zonage(genre, lues.get("code", "") if genre in codes.ZONAGES else "")
    commune = lieux.commune(insee)
    if commune is None:
        raise ErreurMetier("insee_inconnu", f"Aucune commune n’a le code «\u00a0{insee}\u00a0».")
    if (commune.code, code) not in vues:
        vues.add((commune.code, code))
        essai.lignes.append((code, lues.get("libelle", "")[:160], commune.code, _date(lues.get("date", ""))))


def _date(brut: str) -> str:
    """A date the list gives, if it can be read: a wrong one is no reason to lose the commune."""
    try:
        return codes.lire_date_partielle(brut)
    except ErreurMetier:
        return ""
