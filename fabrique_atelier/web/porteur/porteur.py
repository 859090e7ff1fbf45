"""Finding the porteur: the route, who is designated, who came before. The call, the convention and the porteur's own pages stand beside."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from fabrique_atelier.dossier import documents
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.porteur import appels, porteurs, recherche
from fabrique_atelier.porteur.porteurs import PorteurLu
from fabrique_atelier.porteur.recherche import Recherche
from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.porteur import (
    FormulaireFin,
    FormulairePiece,
    FormulairePorteur,
    FormulaireVoie,
    saisie_porteur,
)
from fabrique_atelier.web.porteur.base import Reponse, pages, rendre_formulaire, rendre_page
from fabrique_atelier.web.televersements import permettre

#: Piece → the page it is read on.
PIECES = {
    "lettre_intention": "porteur.voir",
    "jury": "porteur.voir_appel",
    "convention": "porteur.voir_convention",
    "faisabilite": "porteur.faisabilite",
    "business_plan": "porteur.faisabilite",
}
permettre(pages, {"deposer": documents.OCTETS_MAX + 65536, "deposer_le_mien": documents.OCTETS_MAX + 65536})


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur", droit="dossier.lire")
def voir(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Where the search stands: the route, the porteur of today, those before."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        voie = recherche.lire(connexion, dossier.id)
        tous = porteurs.tous(connexion, dossier.id)
        lettres = documents.liste(connexion, dossier.id, "lettre_intention")
        comptes = dict(porteurs.comptes(connexion, fabrique.id))
    return rendre_page("porteur/voir.html", dossier, voie=voie, tous=tous, lettres=lettres, comptes=comptes)


@pages.route("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/voie", methods=["GET", "POST"], droit="dossier.gerer")
def voie(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Choose the route, and write the note of the proactive one."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = recherche.lire(connexion, dossier.id)
    f = FormulaireVoie(data={"route": lue.route, "note": lue.note, "version": lue.version})
    fait, erreurs = s.essayer(
        f,
        lambda c: recherche.choisir(
            c, geste(fabrique), dossier.id, Recherche(f.route.data, f.note.data or "", s.version_de(f.version))
        ),
    )
    if fait:
        return revenir(fabrique, dossier, "La voie est enregistrée.", "porteur.voir")
    return rendre_formulaire("porteur/voie.html", dossier, f, erreurs)


@pages.route("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/designer", methods=["GET", "POST"], droit="dossier.gerer")
def designer(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Designate the porteur; ``?candidature=`` fills in what is known of a candidate."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        route = recherche.lire(connexion, dossier.id).route
    f = _formulaire(fabrique, _candidat(dossier) if request.method == "GET" else {})
    fait, erreurs = s.essayer(
        f,
        lambda c: porteurs.designer(c, geste(fabrique), dossier.id, f.valeurs(route or "pressenti"), f.structures()),
    )
    if fait:
        return revenir(fabrique, dossier, f"«\u00a0{f.nom.data}\u00a0» est enregistré.", "porteur.voir")
    return rendre_formulaire("porteur/porteur.html", dossier, f, erreurs, celui_ci=None)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/<uuid:porteur_id>/modifier",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def modifier(fabrique: FabriqueResumee, dossier_id: object, porteur_id: object) -> Reponse:
    """Correct a porteur."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    celui_ci = _porteur(dossier, porteur_id)
    f = _formulaire(fabrique, _saisie(celui_ci))
    fait, erreurs = s.essayer(
        f,
        lambda c: porteurs.modifier(
            c, geste(fabrique), (celui_ci, s.version_de(f.version)), f.valeurs(celui_ci.route), f.structures()
        ),
        saisie_porteur,
    )
    if fait:
        return revenir(fabrique, dossier, "Les modifications sont enregistrées.", "porteur.voir")
    return rendre_formulaire("porteur/porteur.html", dossier, f, erreurs, celui_ci=celui_ci)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/<uuid:porteur_id>/fin",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def terminer(fabrique: FabriqueResumee, dossier_id: object, porteur_id: object) -> Reponse:
    """Write when a porteur left, and why."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    celui_ci = _porteur(dossier, porteur_id)
    f = FormulaireFin(data={"version": celui_ci.version, "jusqu_au": s.montrer_quand(celui_ci.jusqu_au)})
    fait, erreurs = s.essayer(
        f,
        lambda c: porteurs.terminer(
            c, geste(fabrique), celui_ci, s.version_de(f.version), (s.lire_quand(f.jusqu_au), f.motif_fin.data or "")
        ),
        lambda p: {"jusqu_au": s.montrer_quand(p["jusqu_au"]), "motif_fin": p["motif_fin"]},
    )
    if fait:
        return revenir(fabrique, dossier, "La fin est enregistrée.", "porteur.voir")
    return rendre_formulaire("porteur/fin.html", dossier, f, erreurs, celui_ci=celui_ci)


@pages.route("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/deposer", methods=["GET", "POST"], droit="dossier.gerer")
def deposer(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Attach the file of a piece (``?piece=``)."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    piece = request.args["piece"] if request.args.get("piece") in PIECES else "lettre_intention"
    f = FormulairePiece()
    fait, erreurs = s.essayer(f, lambda c: documents.deposer(c, geste(fabrique), dossier.id, piece, *f.recu()))
    if fait:
        return revenir(fabrique, dossier, "Le document est joint.", PIECES[piece])
    retour = url_for(PIECES[piece], fabrique=fabrique.identifiant, dossier_id=dossier.id)
    nom = documents.PIECES[piece]
    return rendre_formulaire("porteur/deposer.html", dossier, f, erreurs, nom=nom, retour=retour)


def _porteur(dossier: DossierLu, porteur_id: object) -> PorteurLu:
    with lire(services().moteur) as connexion:
        return porteurs.charger(connexion, dossier.id, str(porteur_id)) or introuvable()


def _formulaire(fabrique: FabriqueResumee, donnees: dict[str, Any]) -> FormulairePorteur:
    f = FormulairePorteur(data=donnees)
    with lire(services().moteur) as connexion:
        f.proposer(partenaires.noms(connexion, fabrique.id), porteurs.comptes(connexion, fabrique.id))
    return f


def _saisie(porteur: PorteurLu) -> dict[str, Any]:
    """A porteur as the form shows it, with its members."""
    colonnes = {n: getattr(porteur, n) for n in (*porteurs.CHAMPS, "version")}
    membres = [{"partenaire": x.partenaire_id or "", "role": x.role} for x in porteur.membres]
    principal = next((str(i) for i, x in enumerate(porteur.membres) if x.principal), "")
    return saisie_porteur(colonnes) | {"membres": membres, "principal": principal}


def _candidat(dossier: DossierLu) -> dict[str, Any]:
    """What a candidate of the call tells already."""
    with lire(services().moteur) as connexion:
        c = appels.candidature(connexion, dossier.id, request.args.get("candidature", "")[:36])
    if c is None:
        return {}
    types = {"personne_physique": "individu", "collectif_informel": "collectif_en_structuration"}
    type_ = "consortium" if c.type == "consortium" else types.get(c.type, "structure_existante")
    personnes = [{"nom": c.personne, "fonction": "", "courriel": c.courriel}] if c.personne else []
    return {"candidature_id": c.id, "type": type_, "nom": c.nom, "personnes": personnes}
