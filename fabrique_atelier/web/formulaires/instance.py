"""What the person who looks after the instance fills in: a new fabrique, an official list."""

from __future__ import annotations

import re

from flask_wtf.file import FileField
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from fabrique_atelier.reseau import cog_editions, referentiels, zonages
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, choix, texte

LISTES = {cog_editions.TYPE: cog_editions.LIBELLE} | {genre: zonages.TYPES[genre] for genre in referentiels.TYPES}
IDENTIFIANT_MAX = 60
_EDITION = "Écrivez une année, suivie d’un mois ou d’un numéro si besoin\u00a0: 2024 ou 2024-06."


def identifiant_de(nom: str) -> str:
    """The name of a fabrique as it stands in addresses: « La Serre à projets » → ``la-serre-a-projets``."""
    ascii_seul = cle(nom).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", ascii_seul))[:IDENTIFIANT_MAX].strip("-")


class FormulaireFabrique(Formulaire):
    """A new fabrique and the first person who administers it."""

    nom = texte("Nom de la fabrique", 120, requis=True)
    identifiant = texte("Nom dans les adresses", IDENTIFIANT_MAX)
    structure_porteuse = texte("Structure porteuse", 160, requis=True)
    courriel = EmailField(
        "Adresse électronique",
        [DataRequired("Écrivez l’adresse de la personne qui administrera la fabrique."), Length(max=254, message=LONG)],
    )
    personne = texte("Nom de cette personne", 120, requis=True)


class FormulaireListe(Formulaire):
    """An official list to bring in."""

    type = choix("Liste", LISTES)
    millesime = StringField(
        "Édition",
        [DataRequired("Écrivez l’année de la liste."), Regexp("^[0-9]{4}(-[0-9]{1,2})?$", message=_EDITION)],
    )
    source = texte("Source", 200, requis=True)
    fichier = FileField("Fichier CSV", [DataRequired("Choisissez un fichier CSV.")])
