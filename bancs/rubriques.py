"""The sections of the result: which measure makes which rows, against which target."""

from __future__ import annotations

import statistics
from dataclasses import asdict
from functools import partial
from typing import Any

from bancs import epreuves, navigateur
from bancs.course import Course, mediane, pire
from bancs.debits import COURT, ENTIER, Pas, Plafond, plafond
from bancs.lignes import Cible, ligne, nombre
from bancs.salles import FABRIQUE, FLASK, NODE, NODE_LOTS, NOMS, SERVEURS


def debits(course: Course) -> None:
    """Sustained rates: three rounds (one in the short run), the four servers taking turns."""
    pas: Pas = COURT if course.court else ENTIER
    trouves: dict[tuple[str, int], list[Plafond]] = {}
    for tour in range(course.tours):
        for n in (200, 1000):
            for rang in range(len(SERVEURS)):
                nom = SERVEURS[(rang + tour) % len(SERVEURS)]
                passes = trouves.setdefault((nom, n), [])
                connu = next((p.taux * 0.7 for p in reversed(passes) if p.taux), None)
                resultat = plafond(nom, n, pas, connu)
                passes.append(resultat)
                course.bruits += [essai["bruit"] for essai in resultat.essais]
                course.dire(f"N = {n}, {NOMS[nom]} : {nombre(resultat.taux)} actions/s {resultat.raison or ''}")
    course.details["debits"] = [asdict(p) for passes in trouves.values() for p in passes]
    for n in (200, 1000):
        lignes_debit(course, n, {nom: trouves[nom, n] for nom in SERVEURS})


def lignes_debit(course: Course, n: int, trouves: dict[str, list[Plafond]]) -> None:
    """The application's rate beside each stand-in's."""
    cibles = {
        FLASK: Cible("≥", 10, rapport=True),
        NODE: Cible("≥", 5, rapport=True),
        NODE_LOTS: Cible("≥", 0.5, rapport=True),
    }
    medianes = {nom: mediane([asdict(p) for p in passes], "taux") for nom, passes in trouves.items()}
    for temoin, cible in cibles.items():
        raisons = [p.raison for nom in (FABRIQUE, temoin) for p in trouves[nom] if p.raison]
        course.lignes.append(
            ligne(
                f"débit soutenu, p99 < 250 ms, à côté de : {NOMS[temoin]}",
                n,
                medianes[FABRIQUE],
                "actions/s",
                reference=medianes[temoin],
                cible=cible if n == 1000 else None,
                raison=raisons[0] if raisons else None,
            )
        )


def repos(course: Course) -> None:
    """One idea in a quiet room."""
    lus, raison = course.mesurer("repos", lambda: epreuves.repos(40 if course.court else 100), course.tours)
    for part, borne in (("p50", 10.0), ("p99", 50.0)):
        valeur = mediane(lus, "livraison", part)
        nom = f"au repos, une idée jusqu’à tous les écrans, {part}"
        course.lignes.append(ligne(nom, 300, valeur, "ms", cible=Cible("≤", borne), raison=raison))


def votes(course: Course) -> None:
    """The vote storm. Losses are not averaged: the worst run counts."""
    lus, raison = course.mesurer("tempete_votes", epreuves.tempete_votes, course.tours)
    part_cpu = mediane(lus, "cpu_part")
    rangees: list[tuple[str, float | None, str, float]] = [
        ("réponse, p99", mediane(lus, "acquit", "p99"), "ms", 150.0),
        ("processeur du serveur", None if part_cpu is None else part_cpu * 100, "% cœur", 25.0),
        ("votes perdus (lus en base)", pire(lus, "perdus_base"), "votes", 0.0),
        ("votes doublés (lus en base)", pire(lus, "doubles_base"), "votes", 0.0),
    ]
    for nom, valeur, unite, borne in rangees:
        titre = f"tempête de votes 300 × 10 en 10 s : {nom}"
        course.lignes.append(ligne(titre, 300, valeur, unite, cible=Cible("≤", borne), raison=raison))


def arrivees(course: Course) -> None:
    """The join storm."""
    lus, raison = course.mesurer("tempete_arrivees", epreuves.tempete_arrivees, course.tours)
    rangees = [
        ("données reçues, p95", mediane(lus, "delai", "p95"), "ms", 20.0),
        ("processeur par arrivée", mediane(lus, "cpu_ms_par_arrivee"), "ms", 2.0),
    ]
    for nom, valeur, unite, borne in rangees:
        titre = f"1000 arrivées en 5 s, instantané de 200 idées : {nom}"
        course.lignes.append(ligne(titre, 1000, valeur, unite, cible=Cible("≤", borne), raison=raison))


def couts(course: Course) -> None:
    """CPU per delivered change and memory per phone, from 50 to 1000 phones."""
    tailles = (50, 1000) if course.court else (50, 200, 500, 1000)
    lus: dict[int, list[Any]] = {}
    raisons: list[str] = []
    for n in tailles:
        mesure = partial(epreuves.cout, n, 40, 3 if course.court else 5)
        lus[n], raison = course.mesurer(f"cout_{n}", mesure, course.tours)
        raisons += [raison] if raison else []
    petit = mediane(lus[50], "us_par_livraison")
    for n in tailles[1:]:
        valeur = mediane(lus[n], "us_par_livraison")
        cible = Cible("≤", 1.2, rapport=True) if n == 1000 else None
        course.lignes.append(
            ligne(
                "processeur par changement livré, à côté de N = 50",
                n,
                valeur,
                "µs",
                reference=petit,
                cible=cible,
                raison=raisons[0] if raisons else None,
            )
        )
    haut, bas = mediane(lus[1000], "memoire_ko"), mediane(lus[50], "memoire_ko")
    memoire = None if haut is None or bas is None else (haut - bas) / 950
    course.lignes.append(
        ligne(
            "mémoire du serveur par téléphone connecté (de 50 à 1000)",
            1000,
            memoire,
            "Kio",
            cible=Cible("≤", 130),
            raison=raisons[0] if raisons else None,
        )
    )


def ecrans(course: Course) -> None:
    """Cold start, the joining phone, the crowded board."""
    lus, raison = course.mesurer("demarrage_a_froid", epreuves.demarrage_a_froid, course.tours)
    duree = statistics.median(lus) if lus else None
    course.lignes.append(
        ligne(
            "« make demo » la deuxième fois, jusqu’à la première page",
            None,
            duree,
            "s",
            cible=Cible("≤", 3),
            raison=raison,
        )
    )
    lus, raison = course.mesurer("page_telephone", navigateur.page_telephone, course.tours)
    entree, ecriture = mediane(lus, "octets_entree"), mediane(lus, "octets")
    page = [
        ("octets compressés", None if entree is None else entree / 1024, "Kio", Cible("≤", 60.0)),
        ("requêtes", mediane(lus, "requetes_entree"), "requêtes", Cible("≤", 12.0)),
        ("utilisable à 400 kbit/s, 400 ms d’aller-retour", mediane(lus, "utilisable_s"), "s", Cible("≤", 5.0)),
        ("octets, jusqu’à écrire une idée", None if ecriture is None else ecriture / 1024, "Kio", Cible("≤", 60.0)),
        ("requêtes, jusqu’à écrire une idée", mediane(lus, "requetes"), "requêtes", None),
    ]
    for nom, valeur, unite, borne in page:
        course.lignes.append(
            ligne(f"page d’arrivée du téléphone : {nom}", None, valeur, unite, cible=borne, raison=raison)
        )
    lus, raison = course.mesurer(
        "tableau_charge", lambda: navigateur.tableau_charge(5 if course.court else 10), course.tours
    )
    tableau_lu = [
        ("images par seconde", mediane(lus, "images_s"), "images/s", Cible("≥", 50)),
        ("plus longue tâche", pire(lus, "tache_max_ms"), "ms", Cible("≤", 100)),
    ]
    for nom, valeur, unite, cible in tableau_lu:
        course.lignes.append(
            ligne(
                f"tableau de 500 idées, 30 arrivées par seconde : {nom}", 500, valeur, unite, cible=cible, raison=raison
            )
        )
