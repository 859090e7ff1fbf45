"""The command line: ``python -m fabrique_atelier servir | demo | verifier | sauvegarder | … | inonder``."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

from fabrique_atelier import __version__, serveur
from fabrique_atelier.config import lire_reglages
from fabrique_atelier.exploitation import options as exploitation
from fabrique_atelier.socle.erreurs import ErreurConfiguration


def principal(arguments: Sequence[str]) -> int:
    """Run one command; return the exit status (2: a setting or an argument must be mended)."""
    options = _analyseur().parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = options.action
    try:
        return action(options)
    except ErreurConfiguration as erreur:
        sys.stderr.write(f"{erreur}\n")
        return 2


def _servir(options: argparse.Namespace) -> int:
    serveur.preparer_boucle()
    # after the green-thread patch, never before: these modules import what the patch replaces
    from fabrique_atelier import lancement  # noqa: PLC0415

    return lancement.servir(_reglages(options), json_=options.json)


def _demo(options: argparse.Namespace) -> int:
    serveur.preparer_boucle()
    from fabrique_atelier import lancement  # noqa: PLC0415 (same reason)

    if options.rejouer:
        return lancement.rejouer(json_=options.json)
    reglages = _reglages(options, dossier=os.environ.get("FABRIQUE_DOSSIER") or "var/demo", demonstration=True)
    return lancement.servir(reglages, json_=options.json, avec_demo=True)


def _inonder(options: argparse.Namespace) -> int:
    # the fleet is a client: it must not load the server's side
    from fabrique_atelier.flotte.inonder import inonder  # noqa: PLC0415

    return inonder(
        telephones=options.telephones,
        tuer=options.tuer,
        duree_s=options.duree,
        url=options.url,
        json=options.json,
        graine=options.graine,
        jeton_equipe=options.jeton_equipe,
        sauvegardes=options.sauvegardes,
    )


def _reglages(options: argparse.Namespace, **imposes: Any) -> Any:
    reglages = lire_reglages(os.environ, port=options.port, hote=options.hote, **imposes)
    port = reglages.port or _port_libre(reglages.hote)
    if not os.environ.get("FABRIQUE_URL"):
        imposes["url"] = f"http://{_hote_visible(reglages.hote)}:{port}"
    return lire_reglages(os.environ, port=port, hote=reglages.hote, **imposes)


def _port_libre(hote: str) -> int:
    with socket.socket() as prise:
        prise.bind((hote, 0))
        port: int = prise.getsockname()[1]
        return port


def _hote_visible(hote: str) -> str:
    """The address phones can reach: with 0.0.0.0, this machine's own on the local network."""
    if hote not in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        return hote
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        try:
            prise.connect(("192.0.2.1", 9))  # chooses a route; a datagram socket sends nothing
        except OSError:
            return "127.0.0.1"
        adresse: str = prise.getsockname()[0]
        return adresse


def _analyseur() -> argparse.ArgumentParser:
    racine = argparse.ArgumentParser(prog="fabrique_atelier", description="Fabrique Atelier : de l’idée à l’activité.")
    racine.add_argument("--version", action="version", version=__version__)
    commandes = racine.add_subparsers(required=True, metavar="commande")
    for nom, action, aide in (
        ("servir", _servir, "lance le serveur"),
        ("demo", _demo, "lance le serveur avec trois séances d’exemple"),
    ):
        commande = commandes.add_parser(nom, help=aide)
        commande.set_defaults(action=action)
        commande.add_argument("--port", type=int, help="port d’écoute (0 : un port libre)")
        commande.add_argument("--hote", help="adresse d’écoute (0.0.0.0 : tout le réseau local)")
        commande.add_argument("--json", action="store_true", help="une ligne JSON au lieu d’un texte")
        if nom == "demo":
            commande.add_argument(
                "--rejouer", action="store_true", help="rejoue les trois cas sur une base jetable, puis s’arrête"
            )
    exploitation.ajouter(commandes)
    _options_inonder(
        commandes.add_parser("inonder", help="fait entrer une flotte de téléphones et vérifie que rien ne se perd")
    )
    return racine


def _options_inonder(commande: argparse.ArgumentParser) -> None:
    commande.set_defaults(action=_inonder)
    commande.add_argument("--telephones", type=int, default=300, help="nombre de téléphones")
    commande.add_argument("--tuer", type=int, default=0, help="nombre d’arrêts brutaux du serveur")
    commande.add_argument(
        "--sauvegardes", type=int, default=0, help="nombre de sauvegardes prises, restaurées et vérifiées"
    )
    commande.add_argument("--duree", type=float, default=60.0, help="durée en secondes")
    commande.add_argument("--url", help="serveur à charger (sinon : un serveur jetable)")
    commande.add_argument("--jeton-equipe", help="jeton d’équipe du serveur donné")
    commande.add_argument("--graine", type=int, help="graine du hasard, pour rejouer une exécution")
    commande.add_argument("--json", action="store_true", help="une ligne JSON à la fin")
