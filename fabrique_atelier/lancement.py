"""What the command line starts, once the green-thread patch is in place."""

from __future__ import annotations

import json
import socket
import sys
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from fabrique_atelier import serveur
from fabrique_atelier.application import Application, create_app, regler_journaux
from fabrique_atelier.config import Reglages
from fabrique_atelier.demonstration import comptes as comptes_de_demo
from fabrique_atelier.demonstration import vie
from fabrique_atelier.demonstration.cas import tous_les_cas
from fabrique_atelier.demonstration.rejeu import creer_et_rejouer
from fabrique_atelier.exports.qr import qr_texte
from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.commandes import decoder
from fabrique_atelier.seance.creation import Cadre, Liens, SeanceACreer, creer_seance, liens
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.socle.base import VerrouDeProcessus, chemin_sqlite, creer_moteur, lire
from fabrique_atelier.socle.erreurs import ErreurConfiguration
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.migrations import mettre_a_niveau
from fabrique_atelier.web.porteur.convention import dessiner_paquet

TITRE_ESSAI = "Séance à essayer\u00a0: que manque-t-il près de chez nous\u00a0?"


def preparer_base(reglages: Reglages) -> VerrouDeProcessus | None:
    """Take the process lock (SQLite) and bring the schema up to date."""
    fichier = chemin_sqlite(reglages.base)
    verrou = None
    if fichier is not None:
        fichier.parent.mkdir(parents=True, exist_ok=True)
        verrou = VerrouDeProcessus(fichier)
        verrou.prendre()
    mettre_a_niveau(reglages.base)
    return verrou


def servir(reglages: Reglages, *, json_: bool = False, avec_demo: bool = False) -> int:
    """Run the server until it is told to stop."""
    regler_journaux()
    prise = _ecouter(reglages)
    verrou = preparer_base(reglages)
    application = create_app(reglages, serveur.hors_boucle)
    essai = preparer_demo(reglages, application) if avec_demo else None
    application.demarrer()

    def finir() -> None:
        application.arreter()
        if verrou is not None:
            verrou.rendre()

    _annoncer(reglages, json_, essai)
    serveur.servir(prise, application, reglages.boucle, finir)
    return 0


def _ecouter(reglages: Reglages) -> socket.socket:
    try:
        return serveur.ecouter(reglages.hote, reglages.port)
    except OSError as erreur:
        raise ErreurConfiguration(
            f"Impossible d’écouter sur {reglages.hote}:{reglages.port} ({erreur.strerror}). Un autre programme y est peut-être déjà\u00a0: "
            "arrêtez-le, ou choisissez un autre port (make demo PORT=5001)."
        ) from None


def rejouer(*, json_: bool) -> int:
    """Replay the three cases on a throw-away database and print their rankings, one line per case."""
    regler_journaux()
    with tempfile.TemporaryDirectory(prefix="fabrique-") as dossier:
        url = f"sqlite:///{Path(dossier) / 'rejeu.db'}"
        mettre_a_niveau(url)
        moteur = creer_moteur(url)
        executeur = Executeur(moteur, 50)
        conformes = True
        for cas in tous_les_cas():
            resume = creer_et_rejouer(executeur, b"cle-jetable-du-rejeu-sans-secret-0123456789", cas)
            conformes &= resume["conforme"] is not False
            sys.stdout.write((json.dumps(resume, ensure_ascii=False) if json_ else _phrase(resume)) + "\n")
        moteur.dispose()
    return 0 if conformes else 1


def preparer_demo(reglages: Reglages, application: Application) -> Liens:
    """Fill an empty demo database: people, the three cases carried to the activity, one open séance; return its links.

    ``application``, not started yet, draws the hand-over files.
    """
    moteur = creer_moteur(reglages.base)
    executeur = Executeur(moteur, reglages.tick_ms, reglages.cle)
    cadre = Cadre(comptes_de_demo.semer(moteur, executeur, reglages.cle))
    with lire(moteur) as connexion:
        presentes = lectures.seances(connexion)
    essais = [s for s in presentes if s.titre == TITRE_ESSAI and s.etat != "close"]
    if not presentes:
        comptes = vie.comptes_par_role(moteur, {a.role: a.courriel for a in comptes_de_demo.acces(reglages.cle)})
        faits = vie.raconter(
            executeur, reglages.cle, cadre.fabrique_id, comptes, partial(dessiner_paquet, application.flask)
        )
        vie.aujourd_hui(executeur, reglages.cle, cadre.fabrique_id, comptes, faits)
    acces = (
        liens(reglages.cle, essais[0].id, essais[0].code) if essais else _ouvrir_essai(executeur, reglages.cle, cadre)
    )
    moteur.dispose()
    return acces


def _ouvrir_essai(executeur: Executeur, cle: bytes, cadre: Cadre) -> Liens:
    demande = SeanceACreer(
        titre=TITRE_ESSAI,
        question="Comment pourrions-nous rendre la vie plus facile dans notre commune\u00a0?",
        lieu="Salle des fêtes",
        structure=comptes_de_demo.NOM,
        modele="T01",
    )
    acces = executeur.ecrire_seul(lambda connexion: creer_seance(connexion, cle, demande, maintenant_ms(), cadre))
    commande = decoder({"id": nouvel_identifiant(), "type": "ouvrir_seance", "donnees": {}})
    executeur.executer(acces.seance_id, Acteur(ANIMATION), commande)
    return acces


def _phrase(resume: dict[str, Any]) -> str:
    rang = ", ".join(f"{repere} {points}" for repere, points in resume["resultats"].items())
    return f"{resume['cas']} : {resume['idees']} idées, {resume['votants']} votes, {rang}"


def _annoncer(reglages: Reglages, json_: bool, essai: Liens | None) -> None:
    equipe, connexion = f"{reglages.url}/equipe/", f"{reglages.url}/connexion"
    if json_:
        annonce: dict[str, Any] = {"pret": True, "url": reglages.url, "port": reglages.port, "equipe": equipe}
        if essai is not None:
            annonce |= {"connexion": connexion, "comptes": [asdict(a) for a in comptes_de_demo.acces(reglages.cle)]}
        sys.stdout.write(json.dumps(annonce) + "\n")
    else:
        lignes = [f"Fabrique Atelier est prête\u00a0: {reglages.url}", f"  équipe d’animation\u00a0: {equipe}"]
        if essai is not None:
            lignes += [
                f"  télécommande       : {reglages.url}/animer/{essai.animation}",
                f"  tableau projeté    : {reglages.url}/tableau/{essai.tableau}",
                f"  téléphones         : {reglages.url}/r/{essai.entree}   (code {essai.code})",
                "",
                qr_texte(f"{reglages.url}/r/{essai.entree}"),
                f"Comptes d’essai, personnes fictives ({connexion})\u00a0:",
                *(f"  {a.role:<15} {a.courriel:<32} {a.mot_de_passe}" for a in comptes_de_demo.acces(reglages.cle)),
                "",
            ]
        lignes.append("Ctrl+C pour arrêter.")
        sys.stdout.write("\n".join(lignes) + "\n")
    sys.stdout.flush()
