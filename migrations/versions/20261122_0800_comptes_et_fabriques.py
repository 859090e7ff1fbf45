"""accounts, fabriques, roles, sessions and the audit journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611220800"
down_revision = "202611220500"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit",
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=True),
        sa.Column("acteur", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("objet_type", sa.String(length=40), nullable=False),
        sa.Column("objet_id", sa.String(length=36), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("precedente", sa.String(length=64), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("numero"),
        sa.UniqueConstraint("empreinte"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_fabrique", ["fabrique_id", "numero"], unique=False)
    op.create_table(
        "audit_coupe",
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("le", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("numero"),
    )
    op.create_table(
        "fabrique",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("identifiant", sa.String(length=60), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("structure_porteuse", sa.String(length=160), nullable=False),
        sa.Column("statut_reseau", sa.String(length=30), nullable=False),
        sa.Column("date_statut", sa.String(length=10), nullable=True),
        sa.Column("annee_creation", sa.Integer(), nullable=True),
        sa.Column("strategie_regionale", sa.JSON(), nullable=False),
        sa.Column("competences", sa.JSON(), nullable=False),
        sa.Column("etp_centiemes", sa.Integer(), nullable=True),
        sa.Column("vocabulaire", sa.JSON(), nullable=False),
        sa.Column("prereglage", sa.String(length=30), nullable=False),
        sa.Column("base_legale", sa.String(length=30), nullable=False),
        sa.Column("referent_accessibilite", sa.String(length=200), nullable=False),
        sa.Column("contact_donnees", sa.String(length=200), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("seuils_alerte", sa.JSON(), nullable=False),
        sa.Column("conservation_jours", sa.Integer(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.String(length=20), nullable=True),
        sa.Column("logo_alternative", sa.String(length=200), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("conservation_jours >= 0 AND conservation_jours <= 90", name="ck_fabrique_conservation"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identifiant"),
    )
    op.create_table(
        "personne",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("mot_de_passe", sa.String(length=255), nullable=True),
        sa.Column("totp", sa.String(length=255), nullable=True),
        sa.Column("totp_pas", sa.BigInteger(), nullable=True),
        sa.Column("codes_secours", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("instance", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("connectee_le", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("courriel"),
    )
    op.create_table(
        "attribution",
        sa.Column("personne_id", sa.String(length=36), nullable=False),
        sa.Column("fabrique_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["fabrique_id"], ["fabrique.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("personne_id", "fabrique_id", "role"),
    )
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.create_index("ix_attribution_fabrique", ["fabrique_id"], unique=False)
    op.create_table(
        "lien_unique",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("personne_id", sa.String(length=36), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("expire_le", sa.BigInteger(), nullable=False),
        sa.Column("utilise_le", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("empreinte"),
    )
    with op.batch_alter_table("lien_unique", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lien_unique_personne_id"), ["personne_id"], unique=False)
    op.create_table(
        "session_equipe",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("personne_id", sa.String(length=36), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("empreinte_precedente", sa.String(length=64), nullable=True),
        sa.Column("a_tourner", sa.Boolean(), nullable=False),
        sa.Column("tournee_le", sa.BigInteger(), nullable=False),
        sa.Column("cree_le", sa.BigInteger(), nullable=False),
        sa.Column("vue_le", sa.BigInteger(), nullable=False),
        sa.Column("appareil", sa.String(length=80), nullable=False),
        sa.Column("revoquee_le", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("empreinte"),
        sa.UniqueConstraint("empreinte_precedente"),
    )
    with op.batch_alter_table("session_equipe", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_equipe_personne_id"), ["personne_id"], unique=False)
    _garder_le_journal()


def _garder_le_journal() -> None:
    """The audit journal is append-only for the database too: no UPDATE, no DELETE beyond the last cut."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_ineffacable BEFORE DELETE ON audit "
            "WHEN OLD.numero > (SELECT COALESCE(MAX(numero), 0) FROM audit_coupe) "
            "BEGIN SELECT RAISE(ABORT, 'audit: append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_immuable BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit: append-only'); END"
        )
        # INSERT OR REPLACE would delete the old line without waking the first trigger
        op.execute(
            "CREATE TRIGGER audit_sans_remplacement BEFORE INSERT ON audit "
            "WHEN EXISTS (SELECT 1 FROM audit WHERE numero = NEW.numero) "
            "BEGIN SELECT RAISE(ABORT, 'audit: append-only'); END"
        )
        return
    op.execute(
        """CREATE FUNCTION audit_garder() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.numero <= (SELECT COALESCE(MAX(numero), 0) FROM audit_coupe) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'audit: append-only';
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER audit_garde BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_garder()"
    )
    op.execute(
        "CREATE TRIGGER audit_sans_troncature BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_garder()"
    )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_garder() CASCADE")
    with op.batch_alter_table("session_equipe", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_equipe_personne_id"))
    op.drop_table("session_equipe")
    with op.batch_alter_table("lien_unique", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lien_unique_personne_id"))
    op.drop_table("lien_unique")
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.drop_index("ix_attribution_fabrique")
    op.drop_table("attribution")
    op.drop_table("personne")
    op.drop_table("fabrique")
    op.drop_table("audit_coupe")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_fabrique")
    op.drop_table("audit")
