"""Forms of the team's pages as a browser sends them back, and small images."""

from __future__ import annotations

import html
import re
import struct
from typing import Any

_ATTRIBUTS = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def champs_de(page: str, action: str = "") -> dict[str, Any]:
    """Return the fields of the POST form whose action ends with ``action``, with the values the page shows."""
    for ouverture, corps in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL):
        attributs = dict(_ATTRIBUTS.findall(ouverture))
        ici = attributs.get("action", "").endswith(action) if action else "action" not in attributs
        if attributs.get("method") == "post" and ici:
            return _lire(corps)
    raise AssertionError(f"pas de formulaire « {action} »")


def _lire(corps: str) -> dict[str, Any]:
    champs: dict[str, Any] = {}
    for brut in re.findall(r"<input([^>]*)>", corps):
        a = dict(_ATTRIBUTS.findall(brut))
        if a.get("type") == "file" or (a.get("type") in {"checkbox", "radio"} and "checked" not in a):
            continue
        valeur = html.unescape(a.get("value", ""))
        if a.get("type") == "checkbox":
            champs.setdefault(a["name"], []).append(valeur)
        else:
            champs[a["name"]] = valeur
    for brut, texte in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", corps, re.DOTALL):
        champs[dict(_ATTRIBUTS.findall(brut))["name"]] = html.unescape(texte).strip()
    for brut, options in re.findall(r"<select([^>]*)>(.*?)</select>", corps, re.DOTALL):
        choisie = re.search(r'<option[^>]*\bselected[^>]*value="([^"]*)"', options) or re.search(
            r'<option[^>]*value="([^"]*)"', options
        )
        champs[dict(_ATTRIBUTS.findall(brut))["name"]] = choisie.group(1) if choisie else ""
    return champs


def envoi_de_fichier(champs: dict[str, Any], champ: str, contenu: bytes) -> dict[str, Any]:
    """Options of a POST that carries a file (built here: Werkzeug's client leaves big ones open)."""
    parties = [f'--borne\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in champs.items()]
    tete = f'--borne\r\nContent-Disposition: form-data; name="{champ}"; filename="f"\r\n\r\n'
    corps = "".join(parties).encode() + tete.encode() + contenu + b"\r\n--borne--\r\n"
    return {"data": corps, "content_type": "multipart/form-data; boundary=borne"}


def png(largeur: int = 64, hauteur: int = 32, octets: int = 0) -> bytes:
    """The beginning of a PNG: all that is looked at."""
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", largeur, hauteur) + b"\x08\x06\0\0\0" + b"\0" * octets
    )


def jpeg(largeur: int = 64, hauteur: int = 32) -> bytes:
    """The beginning of a JPEG, with an application segment before its size."""
    return b"\xff\xd8\xff\xe0\x00\x10" + b"JFIF\0" + b"\0" * 9 + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", hauteur, largeur) + b"\0" * 20  # fmt: skip


def webp(largeur: int = 64, hauteur: int = 32) -> bytes:
    """The beginning of a lossless WebP."""
    bits = (largeur - 1) | (hauteur - 1) << 14
    return b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", bits) + b"\0" * 20
