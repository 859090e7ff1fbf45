"""porteurs, calls, conventions, feasibility."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220960"
down_revision = "202611220950"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("titre", sa.String(length=140), nullable=False),
        sa.Column("cahier_des_charges", sa.Text(), nullable=False),
        sa.Column("profil", sa.Text(), nullable=False),
        sa.Column("eligibles", sa.JSON(), nullable=False),
        sa.Column("criteres", sa.JSON(), nullable=False),
        sa.Column("ouverture", sa.BigInteger(), nullable=True),
        sa.Column("cloture", sa.BigInteger(), nullable=True),
        sa.Column("jury", sa.JSON(), nullable=False),
        sa.Column("jury_le", sa.String(length=10), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appel_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "recherche_porteur",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id"),
    )
    op.create_table(
        "candidature",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("appel_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("projet", sa.String(length=140), nullable=False),
        sa.Column("structure", sa.String(length=160), nullable=False),
        sa.Column("personne", sa.String(length=160), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=False),
        sa.Column("resume", sa.Text(), nullable=False),
        sa.Column("recue_le", sa.String(length=10), nullable=False),
        sa.Column("resultat", sa.String(length=30), nullable=True),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("decidee_le", sa.String(length=10), nullable=True),
        sa.Column("garder", sa.Boolean(), nullable=False),
        sa.Column("effacee_le", sa.BigInteger(), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appel_id"],
            ["appel.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidature_appel_id"), ["appel_id"], unique=False)

    op.create_table(
        "porteur",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=True),
        sa.Column("candidature_id", sa.String(length=36), nullable=True),
        sa.Column("personne_id", sa.String(length=36), nullable=True),
        sa.Column("personnes", sa.JSON(), nullable=False),
        sa.Column("statut_vise", sa.String(length=20), nullable=True),
        sa.Column("colleges", sa.JSON(), nullable=False),
        sa.Column("depuis", sa.String(length=10), nullable=False),
        sa.Column("jusqu_au", sa.String(length=10), nullable=True),
        sa.Column("motif_fin", sa.Text(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidature_id"],
            ["candidature.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("porteur", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_porteur_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_porteur_partenaire_id"), ["partenaire_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_porteur_personne_id"), ["personne_id"], unique=False)

    op.create_table(
        "convention",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("porteur_id", sa.String(length=36), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("objet", sa.Text(), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("droits", sa.Text(), nullable=False),
        sa.Column("accompagnement_mois", sa.Integer(), nullable=True),
        sa.Column("accompagnement", sa.Text(), nullable=False),
        sa.Column("engagements", sa.JSON(), nullable=False),
        sa.Column("clause_retour", sa.Boolean(), nullable=False),
        sa.Column("clause_texte", sa.Text(), nullable=False),
        sa.Column("signee_fabrique", sa.String(length=10), nullable=True),
        sa.Column("signee_porteur", sa.String(length=10), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["porteur_id"],
            ["porteur.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("porteur_id"),
    )
    with op.batch_alter_table("convention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convention_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "etude_faisabilite",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("porteur_id", sa.String(length=36), nullable=True),
        sa.Column("deposee_le", sa.String(length=10), nullable=True),
        sa.Column("points_vigilance", sa.Text(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["porteur_id"],
            ["porteur.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id"),
    )
    op.create_table(
        "porteur_membre",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("porteur_id", sa.String(length=36), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=True),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("principal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["porteur_id"],
            ["porteur.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("porteur_membre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_porteur_membre_partenaire_id"), ["partenaire_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_porteur_membre_porteur_id"), ["porteur_id"], unique=False)

    op.create_table(
        "paquet_transmission",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("convention_id", sa.String(length=36), nullable=False),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("destinataire", sa.String(length=160), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("envoye_le", sa.BigInteger(), nullable=False),
        sa.Column("envoye_par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["convention_id"],
            ["convention.id"],
        ),
        sa.ForeignKeyConstraint(["envoye_par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("paquet_transmission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paquet_transmission_convention_id"), ["convention_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("paquet_transmission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paquet_transmission_convention_id"))

    op.drop_table("paquet_transmission")
    with op.batch_alter_table("porteur_membre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_porteur_membre_partenaire_id"))
        batch_op.drop_index(batch_op.f("ix_porteur_membre_porteur_id"))

    op.drop_table("porteur_membre")
    op.drop_table("etude_faisabilite")
    with op.batch_alter_table("convention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convention_dossier_id"))

    op.drop_table("convention")
    with op.batch_alter_table("porteur", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_porteur_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_porteur_partenaire_id"))
        batch_op.drop_index(batch_op.f("ix_porteur_personne_id"))

    op.drop_table("porteur")
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidature_appel_id"))

    op.drop_table("candidature")
    op.drop_table("recherche_porteur")
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appel_dossier_id"))

    op.drop_table("appel")
