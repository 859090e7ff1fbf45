"""The needs of a territory: the list, the card, the form."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from fabrique_atelier.dossier import besoins, signalements
from fabrique_atelier.dossier.besoins import ETATS, POINTS_DE_DEPART, Besoin
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.piece_entrees import Reponse, geste, lieux_et_themes, noms_des_themes, pages, version
from fabrique_atelier.web.formulaires.entrees import FormulaireBesoin, saisie

_LIBELLES = {
    "titre": "Le besoin",
    "description": "Description",
    "point_de_depart": "Point de départ",
    "etat": "État",
    "publics": "Personnes concernées",
    "ampleur": "Ampleur",
}


@pages.get("/<fabrique>/besoins", droit="besoin.gerer")
def liste_besoins(fabrique: FabriqueResumee) -> str:
    """The needs, searched and filtered by the address."""
    q, etat = request.args.get("q", "")[:200], request.args.get("etat", "")
    etat = etat if etat in ETATS else ""
    with lire(services().moteur) as connexion:
        trouves = besoins.lister(connexion, fabrique.id, q, etat)
        themes, comptes = noms_des_themes(connexion, fabrique.id), besoins.comptes(connexion, fabrique.id)
    return render_template("entrees/besoins.html", besoins=trouves, q=q, etat=etat, themes=themes, comptes=comptes)


@pages.get("/<fabrique>/besoins/<uuid:besoin_id>", droit="besoin.gerer")
def besoin(fabrique: FabriqueResumee, besoin_id: object) -> str:
    """Everything known of a need: where from, how large, what answers it."""
    with lire(services().moteur) as connexion:
        lu = besoins.charger(connexion, fabrique.id, str(besoin_id)) or introuvable()
        dossiers = besoins.dossiers_de(connexion, fabrique.id, lu.id)
        recus = signalements.du_besoin(connexion, fabrique.id, lu.id)
        themes = noms_des_themes(connexion, fabrique.id)
    return render_template("entrees/besoin.html", b=lu, dossiers=dossiers, recus=recus, themes=themes)


@pages.route("/<fabrique>/besoins/nouveau", methods=["GET", "POST"], droit="besoin.gerer")
def nouveau_besoin(fabrique: FabriqueResumee) -> Reponse:
    """The form of a new need."""
    formulaire, erreurs = _formulaire(fabrique, {"etat": "signale", "point_de_depart": "besoin"}), list[str]()
    if formulaire.validate_on_submit() and "ligne" not in request.form:
        try:
            cree = services().executeur.ecrire_seul(lambda c: besoins.creer(c, geste(fabrique), formulaire.valeurs()))
            return redirect(url_for("entrees.besoin", fabrique=fabrique.identifiant, besoin_id=cree), 303)
        except ErreurMetier as refus:
            erreurs.append(refus.message)
    return _rendre(formulaire, erreurs)


@pages.route("/<fabrique>/besoins/<uuid:besoin_id>/modifier", methods=["GET", "POST"], droit="besoin.gerer")
def modifier_besoin(fabrique: FabriqueResumee, besoin_id: object) -> Reponse:
    """The form of a need; what somebody else has saved meanwhile comes back beside what was typed."""
    with lire(services().moteur) as connexion:
        lu = besoins.charger(connexion, fabrique.id, str(besoin_id)) or introuvable()
    formulaire, erreurs = _formulaire(fabrique, saisie(lu)), list[str]()
    ecarts: list[tuple[str, str]] = []
    if formulaire.validate_on_submit() and "ligne" not in request.form:
        ecarts = _enregistrer(fabrique, lu, formulaire, erreurs)
        if not erreurs:
            flash("Le besoin est enregistré.")
            return redirect(url_for("entrees.besoin", fabrique=fabrique.identifiant, besoin_id=lu.id), 303)
    return _rendre(formulaire, erreurs, lu, ecarts)


def _enregistrer(
    fabrique: FabriqueResumee, lu: Besoin, formulaire: FormulaireBesoin, erreurs: list[str]
) -> list[tuple[str, str]]:
    """Save; on a conflict, what stands now beside what was typed, the form then being made on that version."""
    lue = (lu.id, version(formulaire.version))
    try:
        services().executeur.ecrire_seul(lambda c: besoins.modifier(c, geste(fabrique), lue, formulaire.valeurs()))
    except VersionDepassee as conflit:
        erreurs.append(conflit.message)
        formulaire.version.data = str(conflit.actuel.version)
        return _ecarts(formulaire, conflit.actuel)
    except ErreurMetier as refus:
        erreurs.append(refus.message)
    return []


def _formulaire(fabrique: FabriqueResumee, donnees: dict[str, Any]) -> FormulaireBesoin:
    formulaire = FormulaireBesoin(data=donnees)
    with lire(services().moteur) as connexion:
        formulaire.proposer(*lieux_et_themes(connexion, fabrique.id))
    quelles = request.form.get("ligne", "")
    if quelles in ("sources", "chiffres") and len(formulaire[quelles]) < formulaire[quelles].max_entries:
        formulaire[quelles].append_entry()
    return formulaire


def _rendre(
    formulaire: FormulaireBesoin,
    erreurs: list[str],
    lu: Besoin | None = None,
    ecarts: list[tuple[str, str]] | None = None,
) -> Reponse:
    ajoute = "ligne" in request.form
    page = render_template(
        "entrees/besoin_formulaire.html", f=formulaire, erreurs=erreurs, b=lu, ecarts=ecarts or [], ajoute=ajoute
    )
    return (page, 400) if formulaire.is_submitted() and not ajoute else page


def _ecarts(formulaire: FormulaireBesoin, actuel: Besoin) -> list[tuple[str, str]]:
    """What the other person saved and this form does not say: (field, value in words)."""
    miennes = formulaire.valeurs()
    ecarts = [
        (nom, _en_mots(champ, getattr(actuel, champ)))
        for champ, nom in _LIBELLES.items()
        if miennes[champ] != getattr(actuel, champ)
    ]
    if miennes["territoire_id"] != actuel.territoire_id:
        ecarts.append(("Territoire", actuel.territoire or "rien"))
    for champ, nom in (("sources", "Sources"), ("chiffres", "Chiffres")):
        if miennes[champ] != getattr(actuel, champ):
            ecarts.append((nom, " ; ".join(" ".join(x.values()) for x in getattr(actuel, champ)) or "rien"))
    return ecarts


def _en_mots(champ: str, valeur: Any) -> str:
    if champ == "publics":
        return ", ".join(valeur) or "rien"
    return {"point_de_depart": POINTS_DE_DEPART, "etat": ETATS}.get(champ, {}).get(valeur, valeur) or "rien"
