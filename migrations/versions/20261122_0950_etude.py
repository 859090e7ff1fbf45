"""étude d’opportunité: sections, evidence, benchmark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220950"
down_revision = "202611220940"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "benchmark_entree",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("nom", sa.String(length=140), nullable=False),
        sa.Column("lieu", sa.String(length=120), nullable=False),
        sa.Column("code_insee", sa.String(length=5), nullable=True),
        sa.Column("pays", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("en_quoi_inspirant", sa.Text(), nullable=False),
        sa.Column("chiffres", sa.JSON(), nullable=False),
        sa.Column("modele_economique", sa.Text(), nullable=False),
        sa.Column("transferabilite", sa.String(length=20), nullable=False),
        sa.Column("transferabilite_note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("contact_pris_le", sa.String(length=10), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fabrique_id"],
            ["fabrique.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("benchmark_entree", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benchmark_entree_fabrique_id"), ["fabrique_id"], unique=False)

    op.create_table(
        "benchmark_dossier",
        sa.Column("entree_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("ajoutee_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entree_id"],
            ["benchmark_entree.id"],
        ),
        sa.PrimaryKeyConstraint("entree_id", "dossier_id"),
    )
    op.create_table(
        "etude",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("responsable", sa.String(length=160), nullable=False),
        sa.Column("debut", sa.String(length=10), nullable=True),
        sa.Column("fin_prevue", sa.String(length=10), nullable=True),
        sa.Column("fin_reelle", sa.String(length=10), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("note_positionnement", sa.Text(), nullable=False),
        sa.Column("financement", sa.JSON(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("verdicts_notes", sa.JSON(), nullable=False),
        sa.Column("conclusion", sa.String(length=30), nullable=True),
        sa.Column("conclusion_texte", sa.Text(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id"),
    )
    op.create_table(
        "etude_section",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_par", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["modifie_par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("dossier_id", "code"),
    )
    op.create_table(
        "etude_section_version",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.Column("par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(["par"], ["personne.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("dossier_id", "code", "version"),
    )
    op.create_table(
        "mission_expert",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=True),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("domaine", sa.String(length=20), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("sollicite_le", sa.String(length=10), nullable=False),
        sa.Column("rendu_le", sa.String(length=10), nullable=True),
        sa.Column("avis", sa.Text(), nullable=False),
        sa.Column("remuneration", sa.Integer(), nullable=True),
        sa.Column("lien_interet", sa.String(length=200), nullable=False),
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
    with op.batch_alter_table("mission_expert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_expert_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "preuve_terrain",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("intitule", sa.String(length=140), nullable=False),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("nb_personnes", sa.Integer(), nullable=True),
        sa.Column("publics", sa.String(length=200), nullable=False),
        sa.Column("coorganisateurs", sa.JSON(), nullable=False),
        sa.Column("enseignements", sa.Text(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("preuve_terrain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preuve_terrain_dossier_id"), ["dossier_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("preuve_terrain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preuve_terrain_dossier_id"))

    op.drop_table("preuve_terrain")
    with op.batch_alter_table("mission_expert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mission_expert_dossier_id"))

    op.drop_table("mission_expert")
    op.drop_table("etude_section_version")
    op.drop_table("etude_section")
    op.drop_table("etude")
    op.drop_table("benchmark_dossier")
    with op.batch_alter_table("benchmark_entree", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benchmark_entree_fabrique_id"))

    op.drop_table("benchmark_entree")
