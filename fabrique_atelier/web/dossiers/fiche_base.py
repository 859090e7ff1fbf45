"""What the pages of the fiche idée share: their space, the form dressed for a dossier, and drafts taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Connection, select
from werkzeug.datastructures import MultiDict

from fabrique_atelier.dossier import fiche_brouillon as brouillons
from fabrique_atelier.dossier.fiche import Saisie, rapprocher
from fabrique_atelier.dossier.fiche_brouillon import Brouillon, Brouillons
from fabrique_atelier.dossier.fiche_champs import TEXTES, Contenu, libelle
from fabrique_atelier.dossier.fiche_fusion import Fusion, choix_possibles
from fabrique_atelier.dossier.fiche_lecture import GroupeDeCartes, cartes_de, noms_de_partenaires
from fabrique_atelier.dossier.fiche_versions import Version, presente
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.reseau.partenaires import territoires_possibles
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.fiche import FormulaireFiche

pages = Espace("fiche", __name__, url_prefix="/equipe")
UN = "/<fabrique>/dossiers/<uuid:dossier_id>/fiche"
#: How many names of partners a page proposes while typing; the others are recognised all the same.
PROPOSES = 300
#: The rank of what a form holds when it is sent.
ENVOYE = 1_000_000


@pages.app_context_processor
def _outils() -> dict[str, Any]:
    """What the templates of the fiche need."""
    return {"instant_long": instant_long, "libelle_fiche": libelle}


@dataclass(frozen=True, slots=True)
class Conflit:
    """One field changed on both sides, as the page shows it."""

    champ: str
    libelle: str
    mien: str
    leur: str
    choix: tuple[str, ...]
    choisi: str


@dataclass(frozen=True, slots=True)
class Etabli:
    """What the page of writing stands on: the fiche, one's drafts, what may be picked, who else writes."""

    dossier: DossierLu
    actuelle: Version
    brouillons: Brouillons
    cartes: list[GroupeDeCartes]
    territoires: list[tuple[str, str]]
    autres: list[str]
    fusion: Fusion | None
    nommes: list[str]
    proposes: list[str]

    @property
    def depart(self) -> Contenu:
        """What the form opens on: the draft merged with the fiche as it stands, else the fiche."""
        return self.fusion.contenu if self.fusion else self.actuelle.contenu

    @property
    def base(self) -> int:
        """The version the form is written on: with a conflict, the one the draft was written on."""
        return self.brouillons.courant.base if self._en_conflit and self.brouillons.courant else self.actuelle.numero

    @property
    def titre_lu(self) -> str:
        """The name the dossier had on the version the form is written on."""
        if self._en_conflit and self.brouillons.courant:
            return self.brouillons.courant.titre_lu
        return self.dossier.titre

    @property
    def _en_conflit(self) -> bool:
        return bool(self.fusion and self.fusion.conflits)


def dresser(fabrique: FabriqueResumee, dossier: DossierLu) -> Etabli:
    """Gather what the page of writing needs, in one look at the database."""
    moi = acteur().personne_id
    with lire(services().moteur) as connexion:
        siens = brouillons.lire(connexion, dossier.id, moi)
        fusion, actuelle = _reprise(connexion, dossier, siens.courant)
        return Etabli(
            dossier=dossier,
            actuelle=actuelle,
            brouillons=siens,
            cartes=cartes_de(connexion, dossier.id),
            territoires=territoires_possibles(connexion, fabrique.id),
            autres=brouillons.autres(connexion, dossier.id, moi, maintenant_ms()),
            fusion=fusion,
            nommes=noms_de_partenaires(connexion, fabrique.id, (fusion or actuelle).contenu),
            proposes=_proposes(connexion, fabrique.id),
        )


def _reprise(connexion: Connection, dossier: DossierLu, brouillon: Brouillon | None) -> tuple[Fusion | None, Version]:
    actuelle = presente(connexion, dossier)
    if brouillon is None:
        return None, actuelle
    fusion, _ = rapprocher(connexion, dossier, Saisie(brouillon.base, brouillon.contenu, brouillon.titre_lu))
    return (fusion if fusion.contenu != actuelle.contenu else None), actuelle


def _proposes(connexion: Connection, fabrique_id: str) -> list[str]:
    """The first names of partners, by name, for the boxes to propose."""
    p = Partenaire
    requete = select(p.nom).where(p.fabrique_id == fabrique_id).order_by(p.nom_cle).limit(PROPOSES)
    return list(connexion.execute(requete).scalars())


def connus(fabrique_id: str, textes: Sequence[str]) -> dict[str, str]:
    """Key of a name → id of the partner it names; a name that several partners share names none."""
    cles = [cle(t)[:200] for t in textes]
    if not any(cles):
        return {}
    p, vus = Partenaire, dict[str, str]()
    requete = select(p.id, p.nom_cle).where(p.fabrique_id == fabrique_id, p.nom_cle.in_(cles))
    with lire(services().moteur) as connexion:
        for identifiant, nom_cle in connexion.execute(requete):
            vus[nom_cle] = "" if nom_cle in vus else identifiant
    return vus


def formulaire(etabli: Etabli) -> FormulaireFiche:
    """The form of this request: what was posted, else what the page opens on."""
    textes = {n: etabli.depart[n] for n in TEXTES}
    donnees = textes | {
        "version": str(etabli.base),
        "vue": str(etabli.actuelle.numero),
        "titre_lu": etabli.titre_lu,
        "territoire": etabli.depart["territoire"],
        "partenaires_pressentis": etabli.nommes,
        "verbatims": etabli.depart["verbatims"],
    }
    f = FormulaireFiche(data=donnees)
    f.partenaires = connus(etabli.dossier.fabrique_id, f.partenaires_pressentis.data or ())
    f.proposer(etabli.dossier.territoires, etabli.territoires)
    return f


def lire_brouillon(fabrique_id: str) -> Brouillon | None:
    """The draft in the request's JSON (``{"rang": 1, "champs": [[name, value], …]}``), or None if it is none."""
    corps = request.get_json(silent=True)
    champs = corps.get("champs") if isinstance(corps, dict) else None
    if not isinstance(champs, list) or not all(_paire(c) for c in champs):
        return None
    f = FormulaireFiche(MultiDict(champs), meta={"csrf": False})
    f.partenaires = connus(fabrique_id, f.partenaires_pressentis.data or ())
    rang = corps.get("rang") if isinstance(corps, dict) else None
    return depuis(f, min(rang, ENVOYE - 1) if isinstance(rang, int) else 0)


def depuis(f: FormulaireFiche, rang: int = ENVOYE) -> Brouillon:
    """What a form holds, as a draft to keep; a form that was sent comes after all it sent by itself."""
    saisie = f.saisie({})
    return Brouillon(saisie.base, saisie.titre_lu, saisie.contenu, maintenant_ms(), saisie.ouverture, rang)


def _paire(brut: object) -> bool:
    return isinstance(brut, list) and len(brut) == 2 and all(isinstance(x, str) and "\x00" not in x for x in brut)


def conflits(etabli: Etabli, fusion: Fusion | None, choix: Mapping[str, str]) -> list[Conflit]:
    """The choices to make, each with both texts in words."""
    if fusion is None:
        return []
    lieux = dict(etabli.territoires)

    def dire(champ: str, valeur: str) -> str:
        return lieux.get(valeur, "") if champ == "territoire" else valeur

    return [
        Conflit(
            champ=n,
            libelle=libelle(n),
            mien=dire(n, fusion.contenu[n]),
            leur=dire(n, etabli.actuelle.contenu[n]),
            choix=choix_possibles(n),
            choisi=choix.get(n, ""),
        )
        for n in fusion.conflits
    ]


def reposer(f: FormulaireFiche, fusion: Fusion, etabli: Etabli) -> None:
    """Show in the form what somebody else has saved beside what was typed; the choices to make are shown apart."""
    for champ in fusion.repris:
        if champ in TEXTES or champ in ("territoire", "verbatims"):
            f[champ].data = fusion.contenu[champ]
    if "partenaires_pressentis" in fusion.repris:
        with lire(services().moteur) as connexion:
            f.partenaires_pressentis.data = noms_de_partenaires(connexion, etabli.dossier.fabrique_id, fusion.contenu)
    f.vue.data = str(etabli.actuelle.numero)
    f.ouverture.data = nouvel_identifiant()
