"""the dossier: sources, history, themes, territories, documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220900"
down_revision = "202611220820"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "dossier",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.String(length=12), nullable=False),
        sa.Column("titre", sa.String(length=140), nullable=False),
        sa.Column("stade", sa.String(length=40), nullable=False),
        sa.Column("situation", sa.String(length=30), nullable=False),
        sa.Column("situation_donnees", sa.JSON(), nullable=False),
        sa.Column("stade_depuis", sa.String(length=10), nullable=False),
        sa.Column("situation_depuis", sa.String(length=10), nullable=False),
        sa.Column("nature", sa.String(length=20), nullable=True),
        sa.Column("responsable_id", sa.String(length=36), nullable=True),
        sa.Column("rang_priorite", sa.Integer(), nullable=True),
        sa.Column("utilite_sociale", sa.JSON(), nullable=False),
        sa.Column("utilite_dispense", sa.Text(), nullable=False),
        sa.Column("innovation", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("fusionne_dans_id", sa.String(length=36), nullable=True),
        sa.Column("scinde_le", sa.String(length=10), nullable=True),
        sa.Column("date_detection", sa.String(length=10), nullable=False),
        sa.Column("confidentialite", sa.String(length=20), nullable=False),
        sa.Column("recherche", sa.Text(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=True),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cree_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["fabrique_id"],
            ["fabrique.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fusionne_dans_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["responsable_id"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fabrique_id", "numero", name="uq_dossier_numero"),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_fabrique_id"), ["fabrique_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_fusionne_dans_id"), ["fusionne_dans_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_dossier_stade", ["fabrique_id", "stade", "situation"], unique=False)

    op.create_table(
        "reglage_parcours",
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("portes", sa.JSON(), nullable=False),
        sa.Column("comite_suivi_min", sa.Integer(), nullable=False),
        sa.Column("delai_envoi_jours", sa.Integer(), nullable=False),
        sa.Column("benchmark_obligatoire", sa.Boolean(), nullable=False),
        sa.Column("motifs", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fabrique_id"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("piece", sa.String(length=40), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("type_mime", sa.String(length=100), nullable=False),
        sa.Column("octets", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("depose_le", sa.BigInteger(), nullable=False),
        sa.Column("depose_par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["depose_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "dossier_acteur",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("depuis", sa.String(length=10), nullable=False),
        sa.Column("ajoute_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dossier_id", "partenaire_id"),
    )
    op.create_table(
        "dossier_evenement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("de_stade", sa.String(length=40), nullable=True),
        sa.Column("vers_stade", sa.String(length=40), nullable=False),
        sa.Column("de_situation", sa.String(length=30), nullable=True),
        sa.Column("vers_situation", sa.String(length=30), nullable=False),
        sa.Column("porte", sa.String(length=2), nullable=True),
        sa.Column("decision", sa.String(length=30), nullable=True),
        sa.Column("motif_code", sa.String(length=40), nullable=True),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("reponse_publique", sa.Text(), nullable=False),
        sa.Column("donnees", sa.JSON(), nullable=False),
        sa.Column("point_id", sa.String(length=36), nullable=True),
        sa.Column("autre_dossier_id", sa.String(length=36), nullable=True),
        sa.Column("auteur_id", sa.String(length=36), nullable=True),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["auteur_id"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["autre_dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dossier_id", "numero", name="uq_dossier_evenement"),
    )
    with op.batch_alter_table("dossier_evenement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_evenement_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "dossier_territoire",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("territoire_id", sa.String(length=36), nullable=False),
        sa.Column("zonages", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["territoire_id"],
            ["territoire.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "territoire_id"),
    )
    op.create_table(
        "dossier_thematique",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "code"),
    )
    op.create_table(
        "porte_anticipee",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("porte", sa.String(length=2), nullable=False),
        sa.Column("decision", sa.String(length=30), nullable=False),
        sa.Column("point_id", sa.String(length=36), nullable=True),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("appliquee_le", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "porte"),
    )
    op.create_table(
        "dossier_source",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("seance_id", sa.String(length=36), nullable=True),
        sa.Column("regroupement_id", sa.String(length=36), nullable=True),
        sa.Column("contribution_id", sa.String(length=36), nullable=True),
        sa.Column("signalement_id", sa.String(length=36), nullable=True),
        sa.Column("besoin_id", sa.String(length=36), nullable=True),
        sa.Column("origine_id", sa.String(length=36), nullable=True),
        sa.Column("venue_de_id", sa.String(length=36), nullable=True),
        sa.Column("libelle", sa.String(length=300), nullable=False),
        sa.Column("ajoutee_le", sa.BigInteger(), nullable=False),
        sa.Column("ajoutee_par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["ajoutee_par"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["origine_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["regroupement_id"],
            ["regroupement.id"],
        ),
        sa.ForeignKeyConstraint(
            ["seance_id"],
            ["seance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["venue_de_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("dossier_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_source_besoin_id"), ["besoin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_source_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_source_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_source_regroupement_id"), ["regroupement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_source_seance_id"), ["seance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_source_signalement_id"), ["signalement_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("dossier_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_source_besoin_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_source_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_source_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_source_regroupement_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_source_seance_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_source_signalement_id"))

    op.drop_table("dossier_source")
    op.drop_table("porte_anticipee")
    op.drop_table("dossier_thematique")
    op.drop_table("dossier_territoire")
    with op.batch_alter_table("dossier_evenement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_evenement_dossier_id"))

    op.drop_table("dossier_evenement")
    op.drop_table("dossier_acteur")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_dossier_id"))

    op.drop_table("document")
    op.drop_table("reglage_parcours")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_fabrique_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_fusionne_dans_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_parent_id"))
        batch_op.drop_index("ix_dossier_stade")

    op.drop_table("dossier")
