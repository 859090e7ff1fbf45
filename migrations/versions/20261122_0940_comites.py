"""committees: members, sessions, agenda, opinions, minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220940"
down_revision = "202611220930"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comite",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=True),
        sa.Column("appel_id", sa.String(length=36), nullable=True),
        sa.Column("portes", sa.JSON(), nullable=False),
        sa.Column("quorum_pct", sa.Integer(), nullable=False),
        sa.Column("majorite", sa.String(length=20), nullable=False),
        sa.Column("voix_preponderante", sa.Boolean(), nullable=False),
        sa.Column("pouvoirs_max", sa.Integer(), nullable=False),
        sa.Column("delai_envoi_jours", sa.Integer(), nullable=False),
        sa.Column("nominatif", sa.Boolean(), nullable=False),
        sa.Column("frequence", sa.String(length=40), nullable=False),
        sa.Column("mandat_debut", sa.String(length=10), nullable=False),
        sa.Column("mandat_fin", sa.String(length=10), nullable=False),
        sa.Column("clos_le", sa.String(length=10), nullable=True),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fabrique_id"],
            ["fabrique.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("comite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comite_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comite_fabrique_id"), ["fabrique_id"], unique=False)

    op.create_table(
        "membre_comite",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("comite_id", sa.String(length=36), nullable=False),
        sa.Column("partenaire_id", sa.String(length=36), nullable=True),
        sa.Column("titulaire_id", sa.String(length=36), nullable=True),
        sa.Column("suppleant_id", sa.String(length=36), nullable=True),
        sa.Column("personne_id", sa.String(length=36), nullable=True),
        sa.Column("college", sa.String(length=40), nullable=False),
        sa.Column("voix", sa.String(length=20), nullable=False),
        sa.Column("depuis", sa.String(length=10), nullable=False),
        sa.Column("jusqu_au", sa.String(length=10), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("interets", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comite_id"],
            ["comite.id"],
        ),
        sa.ForeignKeyConstraint(["partenaire_id"], ["partenaire.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["suppleant_id"], ["contact.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["titulaire_id"], ["contact.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("membre_comite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membre_comite_comite_id"), ["comite_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_comite_partenaire_id"), ["partenaire_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_comite_personne_id"), ["personne_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_comite_suppleant_id"), ["suppleant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_comite_titulaire_id"), ["titulaire_id"], unique=False)

    op.create_table(
        "seance_comite",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("comite_id", sa.String(length=36), nullable=False),
        sa.Column("jour", sa.String(length=10), nullable=False),
        sa.Column("heure", sa.String(length=5), nullable=False),
        sa.Column("duree_min", sa.Integer(), nullable=False),
        sa.Column("lieu", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("etat", sa.String(length=30), nullable=False),
        sa.Column("convoquee_le", sa.String(length=10), nullable=True),
        sa.Column("president_id", sa.String(length=36), nullable=True),
        sa.Column("secretaire", sa.String(length=160), nullable=False),
        sa.Column("prochaine", sa.String(length=10), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comite_id"],
            ["comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["president_id"],
            ["membre_comite.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("seance_comite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seance_comite_comite_id"), ["comite_id"], unique=False)
        batch_op.create_index("ix_seance_comite_jour", ["comite_id", "jour"], unique=False)

    op.create_table(
        "point_ordre_du_jour",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seance_comite_id", sa.String(length=36), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("porte", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=True),
        sa.Column("candidature_id", sa.String(length=36), nullable=True),
        sa.Column("rectifie_id", sa.String(length=36), nullable=True),
        sa.Column("titre", sa.String(length=140), nullable=False),
        sa.Column("recommandation", sa.String(length=30), nullable=False),
        sa.Column("recommandation_texte", sa.Text(), nullable=False),
        sa.Column("synthese", sa.Text(), nullable=False),
        sa.Column("decide", sa.Boolean(), nullable=False),
        sa.Column("vote_seance_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["rectifie_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.ForeignKeyConstraint(
            ["seance_comite_id"],
            ["seance_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vote_seance_id"],
            ["seance.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("point_ordre_du_jour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_ordre_du_jour_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_ordre_du_jour_rectifie_id"), ["rectifie_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_ordre_du_jour_seance_comite_id"), ["seance_comite_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("seance_comite_id", sa.String(length=36), nullable=False),
        sa.Column("membre_id", sa.String(length=36), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("pouvoir_a", sa.String(length=36), nullable=True),
        sa.Column("par_suppleant", sa.Boolean(), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["pouvoir_a"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["seance_comite_id"],
            ["seance_comite.id"],
        ),
        sa.PrimaryKeyConstraint("seance_comite_id", "membre_id"),
    )
    op.create_table(
        "piece_point",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("point_id", "document_id"),
    )
    op.create_table(
        "ticket_avis",
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("membre_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"],
            ["membre_comite.id"],
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["point_ordre_du_jour.id"],
        ),
        sa.PrimaryKeyConstraint("point_id", "numero"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("ticket_avis")
    op.drop_table("piece_point")
    op.drop_table("presence")
    with op.batch_alter_table("point_ordre_du_jour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_ordre_du_jour_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_point_ordre_du_jour_rectifie_id"))
        batch_op.drop_index(batch_op.f("ix_point_ordre_du_jour_seance_comite_id"))

    op.drop_table("point_ordre_du_jour")
    with op.batch_alter_table("seance_comite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seance_comite_comite_id"))
        batch_op.drop_index("ix_seance_comite_jour")

    op.drop_table("seance_comite")
    with op.batch_alter_table("membre_comite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membre_comite_comite_id"))
        batch_op.drop_index(batch_op.f("ix_membre_comite_partenaire_id"))
        batch_op.drop_index(batch_op.f("ix_membre_comite_personne_id"))
        batch_op.drop_index(batch_op.f("ix_membre_comite_suppleant_id"))
        batch_op.drop_index(batch_op.f("ix_membre_comite_titulaire_id"))

    op.drop_table("membre_comite")
    with op.batch_alter_table("comite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comite_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_comite_fabrique_id"))

    op.drop_table("comite")
