"""QR codes: SVG for pages and print, text for the terminal."""

from __future__ import annotations

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_svg(adresse: str) -> bytes:
    """Return an SVG of ``adresse``, with the quiet zone scanners need."""
    image = qrcode.make(
        adresse, image_factory=SvgPathImage, border=2, error_correction=qrcode.constants.ERROR_CORRECT_M
    )
    sortie = io.BytesIO()
    image.save(sortie)
    return sortie.getvalue()


def qr_texte(adresse: str) -> str:
    """Return a QR code drawn with half blocks, for a terminal."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(adresse)
    code.make(fit=True)
    sortie = io.StringIO()
    code.print_ascii(out=sortie, invert=True)
    return sortie.getvalue()
