"""What people type about people: an e-mail address, a name."""

from __future__ import annotations

import re

from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import est_blanc, ligne, trop_long

COURRIEL_MAX = 254
NOM_MAX = 120
#: On purpose far from RFC 5321: one @, a dotted domain, nothing that a header or a log could take for something else.
_COURRIEL = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)


def normaliser_courriel(saisi: str) -> str:
    """Return the address in small letters: one person, one account.

    Raises:
        ErreurMetier: ``courriel_invalide``.
    """
    courriel = cle_de_courriel(saisi)
    if trop_long(courriel, COURRIEL_MAX) or not _COURRIEL.fullmatch(courriel):
        raise ErreurMetier(
            "courriel_invalide",
            "Cette adresse électronique n’est pas complète. Écrivez-la comme prenom.nom@exemple.fr, sans espace.",
        )
    return courriel


def cle_de_courriel(saisi: str) -> str:
    """Same letters, without refusing anything: what one looks up when somebody signs in."""
    return ligne(saisi).lower()


def verifier_nom(saisi: str) -> str:
    """Return a person's name through the text gate.

    Raises:
        ErreurMetier: ``nom_invalide``.
    """
    nom = ligne(saisi)
    if est_blanc(nom) or trop_long(nom, NOM_MAX):
        raise ErreurMetier(
            "nom_invalide", f"Le nom est vide ou dépasse {NOM_MAX} caractères. Écrivez le prénom et le nom."
        )
    return nom
