"""Finding another dossier of the fabrique, to say that two are the same: by its number or by words of its title."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.reseau.recherche import cle

TROUVES_MAX = 20


def par_numero(connexion: Connection, fabrique_id: str, numero: str) -> str | None:
    """The id of the dossier of that number, or None."""
    d = m.Dossier
    requete = select(d.id).where(d.fabrique_id == fabrique_id, d.numero == numero.strip())
    return connexion.execute(requete).scalar()


def chercher(connexion: Connection, fabrique_id: str, mots: str, sauf: str) -> list[tuple[str, str, str]]:
    """Dossiers still open whose number, title or need hold every word: (id, number, title), the latest first."""
    d = m.Dossier
    cherches = [x for x in cle(mots[:200]).split() if x]
    if not cherches:
        return []
    requete = select(d.id, d.numero, d.titre).where(
        d.fabrique_id == fabrique_id,
        d.id != sauf,
        d.fusionne_dans_id.is_(None),
        d.scinde_le.is_(None),
        *(d.recherche.contains(x, autoescape=True) for x in cherches),
    )
    lignes = connexion.execute(requete.order_by(d.numero.desc()).limit(TROUVES_MAX))
    return [(i, n, t) for i, n, t in lignes]


def compter(connexion: Connection, fabrique_id: str) -> tuple[int, int]:
    """Count (leads, projects): a split dossier is one lead, its children are as many projects; a merged one is neither."""
    d = m.Dossier
    requete = select(d.parent_id, d.scinde_le).where(d.fabrique_id == fabrique_id, d.fusionne_dans_id.is_(None))
    lignes = connexion.execute(requete).all()
    return sum(parent is None for parent, _ in lignes), sum(scinde is None for _, scinde in lignes)
