"""territories and zonings, themes, partners and contacts, reference lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220810"
down_revision = "202611220800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "referentiel",
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("millesime", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("importe_le", sa.BigInteger(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("type", "millesime"),
    )
    op.create_table(
        "import_partenaires",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("personne_id", sa.String(length=36), nullable=False),
        sa.Column("nom_fichier", sa.String(length=160), nullable=False),
        sa.Column("lignes", sa.JSON(), nullable=False),
        sa.Column("correspondance", sa.JSON(), nullable=False),
        sa.Column("rapport", sa.Text(), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("import_partenaires", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_partenaires_fabrique_id"), ["fabrique_id"], unique=False)
    op.create_table(
        "partenaire",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("nom_cle", sa.String(length=200), nullable=False),
        sa.Column("college", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("forme_juridique", sa.String(length=30), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("rna", sa.String(length=10), nullable=True),
        sa.Column("est_ess", sa.Boolean(), nullable=True),
        sa.Column("droit_de_tirage_annuel", sa.Integer(), nullable=True),
        sa.Column("site_web", sa.String(length=200), nullable=False),
        sa.Column("adresse", sa.String(length=300), nullable=False),
        sa.Column("code_insee", sa.String(length=5), nullable=True),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("modifie_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fabrique_id", "siret", name="uq_partenaire_siret"),
    )
    with op.batch_alter_table("partenaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partenaire_fabrique_id"), ["fabrique_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partenaire_nom_cle"), ["nom_cle"], unique=False)
    op.create_table(
        "territoire",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("code_insee", sa.String(length=5), nullable=True),
        sa.Column("codes_postaux", sa.JSON(), nullable=False),
        sa.Column("siren_epci", sa.String(length=9), nullable=True),
        sa.Column("code_departement", sa.String(length=3), nullable=True),
        sa.Column("code_region", sa.String(length=2), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_annee", sa.Integer(), nullable=True),
        sa.Column("millesime_cog", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("territoire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territoire_fabrique_id"), ["fabrique_id"], unique=False)
    op.create_table(
        "thematique",
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("libelle", sa.String(length=80), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fabrique_id", "code"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("prenom", sa.String(length=80), nullable=False),
        sa.Column("fonction", sa.String(length=120), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=20), nullable=False),
        sa.Column("base_legale", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("dernier_echange", sa.String(length=10), nullable=False),
        sa.Column("transmissible", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_partenaire_id"), ["partenaire_id"], unique=False)
    op.create_table(
        "partenaire_territoire",
        sa.Column("partenaire_id", sa.String(length=36), nullable=False),
        sa.Column("territoire_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["territoire_id"], ["territoire.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("partenaire_id", "territoire_id"),
    )
    op.create_table(
        "zonage",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("territoire_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("libelle", sa.String(length=160), nullable=False),
        sa.Column("date_debut", sa.String(length=10), nullable=True),
        sa.Column("date_fin", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("verifie_le", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["territoire_id"], ["territoire.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("zonage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_zonage_territoire_id"), ["territoire_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("zonage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_zonage_territoire_id"))
    op.drop_table("zonage")
    op.drop_table("partenaire_territoire")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_partenaire_id"))
    op.drop_table("contact")
    op.drop_table("thematique")
    with op.batch_alter_table("territoire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_territoire_fabrique_id"))
    op.drop_table("territoire")
    with op.batch_alter_table("partenaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partenaire_nom_cle"))
        batch_op.drop_index(batch_op.f("ix_partenaire_fabrique_id"))
    op.drop_table("partenaire")
    with op.batch_alter_table("import_partenaires", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_partenaires_fabrique_id"))
    op.drop_table("import_partenaires")
    op.drop_table("referentiel")
