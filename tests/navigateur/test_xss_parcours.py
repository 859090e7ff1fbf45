"""Payloads in every text of the parcours, from the wall to the activity (``fiabilite.md`` T1)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.navigateur.test_xss_formulaires import AtelierDeRefus
from tests.navigateur.xss_champs import Lot
from tests.navigateur.xss_monde import CLE, empoisonner, raconter
from tests.navigateur.xss_parcours import FICHIERS, Parcours
from tests.outillage.charges_xss import CHARGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Lanceur


#: Columns that none of the pages looked at shows: other walks do, the object is not in that state, or nobody ever sees them.
PAS_DITES = frozenset(
    "compte_rendu.signataires contact.fonction contact.source decision_comite.destinataire decision_comite.motif decision_comite.reponse_publique "
    "demande.reponse deport.motif dossier.situation_donnees dossier_source.libelle etude_section_version.texte fabrique.contact_donnees "
    "fabrique.logo_alternative fabrique.mentions fabrique.referent_accessibilite partenaire.adresse partenaire.commune phase.consigne "
    "porteur.motif_fin".split()
)  # fmt: skip
#: Fields in which something is chosen, never typed.
CHOISIS = frozenset(
    {
        "FormulaireFusion.cible",
        "FormulairePorteur.principal",
        "comite_seance.annuler_deport: membre_id",
        "qualification.comparer: choisir",
    }
)
#: Minutes read again, then signed: planted in the database here, by its form in ``test_comites_ecrans``.
SIGNES = frozenset({"FormulaireSignature.noms"})
#: Pages that only a vote under way opens (``test_comites_ecrans``).
FERMEES = frozenset({"comite_seance.tickets"})
#: Forms that ask for more than texts and dates: looked at refused here, accepted in the tests of their rooms.
EXIGEANTS = frozenset(
    "comite_seance.ajouter_point comite_seance.diverger comite_seance.inscrire comite_seance.modifier comite_seance.nouvelle comite_seance.point "
    "comite_seance.preparer_point comite_seance.resumer comites.ajouter_membre comites.modifier_membre dossier.lever dossier.repondre "
    "dossier.veille entrees.classer entrees.modifier_besoin entrees.nouveau_besoin entrees.promouvoir entrees.rattacher fiche.ecrire "
    "porteur.designer porteur.ecrire_appel porteur.ecrire_convention porteur.inscrire_candidature qualification.grille suivi.financement "
    "suivi.nouveau_financement suivi.nouveau_point suivi.point".split()
)  # fmt: skip
PROPRIETES = frozenset(
    ["", *"BEGIN END VERSION PRODID CALSCALE METHOD X-WR-CALNAME X-WR-TIMEZONE TZID X-LIC-LOCATION TZOFFSETFROM TZOFFSETTO TZNAME".split(),
     *"DTSTART DTEND RRULE UID SEQUENCE DTSTAMP SUMMARY LOCATION DESCRIPTION URL STATUS".split()]
)  # fmt: skip


@pytest.fixture
def parcours(tmp_path: Path, modele_sqlite: Path, lancer_serveur: Lanceur, navigateur: Browser) -> Iterator[Parcours]:
    fichier = tmp_path / "fabrique.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    monde = raconter(f"sqlite:///{fichier}")
    empoisonner(monde, Lot(CHARGES))
    atelier = AtelierDeRefus(navigateur)
    courriel = {"SMTP": "smtp://127.0.0.1:1", "COURRIEL_DE": "atelier@exemple.invalid"}
    yield Parcours(lancer_serveur(BASE=f"sqlite:///{fichier}", CLE=CLE.decode(), **courriel), atelier, monde)
    atelier.fermer()
    assert atelier.erreurs == []


@pytest.mark.endurance
def test_chaque_page_et_chaque_formulaire_du_parcours(parcours: Parcours) -> None:
    parcours.regarder(Lot(CHARGES[::9]))
    _fichiers(parcours)
    muettes = set(parcours.jamais_montrees())
    parcours.semer(Lot(CHARGES))
    r = parcours.registre
    restes = {
        "colonnes": muettes - PAS_DITES,
        "champs": set(r.oublies()) - CHOISIS - SIGNES,
        "pages": set(r.jamais_vus(FICHIERS)) - FERMEES,
        "formulaires": parcours.offertes - parcours.acceptees - EXIGEANTS,
    }
    assert not any(restes.values()), f"{restes} {parcours.erreurs}"


def _fichiers(parcours: Parcours) -> None:
    """Pages handed over hold nothing but text; a calendar has no line, a table no formula that somebody has typed."""
    pages = list(parcours.telecharger("porteur.telecharger", "comite_seance.telecharger"))
    for _chemin, contenu in pages[:8]:
        parcours.ouvrir_fichier(contenu)
    agendas = list(parcours.telecharger("comite_seance.agenda"))
    for chemin, contenu in agendas:
        lignes = contenu.replace("\r\n ", "").split("\r\n")
        assert {re.split("[:;]", x)[0] for x in lignes} <= PROPRIETES, chemin
        assert contenu.count("\r\nBEGIN:VEVENT") == 1, chemin
    tables = list(parcours.telecharger("dossiers.export"))
    for chemin, contenu in tables:
        rangees = list(csv.reader(io.StringIO(contenu.removeprefix("\ufeff"), newline=""), delimiter=";"))
        assert {len(x) for x in rangees} == {len(rangees[0])}, chemin
        assert [c for x in rangees for c in x if c.lstrip(" \u00a0\u200b").startswith(("=", "+", "-", "@"))] == []
    assert min(map(len, (pages, agendas, tables))) > 0
