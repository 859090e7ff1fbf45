"""signed minutes never change again, for the database too."""

from __future__ import annotations

from alembic import op

revision = "202611220990"
down_revision = "202611220980"
branch_labels = None
depends_on = None

#: Table → how a row finds its session, in SQL. What is signed is in these tables.
_PAR_SEANCE = "{ligne}.seance_comite_id"
_PAR_POINT = "(SELECT p.seance_comite_id FROM point_ordre_du_jour p WHERE p.id = {ligne}.point_id)"
_GARDEES = {
    "point_ordre_du_jour": _PAR_SEANCE,
    "presence": _PAR_SEANCE,
    "decision_comite": _PAR_SEANCE,
    "deport": _PAR_POINT,
    "avis": _PAR_POINT,
    "avis_nominatif": _PAR_POINT,
    "opinion_divergente": _PAR_POINT,
}
_SUIVIES = ("reserve", "demande")
_REFUS = "SELECT RAISE(ABORT, 'compte_rendu: signed')"
_FONCTION = """CREATE FUNCTION compte_rendu_garder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ligne jsonb;
    seance text;
BEGIN
    IF TG_TABLE_NAME = 'compte_rendu' THEN
        RAISE EXCEPTION 'compte_rendu: signed';
    END IF;
    IF TG_TABLE_NAME IN ('reserve', 'demande') AND TG_OP = 'UPDATE' THEN
        IF OLD.texte = NEW.texte AND OLD.responsable = NEW.responsable AND OLD.echeance = NEW.echeance
            AND OLD.dossier_id = NEW.dossier_id AND OLD.point_id IS NOT DISTINCT FROM NEW.point_id THEN
            RETURN NEW;
        END IF;
    END IF;
    FOR ligne IN SELECT x FROM (VALUES
        (CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END), (CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END)
    ) AS v(x) WHERE x IS NOT NULL LOOP
        IF TG_TABLE_NAME = 'seance_comite' THEN
            seance := ligne->>'id';
        ELSE
            seance := COALESCE(
                ligne->>'seance_comite_id',
                (SELECT p.seance_comite_id FROM point_ordre_du_jour p WHERE p.id = ligne->>'point_id')
            );
        END IF;
        IF EXISTS (SELECT 1 FROM seance_comite s WHERE s.etat = 'signee' AND s.id = seance) THEN
            RAISE EXCEPTION 'compte_rendu: signed';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$"""


def upgrade() -> None:
    """Apply: no UPDATE, no DELETE, nothing added to what is signed."""
    if op.get_bind().dialect.name == "sqlite":
        for nom, moment, condition in _declencheurs_sqlite():
            op.execute(f"CREATE TRIGGER {nom} BEFORE {moment} WHEN {condition} BEGIN {_REFUS}; END")
        return
    op.execute(_FONCTION)
    for cible in (*_GARDEES, *_SUIVIES, "seance_comite", "compte_rendu"):
        quand = "UPDATE OR DELETE" if cible in (*_SUIVIES, "compte_rendu") else "INSERT OR UPDATE OR DELETE"
        op.execute(
            f"CREATE TRIGGER {cible}_garde BEFORE {quand} ON {cible} FOR EACH ROW EXECUTE FUNCTION compte_rendu_garder()"
        )
    op.execute(
        "CREATE TRIGGER compte_rendu_sans_troncature BEFORE TRUNCATE ON compte_rendu "
        "FOR EACH STATEMENT EXECUTE FUNCTION compte_rendu_garder()"
    )


def _declencheurs_sqlite() -> list[tuple[str, str, str]]:
    """Return (name, when, condition) of every trigger."""
    signee = "EXISTS (SELECT 1 FROM seance_comite s WHERE s.etat = 'signee' AND s.id = {})"
    lus = []
    for cible, seance in _GARDEES.items():
        avant, apres = (signee.format(seance.format(ligne=x)) for x in ("OLD", "NEW"))
        lus.append((f"{cible}_ineffacable", f"DELETE ON {cible}", avant))
        lus.append((f"{cible}_immuable", f"UPDATE ON {cible}", f"{avant} OR {apres}"))
        lus.append((f"{cible}_complet", f"INSERT ON {cible}", apres))
    for cible in _SUIVIES:
        avant = signee.format(_PAR_POINT.format(ligne="OLD"))
        lus.append((f"{cible}_ineffacable", f"DELETE ON {cible}", avant))
        lus.append(
            (f"{cible}_immuable", f"UPDATE OF texte, responsable, echeance, point_id, dossier_id ON {cible}", avant)
        )
        # INSERT OR REPLACE would delete the old line without waking the first trigger
        ancien = f"EXISTS (SELECT 1 FROM {cible} WHERE id = NEW.id)"  # noqa: S608 (our own names)
        lus.append((f"{cible}_sans_remplacement", f"INSERT ON {cible}", ancien))
    meme = "(id = NEW.id OR seance_comite_id = NEW.seance_comite_id)"
    return [
        *lus,
        ("seance_comite_ineffacable", "DELETE ON seance_comite", "OLD.etat = 'signee'"),
        ("seance_comite_immuable", "UPDATE ON seance_comite", "OLD.etat = 'signee'"),
        ("seance_comite_sans_remplacement", "INSERT ON seance_comite", signee.format("NEW.id")),
        ("compte_rendu_ineffacable", "DELETE ON compte_rendu", "1"),
        ("compte_rendu_immuable", "UPDATE ON compte_rendu", "1"),
        (
            "compte_rendu_sans_remplacement",
            "INSERT ON compte_rendu",
            f"EXISTS (SELECT 1 FROM compte_rendu WHERE {meme})",  # noqa: S608
        ),
    ]


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        for nom, _moment, _condition in _declencheurs_sqlite():
            op.execute(f"DROP TRIGGER {nom}")
        return
    op.execute("DROP FUNCTION compte_rendu_garder() CASCADE")
