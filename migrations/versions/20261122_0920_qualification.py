"""grids and evaluations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220920"
down_revision = "202611220910"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "grille",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("criteres", sa.JSON(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["fabrique_id"],
            ["fabrique.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fabrique_id", "numero", name="uq_grille_numero"),
    )
    with op.batch_alter_table("grille", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grille_fabrique_id"), ["fabrique_id"], unique=False)

    op.create_table(
        "ecart_commente",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("par", sa.String(length=36), nullable=True),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("dossier_id", "tour", "code"),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("grille_id", sa.String(length=36), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("evaluateur_id", sa.String(length=36), nullable=True),
        sa.Column("evaluateur", sa.String(length=120), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("commentaires", sa.JSON(), nullable=False),
        sa.Column("signee_le", sa.BigInteger(), nullable=True),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["evaluateur_id"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["grille_id"],
            ["grille.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dossier_id", "tour", "evaluateur_id", name="uq_evaluation"),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "qualification",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("grille_id", sa.String(length=36), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("score_dixiemes", sa.Integer(), nullable=True),
        sa.Column("tour_signe", sa.Integer(), nullable=True),
        sa.Column("signee_le", sa.BigInteger(), nullable=True),
        sa.Column("signee_par", sa.String(length=36), nullable=True),
        sa.Column("ouverte_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grille_id"],
            ["grille.id"],
        ),
        sa.ForeignKeyConstraint(["signee_par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("dossier_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("qualification")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_dossier_id"))

    op.drop_table("evaluation")
    op.drop_table("ecart_commente")
    with op.batch_alter_table("grille", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grille_fabrique_id"))

    op.drop_table("grille")
