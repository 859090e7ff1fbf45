"""milestones, funding, follow-up points."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220970"
down_revision = "202611220960"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "criteres_sortie",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("criteres", sa.JSON(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id"),
    )
    op.create_table(
        "financement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("beneficiaire", sa.String(length=20), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=True),
        sa.Column("financeur", sa.String(length=160), nullable=False),
        sa.Column("categorie", sa.String(length=30), nullable=False),
        sa.Column("nature", sa.String(length=30), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("montant_demande", sa.BigInteger(), nullable=True),
        sa.Column("montant_accorde", sa.BigInteger(), nullable=True),
        sa.Column("montant_verse", sa.BigInteger(), nullable=True),
        sa.Column("annees", sa.JSON(), nullable=False),
        sa.Column("dispositif", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note_positionnement", sa.Text(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("financement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_financement_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_financement_partenaire_id"), ["partenaire_id"], unique=False)

    op.create_table(
        "jalon",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("libelle", sa.String(length=140), nullable=False),
        sa.Column("prevu", sa.String(length=10), nullable=True),
        sa.Column("reel", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("fiabilite", sa.String(length=10), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("jalon", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jalon_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "point_suivi",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("mois", sa.Integer(), nullable=True),
        sa.Column("forme", sa.String(length=20), nullable=False),
        sa.Column("etat", sa.String(length=30), nullable=False),
        sa.Column("difficultes", sa.Text(), nullable=False),
        sa.Column("suites", sa.JSON(), nullable=False),
        sa.Column("annee", sa.Integer(), nullable=True),
        sa.Column("indicateurs", sa.JSON(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("point_suivi", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_suivi_dossier_id"), ["dossier_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("point_suivi", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_suivi_dossier_id"))

    op.drop_table("point_suivi")
    with op.batch_alter_table("jalon", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jalon_dossier_id"))

    op.drop_table("jalon")
    with op.batch_alter_table("financement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_financement_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_financement_partenaire_id"))

    op.drop_table("financement")
    op.drop_table("criteres_sortie")
