"""Alembic environment: foreign keys are off while tables are rebuilt, then checked (``fiabilite.md`` F9)."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

import fabrique_atelier.comite.models
import fabrique_atelier.comptes.models
import fabrique_atelier.dossier.models
import fabrique_atelier.dossier.models_entrees
import fabrique_atelier.dossier.models_fiche
import fabrique_atelier.dossier.models_qualification
import fabrique_atelier.etude.models
import fabrique_atelier.porteur.models
import fabrique_atelier.reseau.models
import fabrique_atelier.seance.models
import fabrique_atelier.suivi.models  # noqa: F401 (they register the tables)
from fabrique_atelier.socle.base import Base, creer_moteur


def migrer(connexion: Connection) -> None:
    """Run the migrations on an open connection."""
    sqlite = connexion.dialect.name == "sqlite"
    context.configure(
        connection=connexion,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transactional_ddl=not sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


def en_ligne() -> None:
    """Open the database and migrate it."""
    moteur = creer_moteur(context.config.get_main_option("sqlalchemy.url") or "")
    with moteur.connect() as connexion:
        if connexion.dialect.name == "sqlite":
            # outside a transaction: SQLite ignores this pragma inside one
            connexion.connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connexion.execute(text("SET lock_timeout = '10s'"))
            connexion.execute(text("SET statement_timeout = '300s'"))
        migrer(connexion)
        connexion.commit()
        if connexion.dialect.name == "sqlite":
            fautes = connexion.exec_driver_sql("PRAGMA foreign_key_check").all()
            if fautes:
                raise RuntimeError(f"migration interrompue : {len(fautes)} lignes orphelines, par exemple {fautes[0]}")
            connexion.rollback()
            connexion.connection.execute("PRAGMA foreign_keys=ON")
    moteur.dispose()


en_ligne()
