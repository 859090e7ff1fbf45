"""The settings of a fabrique, saved one section at a time (``domaine.md`` §3.1).

Two people may settle different sections at once. A save says which values of its section it was made on (their mark);
when somebody has changed them since, nothing is written and the caller gets both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from fabrique_atelier.reseau import logo as images
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.erreurs import ErreurMetier

STATUTS = {
    "projet": "Projet de fabrique",
    "experimentation": "En expérimentation",
    "appellation": "Appellation «\u00a0Fabrique à initiatives\u00a0»",
    "appellation_retiree": "Appellation retirée",
    "hors_reseau": "Hors du réseau",
}
STRATEGIES = {
    "duplication": "Duplication",
    "partenariat": "Partenariat",
    "transfert": "Transfert",
    "aucune": "Aucune",
}
COMPETENCES = {
    "federer_animer": "Fédérer et animer un territoire",
    "expertise_creation_ess": "Accompagner la création en économie sociale et solidaire",
    "modeliser": "Construire un modèle économique",
    "partenaires_financiers": "Mobiliser des partenaires financiers",
}
BASES_LEGALES = {
    "interet_legitime": "Intérêt légitime",
    "mission_interet_public": "Mission d’intérêt public",
    "consentement": "Consentement",
}
#: Presets of the instances (§2.6); :func:`prereglages` names the committees in the fabrique's words.
PREREGLAGES = {
    "avise_standard": "{Un_engagement} permanent, {un_suivi} par projet",
    "pilotage_unique": "Une seule instance\u00a0: {le_engagement} décide de tout",
    "sans_comite": "Aucune instance\u00a0: l’équipe décide et note pourquoi",
    "ami": "Une instruction puis un jury (appel à manifestation d’intérêt)",
}
MENTIONS = ("editeur", "responsable_publication", "hebergeur")
#: Days after which a stage is worth a look, by default (§2.7); 0: never.
SEUILS: dict[str, int] = {
    "piste": 0,
    "fiche_en_cours": 0,
    "en_qualification": 60,
    "pret_comite": 0,
    "au_comite_engagement": 0,
    "etude_a_lancer": 0,
    "etude_en_cours": 548,
    "etude_rendue": 0,
    "au_comite_suivi_etude": 0,
    "porteur_a_trouver": 183,
    "appel_en_cours": 0,
    "porteur_propose": 0,
    "au_comite_suivi_porteur": 0,
    "transmission": 0,
    "faisabilite": 0,
    "au_comite_suivi_faisabilite": 0,
    "creation": 0,
    "activite_lancee": 0,
    "autonome": 0,
}
SECTIONS: dict[str, tuple[str, ...]] = {
    "identite": (
        "nom",
        "structure_porteuse",
        "statut_reseau",
        "date_statut",
        "annee_creation",
        "strategie_regionale",
        "competences",
        "etp_centiemes",
    ),
    "vocabulaire": ("vocabulaire",),
    "donnees": ("base_legale", "contact_donnees", "referent_accessibilite", "conservation_jours", "mentions"),
    "alertes": ("seuils_alerte",),
    "logo": ("logo_type", "logo_alternative"),
}
_LUES = tuple(getattr(m.Fabrique, nom) for champs in SECTIONS.values() for nom in champs)


@dataclass(frozen=True, slots=True)
class Logo:
    """The image as it is served."""

    contenu: bytes
    type: str


class Conflit(ErreurMetier):
    """Somebody else has saved this section meanwhile; ``actuelles`` are the values now."""

    def __init__(self, actuelles: Mapping[str, Any]) -> None:
        super().__init__(
            "modifie_entre_temps",
            "Une autre personne a enregistré cette partie pendant que vous l’écriviez. Rien de ce que vous avez écrit n’est"
            " perdu\u00a0: ses valeurs sont indiquées à côté des vôtres. Gardez ce qui convient, puis enregistrez de nouveau.",
        )
        self.actuelles = actuelles


def lire_reglages(connexion: Connection, fabrique_id: str) -> dict[str, Any]:
    """Every setting but the bytes of the logo."""
    requete = select(*_LUES).where(m.Fabrique.id == fabrique_id)
    return dict(connexion.execute(requete).mappings().one())


def marque(reglages: Mapping[str, Any], section: str) -> str:
    """A short mark of the values of one section."""
    valeurs = [reglages[nom] for nom in SECTIONS[section]]
    return hashlib.sha256(msgspec.json.encode(valeurs, order="sorted")).hexdigest()[:16]


def enregistrer(connexion: Connection, geste: Geste, section: str, valeurs: Mapping[str, Any], faite_sur: str) -> None:
    """Save one section. ``valeurs`` have passed their form; ``faite_sur`` is the mark of what the person saw.

    Raises:
        Conflit: the section has changed since.
    """
    if set(valeurs) - {"logo"} != set(SECTIONS[section]):
        raise ValueError(f"{section}: unexpected fields {sorted(valeurs)}")
    la_fabrique = update(m.Fabrique).where(m.Fabrique.id == geste.fabrique_id)
    connexion.execute(la_fabrique.values(version=m.Fabrique.version + 1))  # holds the row until the end
    actuelles = lire_reglages(connexion, geste.fabrique_id)
    if marque(actuelles, section) != faite_sur:
        raise Conflit(actuelles)
    connexion.execute(la_fabrique.values(**valeurs))
    changes = sorted(nom for nom in SECTIONS[section] if actuelles[nom] != valeurs[nom])
    geste.noter(connexion, f"fabrique.regler_{section}", ("fabrique", geste.fabrique_id), champs=changes)


def valeurs_du_logo(contenu: bytes | None, present: str | None, alternative: str) -> dict[str, Any]:
    """What the logo section saves: a new image if one was sent, the present one otherwise."""
    if contenu:
        return {"logo": contenu, "logo_type": images.verifier(contenu).type, "logo_alternative": alternative}
    return {"logo_type": present, "logo_alternative": alternative}


def sans_logo() -> dict[str, Any]:
    """What taking the logo away saves."""
    return {"logo": None, "logo_type": None, "logo_alternative": ""}


def logo(connexion: Connection, fabrique_id: str) -> Logo | None:
    """The image, if there is one."""
    requete = select(m.Fabrique.logo, m.Fabrique.logo_type).where(m.Fabrique.id == fabrique_id)
    contenu, genre = connexion.execute(requete).one()
    return Logo(contenu, genre) if contenu and genre in images.TYPES else None


def prereglages(mots: Vocabulaire) -> dict[str, str]:
    """Code → label of the presets, in the words of a fabrique."""
    propres = {
        "Un_engagement": mots.mot("comite_engagement", "un", majuscule=True),
        "un_suivi": mots.mot("comite_suivi", "un"),
        "le_engagement": mots.mot("comite_engagement", "le"),
    }
    return {code: modele.format(**propres) for code, modele in PREREGLAGES.items()}


def seuils(reglages: Mapping[str, Any]) -> dict[str, int]:
    """Days per stage: those of the fabrique, else the default ones."""
    propres = reglages["seuils_alerte"]
    return {stade: int(propres.get(stade, defaut)) for stade, defaut in SEUILS.items()}
