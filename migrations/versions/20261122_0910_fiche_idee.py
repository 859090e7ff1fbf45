"""fiche idée: versions and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220910"
down_revision = "202611220900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "fiche_brouillon",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("personne_id", sa.String(length=36), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.Column("close", sa.String(length=36), nullable=True),
        sa.Column("ecarte_base", sa.Integer(), nullable=True),
        sa.Column("ecarte", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ecarte_le", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dossier_id", "personne_id"),
    )
    op.create_table(
        "fiche_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.Column("auteur_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["auteur_id"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dossier_id", "numero", name="uq_fiche_version_numero"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("fiche_version")
    op.drop_table("fiche_brouillon")
