"""committees: déports, opinions, decisions, réserves, minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220980"
down_revision = "202611220970"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "compte_rendu",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seance_comite_id", sa.String(length=36), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("signataires", sa.JSON(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("signe_le", sa.BigInteger(), nullable=False),
        sa.Column("signe_par", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["seance_comite_id"],
            ["seance_comite.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("seance_comite_id"),
    )
    op.create_table(
        "avis",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("favorable", sa.Integer(), nullable=False),
        sa.Column("favorable_reserves", sa.Integer(), nullable=False),
        sa.Column("defavorable", sa.Integer(), nullable=False),
        sa.Column("abstention", sa.Integer(), nullable=False),
        sa.Column("sur", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("president", sa.String(length=20), nullable=False),
        sa.Column("vote_seance_id", sa.String(length=36), nullable=True),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vote_seance_id"],
            ["seance.id"],
        ),
        sa.PrimaryKeyConstraint("point_id"),
    )
    op.create_table(
        "avis_nominatif",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("membre_id", sa.String(length=36), nullable=False),
        sa.Column("avis", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("point_id", "membre_id"),
    )
    op.create_table(
        "decision_comite",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("seance_comite_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=30), nullable=False),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("motif_code", sa.String(length=40), nullable=True),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("reponse_publique", sa.Text(), nullable=False),
        sa.Column("prochaine", sa.String(length=10), nullable=True),
        sa.Column("retour", sa.String(length=40), nullable=False),
        sa.Column("destinataire", sa.String(length=200), nullable=False),
        sa.Column("voix", sa.Integer(), nullable=False),
        sa.Column("voix_presentes", sa.Integer(), nullable=False),
        sa.Column("deports", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("quorum_atteint", sa.Boolean(), nullable=False),
        sa.Column("regle", sa.String(length=20), nullable=False),
        sa.Column("adoptee", sa.Boolean(), nullable=True),
        sa.Column("par", sa.String(length=36), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.ForeignKeyConstraint(
            ["seance_comite_id"],
            ["seance_comite.id"],
        ),
        sa.PrimaryKeyConstraint("point_id"),
        sa.UniqueConstraint("seance_comite_id", "rang", name="uq_decision_comite_rang"),
    )
    op.create_table(
        "demande",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("point_id", sa.String(length=36), nullable=True),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("responsable", sa.String(length=160), nullable=False),
        sa.Column("echeance", sa.String(length=10), nullable=False),
        sa.Column("repondu_le", sa.String(length=10), nullable=True),
        sa.Column("reponse", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("demande", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demande_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_point_id"), ["point_id"], unique=False)

    op.create_table(
        "deport",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("membre_id", sa.String(length=36), nullable=False),
        sa.Column("motif", sa.String(length=300), nullable=False),
        sa.Column("apres_envoi", sa.Boolean(), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("point_id", "membre_id"),
    )
    op.create_table(
        "opinion_divergente",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("membre_id", sa.String(length=36), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("point_id", "membre_id"),
    )
    op.create_table(
        "reserve",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("point_id", sa.String(length=36), nullable=True),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("responsable", sa.String(length=160), nullable=False),
        sa.Column("echeance", sa.String(length=10), nullable=False),
        sa.Column("levee_le", sa.String(length=10), nullable=True),
        sa.Column("levee_texte", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("reserve", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reserve_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reserve_point_id"), ["point_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("reserve", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reserve_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_reserve_point_id"))

    op.drop_table("reserve")
    op.drop_table("opinion_divergente")
    op.drop_table("deport")
    with op.batch_alter_table("demande", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demande_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_demande_point_id"))

    op.drop_table("demande")
    op.drop_table("decision_comite")
    op.drop_table("avis_nominatif")
    op.drop_table("avis")
    op.drop_table("compte_rendu")
