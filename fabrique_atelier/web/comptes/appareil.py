"""« Firefox sur Windows »: enough for somebody to tell their own connections apart, and nothing more precise."""

from __future__ import annotations

#: What a browser says of itself → how people call it; the first that is found, since most claim to be several.
_NAVIGATEURS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def decrire(agent: str) -> str:
    """Name the browser and the system behind a ``User-Agent``."""
    navigateur = next((nom for signe, nom in _NAVIGATEURS if signe in agent), "Navigateur inconnu")
    systeme = next((nom for signe, nom in _SYSTEMES if signe in agent), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur
