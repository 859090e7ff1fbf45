"""Saving the fiche idée: a new version each time, merged with what others saved meanwhile; and what it still lacks for T3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.dossier import fiche_brouillon as brouillons
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import models_fiche as mf
from fabrique_atelier.dossier.ecriture import auteur, recherche
from fabrique_atelier.dossier.fiche_champs import REQUIS, Contenu, verifier
from fabrique_atelier.dossier.fiche_champs import manquants as _manquants
from fabrique_atelier.dossier.fiche_fusion import Fusion, fusionner
from fabrique_atelier.dossier.fiche_lecture import cartes_de
from fabrique_atelier.dossier.fiche_versions import Version, derniere, initiale, presente, version
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire, Territoire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant


@dataclass(frozen=True, slots=True)
class Saisie:
    """What somebody hands in: a content written on version ``base``, when the dossier was called ``titre_lu``.

    ``choix`` answers the conflicts shown with version ``vue``: field → ``mien``, ``leur`` or ``deux``.
    ``ouverture`` names the form itself, as each time it is opened.
    """

    base: int
    contenu: Contenu
    titre_lu: str = ""
    vue: int = 0
    choix: Mapping[str, str] = field(default_factory=dict)
    ouverture: str = ""


@dataclass(frozen=True, slots=True)
class Enregistree:
    """What came of it: the number of the version that stands, new or not, and the fields taken from somebody else."""

    numero: int
    nouvelle: bool
    repris: tuple[str, ...]
    auteur: str


class FicheEnConflit(ErreurMetier):
    """The same field was changed on both sides: ``fusion`` names it, ``actuelle`` is what was saved meanwhile."""

    def __init__(self, fusion: Fusion, actuelle: Version) -> None:
        super().__init__(
            "fiche_en_conflit",
            f"{actuelle.auteur or 'Quelqu’un'} a enregistré la fiche pendant que vous l’écriviez, et vous avez changé la même "
            "chose. Les deux textes sont gardés\u00a0: choisissez ci-dessous, puis enregistrez à nouveau.",
        )
        self.fusion = fusion
        self.actuelle = actuelle


def manquants(connexion: Connection, dossier_id: str) -> tuple[str, ...]:
    """The short names of what T3 asks for and the last version does not say."""
    lue = derniere(connexion, dossier_id)
    if lue is None:
        return tuple(court for nom, court in REQUIS.items() if nom != "titre")
    lieu = lue.contenu["territoire"]
    existe = connexion.execute(select(Territoire.id).where(Territoire.id == lieu)).first() is not None
    return _manquants(lue.contenu | {"territoire": lieu if existe else ""})


def rapprocher(connexion: Connection, dossier: DossierLu, saisie: Saisie) -> tuple[Fusion, Version]:
    """Merge what somebody has written with the fiche as it stands; nothing is saved."""
    actuelle = presente(connexion, dossier)
    avant = version(connexion, dossier.id, saisie.base) or initiale(dossier)
    base = avant.contenu | {"titre": saisie.titre_lu or avant.contenu["titre"]}
    choix = _choix_valables(connexion, dossier, saisie, actuelle)
    return fusionner(base, saisie.contenu, actuelle.contenu, choix), actuelle


def enregistrer(connexion: Connection, geste: Geste, dossier_id: str, saisie: Saisie) -> Enregistree:
    """Save a new version; it is merged with what was saved since ``saisie.base``, and the draft of its author goes.

    Raises:
        FicheEnConflit: the same field was changed on both sides; ErreurMetier: ``introuvable``, a closed dossier, a limit.
    """
    connexion.execute(select(m.Dossier.id).where(m.Dossier.id == dossier_id).with_for_update())
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    refuser_ferme(dossier)
    fusion, actuelle = rapprocher(connexion, dossier, saisie)
    if fusion.conflits:
        raise FicheEnConflit(fusion, actuelle)
    contenu = _references_tenues(connexion, dossier, fusion.contenu, actuelle.contenu)
    verifier(contenu)
    enregistree = derniere(connexion, dossier_id)
    nouvelle = enregistree is None or enregistree.contenu != contenu
    if nouvelle:
        _ecrire(connexion, geste, dossier, contenu, (actuelle.numero + 1, saisie.base))
    brouillons.effacer(connexion, dossier_id, geste.acteur_id, saisie.ouverture)
    return Enregistree(actuelle.numero + int(nouvelle), nouvelle, fusion.repris, actuelle.auteur)


def refuser_ferme(dossier: DossierLu) -> None:
    """Refuse to write the fiche of a dossier that was split or merged.

    Raises:
        ErreurMetier: ``dossier_ferme``.
    """
    if dossier.ferme:
        raise ErreurMetier(
            "dossier_ferme",
            "Ce dossier a été scindé ou réuni à un autre\u00a0: sa fiche se lit encore, mais ne s’écrit plus. Écrivez celle du "
            "dossier qui continue.",
        )


def _ecrire(
    connexion: Connection, geste: Geste, dossier: DossierLu, contenu: Contenu, numeros: tuple[int, int]
) -> None:
    """Insert a version, ``numeros`` being its own and its base; the dossier takes its name and what a search reads."""
    ligne = {"id": nouvel_identifiant(), "dossier_id": dossier.id, "numero": numeros[0], "base": numeros[1]}
    connexion.execute(
        insert(mf.FicheVersion), ligne | {"contenu": contenu, "le": geste.maintenant, "auteur_id": auteur(geste)}
    )
    titre = contenu["titre"]
    lue = recherche(dossier.numero, titre, contenu["besoin_resume"], contenu["solution"])
    valeurs: dict[str, Any] = {"recherche": lue, "modifie_le": geste.maintenant}
    if titre != dossier.titre:
        valeurs |= {"titre": titre, "version": m.Dossier.version + 1}
    connexion.execute(update(m.Dossier).where(m.Dossier.id == dossier.id).values(**valeurs))
    manque = len(_manquants(contenu))
    geste.noter(connexion, "fiche.enregistrer", ("dossier", dossier.id), version=numeros[0], manque=manque)


def _choix_valables(connexion: Connection, dossier: DossierLu, saisie: Saisie, actuelle: Version) -> Mapping[str, str]:
    """The answers to conflicts, without those about a text that has changed again since it was shown."""
    if saisie.vue == actuelle.numero:
        return saisie.choix
    vue = version(connexion, dossier.id, saisie.vue)
    if vue is None:
        return {}
    return {n: c for n, c in saisie.choix.items() if vue.contenu.get(n) == actuelle.contenu.get(n)}


def _references_tenues(connexion: Connection, dossier: DossierLu, contenu: Contenu, avant: Contenu) -> Contenu:
    """Keep only what may be named: places and partners of this fabrique, cards of this dossier's séances.

    A card hidden since it was picked was not on the form: it stays named, and comes back the day it is shown again.
    """
    t, p = Territoire, Partenaire
    lieu = select(t.id).where(t.id == contenu["territoire"], t.fabrique_id == dossier.fabrique_id)
    noms = [x["partenaire_id"] for x in contenu["partenaires_pressentis"] if "partenaire_id" in x]
    siens = set(connexion.execute(select(p.id).where(p.fabrique_id == dossier.fabrique_id, p.id.in_(noms))).scalars())
    visibles = {c.id for g in cartes_de(connexion, dossier.id) for c in g.cartes}
    caches = [v for v in avant["verbatims"] if v not in visibles and v not in contenu["verbatims"]]
    choisies = [v for v in contenu["verbatims"] if v in visibles or v in avant["verbatims"]]
    gardes = [x for x in contenu["partenaires_pressentis"] if "texte" in x or x.get("partenaire_id") in siens]
    return contenu | {
        "territoire": connexion.execute(lieu).scalar() or "",
        "partenaires_pressentis": gardes,
        "verbatims": choisies + caches,
    }
