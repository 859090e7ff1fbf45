"""The themes of a fabrique: a controlled list it renames, hides, completes and orders (``domaine.md`` §3.34)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne, trop_long

GRAINES = {
    "mobilite_inclusive": "Mobilité inclusive",
    "alimentation_durable": "Alimentation durable",
    "tiers_lieux": "Tiers-lieux",
    "insertion": "Insertion",
    "solidarite": "Solidarité",
    "services_aux_personnes": "Services aux personnes",
    "economie_circulaire": "Économie circulaire",
    "cohesion_des_territoires": "Cohésion des territoires",
    "bien_vieillir": "Bien vieillir",
    "numerique": "Numérique",
    "revitalisation_rurale": "Revitalisation rurale",
    "btp_reemploi": "Bâtiment et réemploi",
    "mobilites_douces": "Mobilités douces",
    "energies_citoyennes": "Énergies citoyennes",
    "recyclerie": "Recyclerie",
    "funeraire": "Funéraire",
    "transition_quartiers": "Transition des quartiers",
    "fabrication_numerique": "Fabrication numérique",
    "formation": "Formation",
    "coworking": "Travail partagé (coworking)",
    "artisanat": "Artisanat",
}
LIBELLE_MAX, PAR_FABRIQUE = 80, 60


@dataclass(frozen=True, slots=True)
class Thematique:
    """One theme as the settings show it."""

    code: str
    libelle: str
    active: bool


def semer(connexion: Connection, fabrique_id: str) -> None:
    """Give a new fabrique the themes of the network."""
    lignes = [
        {"fabrique_id": fabrique_id, "code": code, "libelle": libelle, "ordre": ordre, "active": True}
        for ordre, (code, libelle) in enumerate(GRAINES.items(), 1)
    ]
    connexion.execute(insert(m.Thematique), lignes)


def reprendre(connexion: Connection, geste: Geste) -> None:
    """Give the themes of the network to a fabrique that has none: it was there before them."""
    if not lister(connexion, geste.fabrique_id):
        semer(connexion, geste.fabrique_id)
        _noter(connexion, geste, "reprendre")


def lister(connexion: Connection, fabrique_id: str, *, actives: bool = False) -> list[Thematique]:
    """The themes in order; ``actives``: only those that are proposed."""
    t = m.Thematique
    requete = select(t.code, t.libelle, t.active).where(t.fabrique_id == fabrique_id).order_by(t.ordre, t.code)
    return [Thematique(*r) for r in connexion.execute(requete.where(t.active) if actives else requete)]


def ajouter(connexion: Connection, geste: Geste, brut: str) -> str:
    """Add a theme at the end; return its code, made from its label once and for all."""
    presentes = lister(connexion, geste.fabrique_id)
    if len(presentes) >= PAR_FABRIQUE:
        raise ErreurMetier(
            "trop_de_thematiques",
            f"La liste est pleine\u00a0: {PAR_FABRIQUE}\u00a0thématiques au plus. Renommez-en une qui ne sert plus.",
        )
    libelle = _libelle(brut, presentes, "")
    racine = cle(libelle).replace(" ", "_")[:36] or "thematique"
    pris = {t.code for t in presentes}
    code = next(c for c in (racine, *(f"{racine}_{n}" for n in range(2, 99))) if c not in pris)
    t = m.Thematique
    ordre = connexion.execute(select(func.max(t.ordre)).where(t.fabrique_id == geste.fabrique_id)).scalar() or 0
    nouvelle = {"fabrique_id": geste.fabrique_id, "code": code, "libelle": libelle, "ordre": ordre + 1, "active": True}
    connexion.execute(insert(t), nouvelle)
    _noter(connexion, geste, "ajouter")
    return code


def renommer(connexion: Connection, geste: Geste, code: str, brut: str) -> None:
    """Change a label; the code stays."""
    libelle = _libelle(brut, lister(connexion, geste.fabrique_id), code)
    _changer(connexion, geste, code, libelle=libelle)
    _noter(connexion, geste, "renommer")


def montrer(connexion: Connection, geste: Geste, code: str, *, active: bool) -> None:
    """Propose a theme, or hide it: what already carries it keeps it."""
    _changer(connexion, geste, code, active=active)
    _noter(connexion, geste, "montrer" if active else "masquer")


def deplacer(connexion: Connection, geste: Geste, code: str, pas: int) -> None:
    """Move a theme one line up (-1) or down (+1); at an end, nothing moves."""
    ordre = [t.code for t in lister(connexion, geste.fabrique_id)]
    if code not in ordre:
        raise _inconnue()
    place = ordre.index(code)
    autre = place + pas
    if not 0 <= autre < len(ordre):
        return
    ordre[place], ordre[autre] = ordre[autre], ordre[place]
    for rang, present in enumerate(ordre, 1):
        _changer(connexion, geste, present, ordre=rang)
    _noter(connexion, geste, "deplacer")


def _libelle(brut: str, presentes: list[Thematique], sauf: str) -> str:
    libelle = ligne(brut)
    if not libelle:
        raise ErreurMetier("libelle_vide", "Écrivez le nom de la thématique, par exemple\u00a0: Bien vieillir.")
    if trop_long(libelle, LIBELLE_MAX):
        raise ErreurMetier("libelle_trop_long", f"Ce nom est trop long\u00a0: {LIBELLE_MAX}\u00a0signes au plus.")
    if any(cle(t.libelle) == cle(libelle) and t.code != sauf for t in presentes):
        raise ErreurMetier("thematique_en_double", "Cette thématique est déjà dans la liste, peut-être masquée.")
    return libelle


def _changer(connexion: Connection, geste: Geste, code: str, **valeurs: object) -> None:
    t = m.Thematique
    requete = update(t).where(t.fabrique_id == geste.fabrique_id, t.code == code).values(**valeurs)
    if connexion.execute(requete).rowcount == 0:
        raise _inconnue()


def _inconnue() -> ErreurMetier:
    return ErreurMetier("thematique_inconnue", "Cette thématique n’existe plus. Rechargez la page.")


def _noter(connexion: Connection, geste: Geste, action: str) -> None:
    geste.noter(connexion, f"thematique.{action}", ("fabrique", geste.fabrique_id))
