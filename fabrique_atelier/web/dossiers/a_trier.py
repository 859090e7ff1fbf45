"""« À trier »: what was received outside a séance, and what the team makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection

from fabrique_atelier.dossier import abonnements, besoins, liens_apporteurs, promotion, signalements, tri
from fabrique_atelier.dossier.creation import Nouveau, Source
from fabrique_atelier.dossier.signalements import STATUTS, Recu, SignalementLu
from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web import envois
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.piece_entrees import (
    Reponse,
    aujourdhui,
    geste,
    lieux_et_themes,
    noms_des_themes,
    pages,
    vers_le_dossier,
    version,
)
from fabrique_atelier.web.formulaires.champs import Formulaire
from fabrique_atelier.web.formulaires.entrees import (
    FormulaireClasser,
    FormulaireRattacher,
    FormulaireSignalement,
    FormulaireSuite,
    lu,
)


@pages.get("/<fabrique>/a-trier", droit="signalement.trier")
def a_trier(fabrique: FabriqueResumee) -> str:
    """What waits, the latest first; ``?statut=`` shows what is done."""
    statut = request.args.get("statut", "recu")
    statut = statut if statut in STATUTS else "recu"
    with lire(services().moteur) as connexion:
        vue = {
            "recus": signalements.lister(connexion, fabrique.id, statut),
            "comptes": signalements.comptes(connexion, fabrique.id),
            "tirages": _tirages(connexion, fabrique.id),
            "themes": noms_des_themes(connexion, fabrique.id),
        }
    return render_template("entrees/a_trier.html", statut=statut, **vue)


def _tirages(connexion: Connection, fabrique_id: str) -> list[tuple[str, signalements.Tirage]]:
    """The partners with a « droit de tirage », by name, with this year's count."""
    tirages = signalements.tirages(connexion, fabrique_id, aujourdhui()[:4])
    return [(nom, tirages[i]) for i, nom in liens_apporteurs.partenaires(connexion, fabrique_id) if i in tirages]


@pages.route("/<fabrique>/a-trier/nouveau", methods=["GET", "POST"], droit="signalement.trier")
def noter(fabrique: FabriqueResumee) -> Reponse:
    """Write down what somebody said: an interview, a meeting, a letter."""
    formulaire = FormulaireSignalement(data={"recu_le": aujourdhui(), "canal": "entretien"})
    with lire(services().moteur) as connexion:
        territoires, themes = lieux_et_themes(connexion, fabrique.id)
        formulaire.proposer(territoires, themes, liens_apporteurs.partenaires(connexion, fabrique.id))
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        cle, recu = services().reglages.cle, _recu(formulaire)
        try:
            cree, _ = services().executeur.ecrire_seul(lambda c: signalements.recevoir(c, geste(fabrique), cle, recu))
            return redirect(_fiche(fabrique, cree), 303)
        except ErreurMetier as refus:
            erreurs.append(refus.message)
    page = render_template("entrees/noter.html", f=formulaire, erreurs=erreurs)
    return (page, 400) if formulaire.is_submitted() else page


@pages.get("/<fabrique>/a-trier/<uuid:signalement_id>", droit="signalement.trier")
def signalement(fabrique: FabriqueResumee, signalement_id: object) -> str:
    """One signalement: what was written, and the three things one may do with it."""
    return _page(fabrique, _charger(fabrique, signalement_id))


@pages.post("/<fabrique>/a-trier/<uuid:signalement_id>/promouvoir", droit="signalement.trier")
def suivre(fabrique: FabriqueResumee, signalement_id: object) -> Reponse:
    """Open a dossier on it."""

    def travail(connexion: Connection, f: FormulaireSuite) -> str:
        sources = []
        if f.besoin_id.data:
            besoin = besoins.exiger(connexion, fabrique.id, f.besoin_id.data)
            sources.append(Source("besoin", besoin.titre, besoin_id=besoin.id))
        jour = aujourdhui()
        nouveau = Nouveau(f.titre.data or "", sources, f.territoires.data or [], f.thematiques.data or [], jour, jour)
        lue = (str(signalement_id), version(f.version))
        return promotion.promouvoir_signalement(connexion, geste(fabrique), lue, nouveau, lu(f.reponse, 600))

    return _trier(fabrique, signalement_id, "suite", travail, "Le dossier est ouvert.")


@pages.post("/<fabrique>/a-trier/<uuid:signalement_id>/rattacher", droit="signalement.trier")
def rattacher(fabrique: FabriqueResumee, signalement_id: object) -> Reponse:
    """Attach it to a need or to a dossier."""

    def travail(connexion: Connection, f: FormulaireRattacher) -> str:
        lue, jour, reponse = (str(signalement_id), version(f.version)), aujourdhui(), lu(f.reponse, 600)
        if f.besoin_id.data:
            tri.rattacher_au_besoin(connexion, geste(fabrique), lue, f.besoin_id.data, jour, reponse)
        else:
            dossier_id = tri.dossier_numero(connexion, fabrique.id, f.numero.data or "")
            tri.rattacher_au_dossier(connexion, geste(fabrique), lue, dossier_id, jour, reponse)
        return ""

    return _trier(fabrique, signalement_id, "rattacher", travail, "Le signalement est rattaché.")


@pages.post("/<fabrique>/a-trier/<uuid:signalement_id>/classer", droit="signalement.trier")
def classer(fabrique: FabriqueResumee, signalement_id: object) -> Reponse:
    """Not followed up: the reason, and the answer."""

    def travail(connexion: Connection, f: FormulaireClasser) -> str:
        lue = (str(signalement_id), version(f.version))
        tri.classer(connexion, geste(fabrique), lue, aujourdhui(), f.motif.data or "", lu(f.reponse, 600))
        return ""

    return _trier(fabrique, signalement_id, "classer", travail, "Le signalement est classé.")


@pages.get("/<fabrique>/apporteurs", droit="signalement.trier")
def apporteurs(fabrique: FabriqueResumee) -> str:
    """The public form, and the partners who bring ideas: their link, their « droit de tirage »."""
    cle = services().reglages.cle
    with lire(services().moteur) as connexion:
        tous = liens_apporteurs.lister(connexion, cle, fabrique.id)
        tirages = signalements.tirages(connexion, fabrique.id, aujourdhui()[:4])
    base = services().reglages.url
    formulaire = f"{base}/apporter/{fabrique.identifiant}"
    return render_template("entrees/apporteurs.html", tous=tous, tirages=tirages, base=base, formulaire=formulaire)


@pages.post("/<fabrique>/apporteurs/<uuid:partenaire_id>/lien", droit="signalement.trier")
def lien(fabrique: FabriqueResumee, partenaire_id: object) -> Reponse:
    """Give a partner its link, or a new one in place of the former."""
    cle, qui = services().reglages.cle, str(partenaire_id)
    with lire(services().moteur) as connexion:
        partenaire = partenaires.charger(connexion, fabrique.id, qui) or introuvable()
    services().executeur.ecrire_seul(lambda c: liens_apporteurs.ouvrir(c, geste(fabrique), cle, qui))
    flash(
        f"Le lien de «\u00a0{partenaire.nom}\u00a0» est prêt\u00a0: envoyez-le. Un lien donné avant n’ouvre plus rien."
    )
    return redirect(url_for("entrees.apporteurs", fabrique=fabrique.identifiant), 303)


def _charger(fabrique: FabriqueResumee, signalement_id: object) -> SignalementLu:
    with lire(services().moteur) as connexion:
        return signalements.charger(connexion, fabrique.id, str(signalement_id)) or introuvable()


def _fiche(fabrique: FabriqueResumee, signalement_id: str) -> str:
    return url_for("entrees.signalement", fabrique=fabrique.identifiant, signalement_id=signalement_id)


def _formulaires(fabrique: FabriqueResumee, s: SignalementLu) -> dict[str, Any]:
    """The three forms of a signalement, filled with what is known."""
    depart = {"version": s.version, "titre": s.titre, "besoin_id": ""}
    proposes = {"territoires": [s.territoire_id] if s.territoire_id else [], "thematiques": s.thematiques}
    suite = FormulaireSuite(data=depart | proposes)
    rattacher_ = FormulaireRattacher(data=depart)
    with lire(services().moteur) as connexion:
        territoires, themes = lieux_et_themes(connexion, fabrique.id)
        connus = besoins.choix(connexion, fabrique.id)
    suite.proposer(territoires, themes, connus)
    rattacher_.besoin_id.choices = [("", "Aucun"), *connus]
    trois: dict[str, Any] = {"suite": suite, "rattacher": rattacher_, "classer": FormulaireClasser(data=depart)}
    for nom, formulaire in trois.items():
        _distinguer(formulaire, nom)
    return trois


def _distinguer(formulaire: Formulaire, nom: str) -> None:
    """Three forms on one page: the same names, never the same ids."""
    for champ in formulaire:
        champ.id = champ.label.field_id = f"{nom}-{champ.id}"


def _trier(
    fabrique: FabriqueResumee, signalement_id: object, nom: str, travail: Callable[[Connection, Any], str], fait: str
) -> Reponse:
    """Run one of the three gestures; a refusal gives its form back as it was typed, open."""
    s = _charger(fabrique, signalement_id)
    formulaires = _formulaires(fabrique, s)
    f: Formulaire = formulaires[nom]
    if not f.validate_on_submit():
        return _page(fabrique, s, formulaires, nom), 400
    try:
        dossier_id = services().executeur.ecrire_seul(lambda c: travail(c, f))
    except ErreurMetier as refus:
        return _page(fabrique, _charger(fabrique, signalement_id), formulaires, nom, refus.message), 409
    cle = services().reglages.cle
    envois.prevenir(lambda c: abonnements.du_signalement(c, cle, s.id))
    flash(fait)
    suite = (
        vers_le_dossier(fabrique, dossier_id)
        if dossier_id
        else url_for("entrees.a_trier", fabrique=fabrique.identifiant)
    )
    return redirect(suite, 303)


def _page(
    fabrique: FabriqueResumee,
    s: SignalementLu,
    formulaires: dict[str, Any] | None = None,
    ouvert: str = "",
    erreur: str = "",
) -> str:
    with lire(services().moteur) as connexion:
        themes = noms_des_themes(connexion, fabrique.id)
        tirage = signalements.tirages(connexion, fabrique.id, s.recu_le[:4]).get(s.apporteur_id or "")
    return render_template(
        "entrees/signalement.html",
        s=s,
        themes=[themes.get(t, t) for t in s.thematiques],
        tirage=tirage,
        formulaires=formulaires or _formulaires(fabrique, s),
        ouvert=ouvert,
        erreur=erreur,
        adresse=f"/apports/{signalements.jeton_de(services().reglages.cle, s.id)}",
    )


def _recu(f: FormulaireSignalement) -> Recu:
    return Recu(
        titre=f.titre.data or "",
        texte=lu(f.explication),
        nature=f.nature.data,
        jour=f.recu_le.data or "",
        canal=f.canal.data,
        apporteur_id=f.apporteur_id.data or None,
        organisation="" if f.apporteur_id.data else f.organisation.data or "",
        territoire_id=f.territoire_id.data or None,
        thematiques=tuple(f.thematiques.data or ()),
    )
