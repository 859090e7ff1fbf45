"""A logo: what kind of image it is and how big, read from its first bytes. Pure; nothing is decoded."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from fabrique_atelier.socle.erreurs import ErreurMetier

OCTETS_MAX = 200 * 1024
COTE_MIN, COTE_MAX = 16, 4000
TYPES = ("image/png", "image/jpeg", "image/webp")
_MARQUEURS_TAILLE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Image:
    """An accepted image."""

    type: str
    largeur: int
    hauteur: int


def verifier(contenu: bytes) -> Image:
    """Return what the image is.

    Raises:
        ErreurMetier: ``logo_refuse``; the sentence says why and what to do.
    """
    if not contenu:
        raise _refus("Aucun fichier n’a été choisi. Choisissez une image PNG, JPEG ou WebP.")
    if len(contenu) > OCTETS_MAX:
        taille = -(-len(contenu) // 1024)
        raise _refus(
            f"Cette image est trop lourde\u00a0: {taille}\u00a0Ko, 200\u00a0Ko au plus. Réduisez-la, puis recommencez."
        )
    image = _lire(contenu)
    if image is None:
        raise _refus(_pourquoi(contenu))
    if not (COTE_MIN <= image.largeur <= COTE_MAX and COTE_MIN <= image.hauteur <= COTE_MAX):
        raise _refus(
            f"Cette image mesure {image.largeur}\u00a0×\u00a0{image.hauteur}\u00a0points\u00a0: il en faut entre"
            f" {COTE_MIN} et {COTE_MAX} de chaque côté."
        )
    return image


def _lire(contenu: bytes) -> Image | None:
    try:
        if contenu.startswith(b"\x89PNG\r\n\x1a\n") and contenu[12:16] == b"IHDR":
            return Image("image/png", *struct.unpack(">II", contenu[16:24]))
        if contenu.startswith(b"\xff\xd8\xff"):
            return _jpeg(contenu)
        if contenu.startswith(b"RIFF") and contenu[8:12] == b"WEBP":
            return _webp(contenu)
    except (struct.error, IndexError):
        pass
    return None


def _jpeg(contenu: bytes) -> Image | None:
    place = 2
    while contenu[place] == 0xFF:
        marqueur = contenu[place + 1]
        longueur = struct.unpack(">H", contenu[place + 2 : place + 4])[0]
        if marqueur in _MARQUEURS_TAILLE:
            hauteur, largeur = struct.unpack(">HH", contenu[place + 5 : place + 9])
            return Image("image/jpeg", largeur, hauteur)
        if longueur < 2:
            return None
        place += 2 + longueur
    return None


def _webp(contenu: bytes) -> Image | None:
    genre = contenu[12:16]
    if genre == b"VP8X":
        largeur = int.from_bytes(contenu[24:27], "little") + 1
        return Image("image/webp", largeur, int.from_bytes(contenu[27:30], "little") + 1)
    if genre == b"VP8 " and contenu[23:26] == b"\x9d\x01\x2a":
        largeur, hauteur = struct.unpack("<HH", contenu[26:30])
        return Image("image/webp", largeur & 0x3FFF, hauteur & 0x3FFF)
    if genre == b"VP8L" and contenu[20] == 0x2F:
        bits = struct.unpack("<I", contenu[21:25])[0]
        return Image("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None


def _pourquoi(contenu: bytes) -> str:
    debut = contenu[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if debut.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in debut:
        return (
            "Les images SVG ne sont pas acceptées\u00a0: un tel fichier peut contenir du code."
            " Enregistrez le logo en PNG, puis recommencez."
        )
    return "Ce fichier n’est pas une image PNG, JPEG ou WebP, ou il est abîmé. Enregistrez le logo en PNG, puis recommencez."


def _refus(phrase: str) -> ErreurMetier:
    return ErreurMetier("logo_refuse", phrase)
