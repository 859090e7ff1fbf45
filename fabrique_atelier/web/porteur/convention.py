"""The convention de transmission, the hand-over file and the étude de faisabilité of a dossier."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from flask import Flask, Response, flash, g, redirect, render_template, url_for
from sqlalchemy import Connection, select

from fabrique_atelier.dossier import documents
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.exports import transmission
from fabrique_atelier.exports.transmission import Paquet
from fabrique_atelier.porteur import conventions, paquets, porteurs
from fabrique_atelier.porteur import faisabilite as fa
from fabrique_atelier.porteur.conventions import ConventionLue
from fabrique_atelier.porteur.faisabilite import FaisabiliteLue
from fabrique_atelier.porteur.paquets import Envoi
from fabrique_atelier.porteur.porteurs import PorteurLu
from fabrique_atelier.reseau.fabriques import FabriqueResumee, fabriques_parmi
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import aujourdhui, dossier_ou_404, geste, revenir
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.convention import (
    FormulaireConvention,
    FormulaireEnvoi,
    FormulaireFaisabilite,
    saisie_convention,
    saisie_faisabilite,
)
from fabrique_atelier.web.porteur.base import Reponse, pages, rendre_formulaire, rendre_page


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/convention", droit="dossier.lire")
def voir_convention(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The convention with the porteur of today, what it lacks, the files sent."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        convention = conventions.presente(connexion, dossier.id)
        envoyes = paquets.envoyes(connexion, convention.id) if convention else []
        signees = documents.liste(connexion, dossier.id, "convention")
    manquants = conventions.manquants(convention, fabrique.mots)
    return rendre_page("porteur/convention.html", dossier, manquants=manquants, envoyes=envoyes, signees=signees)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/convention/ecrire", methods=["GET", "POST"], droit="dossier.gerer"
)
def ecrire_convention(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The form of the convention; it needs somebody to sign it with."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        porteur = porteurs.present(connexion, dossier.id)
        convention = conventions.avec(connexion, porteur)
    if porteur is None:
        flash(f"Désignez d’abord {fabrique.mots.mot('porteur', 'le')}\u00a0: une convention se signe à deux.")
        return redirect(url_for("porteur.voir", fabrique=fabrique.identifiant, dossier_id=dossier.id), 303)
    f = _formulaire(fabrique, porteur, convention)
    lue = (convention, s.version_de(f.version))
    fait, erreurs = s.essayer(f, partial(_enregistrer, geste(fabrique), porteur, lue, f), saisie_convention)
    if fait:
        return revenir(fabrique, dossier, "La convention est enregistrée.", "porteur.voir_convention")
    return rendre_formulaire("porteur/convention_ecrire.html", dossier, f, erreurs)


def _enregistrer(
    par: Geste, porteur: PorteurLu, lue: tuple[ConventionLue | None, int], f: FormulaireConvention, c: Connection
) -> None:
    conventions.enregistrer(c, par, porteur, lue, f.valeurs())


def _formulaire(
    fabrique: FabriqueResumee, porteur: PorteurLu, convention: ConventionLue | None
) -> FormulaireConvention:
    donnees = saisie_convention(asdict(convention)) if convention else _depart(fabrique, porteur)
    f = FormulaireConvention(data=donnees)
    f.signee_porteur.label.text = f"Signée par {fabrique.mots.mot('porteur', 'le')} le"
    return f


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/transmission", droit="dossier.lire")
def transmettre(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The hand-over file as it would leave today, to be read and printed."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    convention, paquet = _paquet(fabrique, dossier)
    return render_template("porteur/transmission.html", dossier=dossier, convention=convention, paquet=paquet)


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/transmission.html", droit="dossier.lire")
def telecharger(fabrique: FabriqueResumee, dossier_id: object) -> Response:
    """The same in one file that needs nothing else."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    _convention, paquet = _paquet(fabrique, dossier)
    return fichier(dossier, fichier_de(dossier, paquet))


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/transmission/envoyer",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def envoyer(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Keep the file as it leaves, with the day and to whom."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    convention, paquet = _paquet(fabrique, dossier)
    if convention is None:
        return revenir(fabrique, dossier, "Écrivez d’abord la convention.", "porteur.voir_convention")
    f = FormulaireEnvoi(data={"jour": s.date_de(aujourdhui()), "destinataire": paquet.porteur})

    def travail(connexion: Connection) -> str:
        envoi = Envoi(s.lire_jour(f.jour) or "", f.destinataire.data or "", fichier_de(dossier, paquet))
        return paquets.envoyer(connexion, geste(fabrique), convention, envoi)

    fait, erreurs = s.essayer(f, travail)
    if fait:
        return revenir(fabrique, dossier, "L’envoi est noté, et le fichier gardé.", "porteur.voir_convention")
    return rendre_formulaire("porteur/envoyer.html", dossier, f, erreurs, paquet=paquet)


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/transmission/envoyee", droit="dossier.lire")
def envoyee(fabrique: FabriqueResumee, dossier_id: object) -> Response:
    """The last file sent, word for word."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        convention = conventions.presente(connexion, dossier.id)
        contenu = paquets.contenu(connexion, convention.id) if convention else None
    if contenu is None:
        flash("Aucun dossier de transmission n’a encore été envoyé.")
        adresse = url_for("porteur.voir_convention", fabrique=fabrique.identifiant, dossier_id=dossier.id)
        return Response(status=303, headers={"Location": adresse})
    return fichier(dossier, contenu)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/faisabilite", methods=["GET", "POST"], droit="dossier.gerer"
)
def faisabilite(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The porteur's own study: its two documents, the day it was handed in, the points to watch."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = fa.lire(connexion, dossier.id)
        porteur = porteurs.present(connexion, dossier.id)
        pieces = {piece: documents.liste(connexion, dossier.id, piece) for piece in fa.PIECES}
    f = FormulaireFaisabilite(data=saisie_faisabilite(asdict(lue)))
    fait, erreurs = s.essayer(
        f, lambda c: fa.noter(c, geste(fabrique), dossier.id, porteur, _faisabilite(f)), saisie_faisabilite
    )
    if fait:
        return revenir(fabrique, dossier, "C’est enregistré.", "porteur.faisabilite")
    return rendre_formulaire("porteur/faisabilite.html", dossier, f, erreurs, pieces=pieces, noms=fa.PIECES)


def fichier_de(dossier: DossierLu, paquet: Paquet) -> str:
    """The hand-over file in one page that needs nothing else."""
    corps = render_template("porteur/paquet.html", dossier=dossier, paquet=paquet)
    return transmission.autonome(f"Dossier de transmission, {dossier.titre}", corps)


def dessiner_paquet(flask: Flask, connexion: Connection, dossier_id: str) -> str:
    """The same file outside any request: the demo hands its projects over too."""
    fabrique_id = connexion.execute(select(Dossier.fabrique_id).where(Dossier.id == dossier_id)).scalar_one()
    (fabrique,) = fabriques_parmi(connexion, [fabrique_id])
    dossier = exiger(connexion, fabrique_id, dossier_id)
    convention = conventions.presente(connexion, dossier_id)
    paquet = transmission.composer(connexion, fabrique, dossier_id, convention, maintenant_ms())
    with flask.test_request_context(f"/equipe/{fabrique.identifiant}/dossiers/{dossier_id}/porteur/transmission"):
        g.fabrique = fabrique
        return fichier_de(dossier, paquet) if paquet else ""


def fichier(dossier: DossierLu, contenu: str) -> Response:
    """Serve it as a download."""
    entetes = {"Content-Disposition": f'attachment; filename="transmission-{dossier.numero}.html"'}
    return Response(contenu, content_type="text/html; charset=utf-8", headers=entetes)


def _paquet(fabrique: FabriqueResumee, dossier: DossierLu) -> tuple[ConventionLue | None, Paquet]:
    with lire(services().moteur) as connexion:
        convention = conventions.presente(connexion, dossier.id)
        paquet = transmission.composer(connexion, fabrique, dossier.id, convention, maintenant_ms())
    return convention, paquet or introuvable()


def _depart(fabrique: FabriqueResumee, porteur: PorteurLu) -> dict[str, object]:
    """A new convention: the two parties, everything handed over."""
    return {
        "parties": f"{fabrique.structure_porteuse or fabrique.nom}\n{porteur.nom}",
        "elements": list(transmission.ELEMENTS),
        "version": 0,
    }


def _faisabilite(f: FormulaireFaisabilite) -> FaisabiliteLue:
    return FaisabiliteLue(None, s.lire_jour(f.deposee_le), f.points_vigilance.data or "", s.version_de(f.version))
