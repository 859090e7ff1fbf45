"""séances belong to a fabrique, know their entry mode, and may have tickets."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op
from uuid6 import uuid7

revision = "202611220820"
down_revision = "202611220810"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ticket",
        sa.Column("seance_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("annule", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seance_id", "numero"),
        sa.UniqueConstraint("empreinte"),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appareil", sa.String(length=64), nullable=True))
    with op.batch_alter_table("seance") as lot:
        lot.add_column(sa.Column("fabrique_id", sa.String(length=36), nullable=True))
        lot.add_column(sa.Column("cree_par", sa.String(length=36), nullable=True))
        lot.add_column(sa.Column("mode_entree", sa.String(length=20), nullable=True))
        lot.add_column(sa.Column("mineurs_presents", sa.Boolean(), nullable=True))
        lot.add_column(sa.Column("generation", sa.Integer(), nullable=True))
        lot.add_column(sa.Column("pretee", sa.Boolean(), nullable=True))
        lot.add_column(sa.Column("anonymisee_le", sa.BigInteger(), nullable=True))
    _donner_une_fabrique_aux_seances()
    with op.batch_alter_table("seance") as lot:
        lot.alter_column("fabrique_id", existing_type=sa.String(length=36), nullable=False)
        lot.alter_column("mode_entree", existing_type=sa.String(length=20), nullable=False)
        lot.alter_column("mineurs_presents", existing_type=sa.Boolean(), nullable=False)
        lot.alter_column("generation", existing_type=sa.Integer(), nullable=False)
        lot.alter_column("pretee", existing_type=sa.Boolean(), nullable=False)
        lot.create_index("ix_seance_fabrique_id", ["fabrique_id"], unique=False)
        lot.create_foreign_key("fk_seance_fabrique", "fabrique", ["fabrique_id"], ["id"])
        lot.create_foreign_key("fk_seance_cree_par", "personne", ["cree_par"], ["id"], ondelete="SET NULL")


def _donner_une_fabrique_aux_seances() -> None:
    """Séances from before there were fabriques go to one, to be named; their links keep opening the remote."""
    connexion = op.get_bind()
    if connexion.execute(sa.text("SELECT 1 FROM seance")).first() is None:
        return
    meta = sa.MetaData()
    fabrique = sa.Table("fabrique", meta, autoload_with=connexion)
    seance = sa.Table("seance", meta, autoload_with=connexion)
    deja = connexion.execute(sa.select(fabrique.c.id).order_by(fabrique.c.cree_le)).scalar()
    connexion.execute(
        seance.update().values(
            fabrique_id=deja or _creer_une_fabrique(connexion, fabrique),
            mode_entree="ouvert",
            mineurs_presents=False,
            generation=0,
            pretee=True,
        )
    )


def _creer_une_fabrique(connexion: sa.Connection, fabrique: sa.Table) -> str:
    maintenant, identifiant = time.time_ns() // 1_000_000, str(uuid7())
    vide: dict[str, object] = {}
    connexion.execute(
        fabrique.insert(),
        {
            "id": identifiant,
            "identifiant": "ma-fabrique",
            "nom": "Ma fabrique",
            "structure_porteuse": "",
            "statut_reseau": "projet",
            "strategie_regionale": [],
            "competences": [],
            "vocabulaire": vide,
            "prereglage": "avise_standard",
            "base_legale": "interet_legitime",
            "referent_accessibilite": "",
            "contact_donnees": "",
            "mentions": vide,
            "seuils_alerte": vide,
            "conservation_jours": 30,
            "logo_alternative": "",
            "cree_le": maintenant,
            "version": 1,
        },
    )
    return identifiant


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("seance") as lot:
        lot.drop_constraint("fk_seance_cree_par", type_="foreignkey")
        lot.drop_constraint("fk_seance_fabrique", type_="foreignkey")
        lot.drop_index("ix_seance_fabrique_id")
        for colonne in (
            "anonymisee_le",
            "pretee",
            "generation",
            "mineurs_presents",
            "mode_entree",
            "cree_par",
            "fabrique_id",
        ):
            lot.drop_column(colonne)
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_column("appareil")
    op.drop_table("ticket")
