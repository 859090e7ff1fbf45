"""needs, signalements, subscriptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220930"
down_revision = "202611220920"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "abonnement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seance_id", sa.String(length=36), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("confirme_le", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("empreinte"),
        sa.UniqueConstraint("seance_id", "courriel", name="uq_abonnement"),
    )
    with op.batch_alter_table("abonnement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_abonnement_seance_id"), ["seance_id"], unique=False)

    op.create_table(
        "besoin",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("titre", sa.String(length=140), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("point_de_depart", sa.String(length=30), nullable=False),
        sa.Column("publics", sa.JSON(), nullable=False),
        sa.Column("territoire_id", sa.String(length=36), nullable=True),
        sa.Column("thematiques", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("ampleur", sa.String(length=400), nullable=False),
        sa.Column("chiffres", sa.JSON(), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("recherche", sa.Text(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["territoire_id"], ["territoire.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("besoin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_besoin_fabrique_id"), ["fabrique_id"], unique=False)

    op.create_table(
        "lien_apporteur",
        sa.Column("partenaire_id", sa.String(length=36), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("partenaire_id"),
        sa.UniqueConstraint("empreinte"),
    )
    op.create_table(
        "signalement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("titre", sa.String(length=140), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("nature", sa.String(length=30), nullable=False),
        sa.Column("canal", sa.String(length=30), nullable=False),
        sa.Column("recu_le", sa.String(length=10), nullable=False),
        sa.Column("apporteur_id", sa.String(length=36), nullable=True),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("territoire_id", sa.String(length=36), nullable=True),
        sa.Column("lieu", sa.String(length=160), nullable=False),
        sa.Column("thematiques", sa.JSON(), nullable=False),
        sa.Column("courriel_reponse", sa.String(length=254), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("statut", sa.String(length=20), nullable=False),
        sa.Column("besoin_id", sa.String(length=36), nullable=True),
        sa.Column("dossier_id", sa.String(length=36), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("reponse", sa.Text(), nullable=False),
        sa.Column("trie_le", sa.String(length=10), nullable=True),
        sa.Column("trie_par", sa.String(length=36), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["apporteur_id"], ["partenaire.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["besoin_id"],
            ["besoin.id"],
        ),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["territoire_id"], ["territoire.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["trie_par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("empreinte"),
    )
    with op.batch_alter_table("signalement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signalement_apporteur_id"), ["apporteur_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signalement_besoin_id"), ["besoin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signalement_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signalement_fabrique_id"), ["fabrique_id"], unique=False)
        batch_op.create_index("ix_signalement_statut", ["fabrique_id", "statut"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("signalement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signalement_apporteur_id"))
        batch_op.drop_index(batch_op.f("ix_signalement_besoin_id"))
        batch_op.drop_index(batch_op.f("ix_signalement_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_signalement_fabrique_id"))
        batch_op.drop_index("ix_signalement_statut")

    op.drop_table("signalement")
    op.drop_table("lien_apporteur")
    with op.batch_alter_table("besoin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_besoin_fabrique_id"))

    op.drop_table("besoin")
    with op.batch_alter_table("abonnement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_abonnement_seance_id"))

    op.drop_table("abonnement")
