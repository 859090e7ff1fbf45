"""Clusters: create, move, rename, merge, split, reorder, delete; undo and redo. Pure rules on the state."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance import historique
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.contributions import DESCRIPTION_MAX, TITRE_MAX, ligne_admise
from fabrique_atelier.seance.etat import Contribution, EtatSeance, Regroupement
from fabrique_atelier.seance.historique import Pas
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle import texte as porte

MAXIMUM = 60
NB_COULEURS = 8


def deplacer_contributions(ctx: Contexte, d: c.DeplacerContributions) -> None:
    """Put cards in a cluster (None: back to « à classer ») at a place (None: at the end)."""
    cible = ctx.regroupement(d.regroupement_id) if d.regroupement_id else None
    cartes = [ctx.contribution(i) for i in dict.fromkeys(d.contributions)]
    ou = f"vers «\u00a0{cible.titre}\u00a0»" if cible else "vers les idées à classer"
    pas = Pas(ctx.etat, f"{_combien(cartes)} {ou}")
    _placer(ctx.etat, pas, cartes, d.regroupement_id, d.position)
    pas.finir()


def creer_regroupement(ctx: Contexte, d: c.CreerRegroupement) -> None:
    """Make a cluster out of zero or more cards; its id is the command's."""
    titre = ligne_admise(d.titre, TITRE_MAX)
    cartes = [ctx.contribution(i) for i in dict.fromkeys(d.contributions)]
    pas = Pas(ctx.etat, f"création du groupe «\u00a0{titre}\u00a0»")
    regroupement = _nouveau(ctx, pas, titre)
    _placer(ctx.etat, pas, cartes, regroupement.id, None)
    pas.finir()


def renommer_regroupement(ctx: Contexte, d: c.RenommerRegroupement) -> None:
    """Change a cluster's title."""
    regroupement = ctx.regroupement(d.regroupement_id)
    titre = ligne_admise(d.titre, TITRE_MAX)
    pas = Pas(ctx.etat, f"nouveau nom «\u00a0{titre}\u00a0»")
    pas.groupe(regroupement)
    regroupement.titre = titre
    regroupement.special = _special(ctx.etat, titre, sauf=regroupement)
    ctx.etat.changer(regroupement)
    pas.finir()


def decrire_regroupement(ctx: Contexte, d: c.DecrireRegroupement) -> None:
    """Change a cluster's description (may be empty)."""
    regroupement = ctx.regroupement(d.regroupement_id)
    description = porte.nettoyer(d.description)
    if porte.trop_long(description, DESCRIPTION_MAX):
        raise refus("texte_trop_long", maximum=DESCRIPTION_MAX)
    pas = Pas(ctx.etat, f"description de «\u00a0{regroupement.titre}\u00a0»")
    pas.groupe(regroupement)
    regroupement.description = description
    ctx.etat.changer(regroupement)
    pas.finir()


def fusionner_regroupements(ctx: Contexte, d: c.FusionnerRegroupements) -> None:
    """Move every card of the source to the end of the target, then remove the source."""
    source, cible = ctx.regroupement(d.source_id), ctx.regroupement(d.cible_id)
    if source is cible:
        raise refus("transition_impossible")
    pas = Pas(ctx.etat, f"fusion de «\u00a0{source.titre}\u00a0» dans «\u00a0{cible.titre}\u00a0»")
    _placer(ctx.etat, pas, ctx.etat.cartes(source.id), cible.id, None)
    _supprimer(ctx.etat, pas, source)
    pas.finir()


def scinder_regroupement(ctx: Contexte, d: c.ScinderRegroupement) -> None:
    """Take some cards of a cluster out into a new one."""
    source = ctx.regroupement(d.regroupement_id)
    titre = ligne_admise(d.titre, TITRE_MAX)
    choisies = {ctx.contribution(i).id for i in d.contributions}
    cartes = ctx.etat.cartes(source.id)
    sorties = [x for x in cartes if x.id in choisies]
    visibles = [x for x in cartes if x.etat == "publiee"]
    if len(sorties) != len(choisies) or all(x.id in choisies for x in visibles):
        raise refus("scission_impossible")
    pas = Pas(ctx.etat, f"scission de «\u00a0{source.titre}\u00a0»")
    nouveau = _nouveau(ctx, pas, titre)
    _placer(ctx.etat, pas, sorties, nouveau.id, None)
    pas.finir()


def supprimer_regroupement(ctx: Contexte, d: c.SupprimerRegroupement) -> None:
    """Dissolve a cluster: its cards go back to « à classer »."""
    regroupement = ctx.regroupement(d.regroupement_id)
    pas = Pas(ctx.etat, f"suppression du groupe «\u00a0{regroupement.titre}\u00a0»")
    _placer(ctx.etat, pas, ctx.etat.cartes(regroupement.id), None, None)
    _supprimer(ctx.etat, pas, regroupement)
    pas.finir()


def ordonner_regroupements(ctx: Contexte, d: c.OrdonnerRegroupements) -> None:
    """Give clusters a new order; refused if the list is not exactly the living clusters."""
    actuels = {r.id: r for r in ctx.etat.regroupements_tries()}
    if len(d.ordre) != len(actuels) or set(d.ordre) != set(actuels):
        raise refus("ordre_perime")
    pas = Pas(ctx.etat, "nouvel ordre des groupes")
    for rang, identifiant in enumerate(d.ordre, start=1):
        regroupement = actuels[identifiant]
        if regroupement.ordre != rang:
            pas.groupe(regroupement)
            regroupement.ordre = rang
            ctx.etat.changer(regroupement)
    pas.finir()


def annuler(ctx: Contexte, _d: c.Annuler) -> None:
    """Undo the last clustering step."""
    historique.annuler(ctx.etat)


def retablir(ctx: Contexte, _d: c.Retablir) -> None:
    """Redo the step undone last."""
    historique.retablir(ctx.etat)


def _combien(cartes: Sequence[Contribution]) -> str:
    return "1 idée déplacée" if len(cartes) == 1 else f"{len(cartes)} idées déplacées"


def _nouveau(ctx: Contexte, pas: Pas, titre: str) -> Regroupement:
    etat = ctx.etat
    if ctx.commande_id in etat.regroupements:
        raise refus("id_deja_pris")
    vivants = etat.regroupements_tries()
    if len(vivants) >= MAXIMUM:
        raise refus("trop_de_regroupements", maximum=MAXIMUM)
    special = _special(etat, titre, sauf=None)
    # a deleted cluster keeps its mark (an undo may bring it back), so numbers never serve twice
    numero = 1 + sum(1 for r in etat.regroupements.values() if r.repere != "AD")
    regroupement = Regroupement(
        id=ctx.commande_id,
        seance_id=etat.seance.id,
        repere="AD" if special else f"R{numero}",
        couleur=(numero - 1) % NB_COULEURS + 1,
        titre=titre,
        description="",
        ordre=max((r.ordre for r in vivants), default=0) + 1,
        special=special,
        supprime=False,
    )
    etat.regroupements[regroupement.id] = regroupement
    etat.ajouter(regroupement)
    pas.groupe_cree(regroupement)
    return regroupement


def _special(etat: EtatSeance, titre: str, sauf: Regroupement | None) -> str | None:
    """« À discuter » is the parking cluster; there is one at most."""
    sans_accent = "".join(x for x in unicodedata.normalize("NFD", titre.casefold()) if not unicodedata.combining(x))
    if sans_accent != "a discuter":
        return None
    deja = any(r.special == "a_discuter" and r is not sauf for r in etat.regroupements_tries())
    return None if deja else "a_discuter"


def _supprimer(etat: EtatSeance, pas: Pas, regroupement: Regroupement) -> None:
    pas.groupe(regroupement)
    regroupement.supprime = True
    etat.changer(regroupement)


def _placer(
    etat: EtatSeance, pas: Pas, cartes: Sequence[Contribution], cible_id: str | None, position: int | None
) -> None:
    """Insert ``cartes`` among the target's; only cards whose place really changes are touched."""
    deplacees = {x.id for x in cartes}
    reste = [x for x in etat.cartes(cible_id) if x.id not in deplacees]
    if position is None or position >= len(reste):
        depart = reste[-1].position + 1 if reste else 0
        suite = [(x, depart + i) for i, x in enumerate(cartes)]
    else:
        suite = [(x, i) for i, x in enumerate([*reste[:position], *cartes, *reste[position:]])]
    for carte, place in suite:
        if carte.position != place or carte.regroupement_id != cible_id:
            pas.carte(carte)
            carte.regroupement_id, carte.position = cible_id, place
            etat.changer(carte)
