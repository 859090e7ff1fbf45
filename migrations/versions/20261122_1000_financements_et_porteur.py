"""the money of a study becomes funding lines like any other, and a dossier has one porteur at a time."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "202611221000"
down_revision = "202611220990"
branch_labels = None
depends_on = None

PRESENT = sa.text("jusqu_au IS NULL")
NATURES = {"prestation": "prestation"}
_ETUDE = sa.table(
    "etude",
    *(sa.column(n) for n in ("dossier_id", "mode", "note_positionnement", "cree_le")),
    sa.column("financement", sa.JSON),
)
_TEXTES = "id dossier_id beneficiaire partenaire_id financeur categorie nature etat dispositif reference note_positionnement".split()
_NOMBRES = "montant_demande montant_accorde montant_verse cree_le modifie_le version".split()
_FINANCEMENT = sa.table("financement", *map(sa.column, (*_TEXTES, *_NOMBRES)), sa.column("annees", sa.JSON))
_PORTEUR = sa.table("porteur", *map(sa.column, ("id", "dossier_id", "depuis", "jusqu_au", "motif_fin", "cree_le")))


def upgrade() -> None:
    liaison = op.get_bind()
    for etude in liaison.execute(sa.select(_ETUDE)).mappings().all():
        lignes = [_ligne(dict(etude), x) for x in etude["financement"] or [] if x.get("nom")]
        if lignes:
            liaison.execute(sa.insert(_FINANCEMENT), lignes)
    with op.batch_alter_table("etude") as lot:
        lot.drop_column("financement")
    _ceder_les_places(liaison)
    op.create_index(
        "ix_porteur_present", "porteur", ["dossier_id"], unique=True, sqlite_where=PRESENT, postgresql_where=PRESENT
    )


def downgrade() -> None:
    op.drop_index("ix_porteur_present", "porteur")
    with op.batch_alter_table("etude") as lot:
        lot.add_column(sa.Column("financement", sa.JSON(), nullable=True))
    liaison = op.get_bind()
    f = _FINANCEMENT.c
    for dossier_id in liaison.execute(sa.select(_ETUDE.c.dossier_id)).scalars().all():
        siens = sa.select(f.financeur, f.montant_accorde).where(f.dossier_id == dossier_id, f.beneficiaire == "etude")
        lus = [{"nom": nom, "montant": montant} for nom, montant in liaison.execute(siens.order_by(f.cree_le, f.id))]
        ici = _ETUDE.c.dossier_id == dossier_id
        liaison.execute(sa.update(_ETUDE).where(ici).values(financement=lus))
    liaison.execute(sa.delete(_FINANCEMENT).where(f.beneficiaire == "etude", f.reference == _REPRIS))
    with op.batch_alter_table("etude") as lot:
        lot.alter_column("financement", existing_type=sa.JSON(), nullable=False)


#: How a line taken over says where it comes from; the way back takes these away again.
_REPRIS = "repris de l’étude d’opportunité"


def _ligne(etude: dict[str, Any], x: dict[str, Any]) -> dict[str, Any]:
    nature = NATURES.get(etude["mode"] or "", "subvention_projet")
    return {
        "id": str(uuid.uuid4()),
        "dossier_id": etude["dossier_id"],
        "beneficiaire": "etude",
        "partenaire_id": None,
        "financeur": x["nom"][:160],
        "categorie": "autre",
        "nature": nature,
        "etat": "accorde" if x.get("montant") is not None else "pressenti",
        "montant_demande": None,
        "montant_accorde": x.get("montant"),
        "montant_verse": None,
        "annees": [],
        "dispositif": "",
        "reference": _REPRIS,
        "note_positionnement": etude["note_positionnement"] if nature == "prestation" else "",
        "cree_le": etude["cree_le"],
        "modifie_le": etude["cree_le"],
        "version": 1,
    }


def _ceder_les_places(liaison: sa.Connection) -> None:
    """Several present porteurs, if ever: the last one stays."""
    p = _PORTEUR.c
    presents = sa.select(p.id, p.dossier_id, p.depuis).where(p.jusqu_au.is_(None)).order_by(p.cree_le, p.id)
    vus: dict[str, tuple[str, str]] = {}
    for identifiant, dossier_id, depuis in liaison.execute(presents).all():
        ancien = vus.get(dossier_id)
        if ancien:
            fin = {"jusqu_au": ancien[1], "motif_fin": "Une autre personne ou structure a été désignée."}
            liaison.execute(sa.update(_PORTEUR).where(p.id == ancien[0]).values(**fin))
        vus[dossier_id] = (identifiant, depuis)
