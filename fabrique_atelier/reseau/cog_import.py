"""A new edition of the « Code officiel géographique » brought as a file (layout: ``donnees/LISEZMOI.md``): read and tried.

Pure, and slow enough to be run beside the event loop. Names are given their search keys again: what the file says of them
is not believed.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from fabrique_atelier.reseau import codes
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.referentiels import Essai, decoder, refus_csv
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne

COLONNES = ("cle", "genre", "code", "nom", "departement", "region", "parent", "codes_postaux", "population")
COMMUNES_MIN = 30_000
LIGNES_MAX = 100_000
OCTETS_LUS_MAX = 16 * 1024 * 1024
NOM_MAX = 160
#: Kind → (one, several), as the dry run counts them.
GENRES = {
    "commune": ("commune", "communes"),
    "arrondissement_municipal": ("arrondissement municipal", "arrondissements municipaux"),
    "ancienne": ("commune déléguée ou associée", "communes déléguées ou associées"),
    "ancien_code": ("ancien code de commune", "anciens codes de communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
}
_RATTACHES = ("arrondissement_municipal", "ancienne", "ancien_code")
_UNIQUES = ("commune", "arrondissement_municipal", "epci", "departement", "region")
_LECTEURS = {
    "epci": codes.lire_siren,
    "departement": codes.lire_departement,
    "region": codes.lire_region,
}
Cases = tuple[str, ...]


@dataclass(slots=True)
class EssaiCog(Essai):
    """What reading an edition found; ``genres``: how many lines of each kind are kept."""

    genres: Counter[str] = field(default_factory=Counter)

    @property
    def contenu(self) -> bytes:
        """The edition as it is stored and looked up: no quotes, no « ; » inside a value."""
        texte = "".join(f"{';'.join(cases)}\n" for cases in (COLONNES, *self.lignes))
        return gzip.compress(texte.encode(), 9, mtime=0)

    @property
    def communes(self) -> int:
        """How many communes there are today."""
        return self.genres["commune"]


def essayer(brut: bytes) -> EssaiCog:
    """Read an edition without keeping anything.

    Raises:
        ErreurMetier: this cannot be the whole of France; the sentence says why.
    """
    essai = EssaiCog()
    try:
        lues = list(_lire(decoder(_deplier(brut), essai), essai))
    except csv.Error:
        raise refus_csv() from None
    _garder_les_rattachees(lues, essai)
    _verifier_departements(essai)
    if essai.communes < COMMUNES_MIN:
        raise ErreurMetier(
            "cog_incomplet",
            f"Ce fichier contient {essai.communes}\u00a0communes lisibles, et la France en a plus de {COMMUNES_MIN}\u00a0: il n’est pas"
            f" complet.{_premiere(essai)}",
        )
    return essai


def _deplier(brut: bytes) -> bytes:
    """The file itself, or what it holds when it comes as ``.gz``."""
    if brut[:2] != b"\x1f\x8b":
        return brut
    depliage = zlib.decompressobj(31)
    try:
        texte = depliage.decompress(brut, OCTETS_LUS_MAX)
    except zlib.error:
        raise refus_csv() from None
    if depliage.unconsumed_tail:
        raise ErreurMetier("cog_trop_long", "Ce fichier est trop long pour être la liste des communes de France.")
    if not depliage.eof:  # cut on its way here
        raise refus_csv()
    return texte


def _lire(texte: str, essai: EssaiCog) -> Iterator[tuple[int, Cases]]:
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=";")
    if tuple(ligne(titre) for titre in next(lecteur, [])) != COLONNES:
        raise ErreurMetier("colonnes_manquent", f"La première ligne doit être exactement\u00a0: {';'.join(COLONNES)}.")
    vues: set[tuple[str, str]] = set()
    for cases in lecteur:
        if lecteur.line_num > LIGNES_MAX:
            raise ErreurMetier(
                "cog_trop_long", f"Cette liste dépasse {LIGNES_MAX}\u00a0lignes\u00a0: est-ce la bonne\u202f?"
            )
        if not any(cases):
            continue
        try:
            lue = _une(cases, vues)
        except ErreurMetier as erreur:
            essai.refuser(lecteur.line_num, erreur.message)
        else:
            vues.add((lue[1], lue[2]))
            yield lecteur.line_num, lue


def _une(cases: list[str], vues: set[tuple[str, str]]) -> Cases:
    """One line, checked."""
    if len(cases) != len(COLONNES):
        raise ErreurMetier("colonnes", f"Cette ligne a {len(cases)}\u00a0colonnes au lieu de {len(COLONNES)}.")
    _cle, genre, code, nom, departement, region, parent, postaux, population = (ligne(case) for case in cases)
    if genre not in GENRES:
        raise ErreurMetier("genre", f"Le genre «\u00a0{genre[:40]}\u00a0» n’existe pas\u00a0: {', '.join(GENRES)}.")
    lu = _LECTEURS.get(genre, codes.lire_insee)(code)
    if not lu or (not nom and genre != "ancien_code"):
        raise ErreurMetier("vide", "Il manque le code ou le nom.")
    if genre in _UNIQUES and (genre, lu) in vues:
        raise ErreurMetier("double", f"Le code «\u00a0{lu}\u00a0» est déjà plus haut dans la liste.")
    if len(nom) > NOM_MAX or any(";" in case for case in cases):
        raise ErreurMetier("nom", f"Le nom dépasse {NOM_MAX}\u00a0signes, ou une valeur contient un point-virgule.")
    if not codes.region_valide(region):
        raise ErreurMetier("region", f"La région «\u00a0{region[:10]}\u00a0» n’existe pas.")
    if not all(codes.code_postal_valide(p) for p in postaux.split()):
        raise ErreurMetier("postal", "Un code postal a 5\u00a0chiffres\u00a0; plusieurs sont séparés par un espace.")
    if population and not (population.isascii() and population.isdigit() and len(population) < 9):
        raise ErreurMetier("population", "La population est un nombre entier, ou rien.")
    return (cle(nom), genre, lu, nom, departement, region, parent, postaux, population)


def _garder_les_rattachees(lues: list[tuple[int, Cases]], essai: EssaiCog) -> None:
    """Keep the lines whose commune or EPCI is in the file too."""
    presents = {(genre, code) for _, (_cle, genre, code, *_reste) in lues}
    for numero, cases in lues:
        genre, parent = cases[1], cases[6]
        attendu = "commune" if genre in _RATTACHES else "epci" if genre == "commune" and parent else ""
        if attendu and (attendu, parent) not in presents:
            essai.refuser(numero, f"«\u00a0{parent[:20]}\u00a0» n’est pas dans la liste ({GENRES[attendu][0]}).")
        else:
            essai.lignes.append(cases)
            essai.genres[genre] += 1
    essai.erreurs.sort()


def _verifier_departements(essai: EssaiCog) -> None:
    inconnus = sorted({c[4] for c in essai.lignes if c[1] != "region" and not codes.departement_valide(c[4])})
    if inconnus:
        montres = ", ".join(d[:6] or "(vide)" for d in inconnus[:5])
        raise ErreurMetier(
            "departements_inconnus",
            f"Ce fichier nomme des départements inconnus\u00a0: {montres}. Vérifiez que les zéros du début et la Corse (2A, 2B) sont"
            " intacts.",
        )


def _premiere(essai: Essai) -> str:
    return f" Première erreur, ligne\u00a0{essai.erreurs[0][0]}\u00a0: {essai.erreurs[0][1]}" if essai.erreurs else ""
