"""A territory and its zones, as a person fills them in."""

from __future__ import annotations

from typing import Any

from wtforms import Field

from fabrique_atelier.reseau import codes, territoires, zonages
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.formulaires import champs
from fabrique_atelier.web.formulaires.champs import Formulaire, choix, code, entier, nombre, texte

#: A refusal of the use-case → the field it is about.
CHAMPS_FAUTIFS = {
    "insee_manque": "code_insee",
    "insee_inconnu": "code_insee",
    "siren_manque": "siren_epci",
    "departement_manque": "code_departement",
    "region_manque": "code_region",
    "population_sans_date": "population",
    "code_postal_invalide": "codes_postaux",
    "territoire_en_double": "nom",
    "zonage_invalide": "code",
    "dates_inversees": "date_fin",
    "zonage_en_double": "type",
}
#: Kind of territory → the codes it is described with.
CHAMPS_PAR_TYPE = {
    "commune": ("code_insee", "codes_postaux", "population", "population_annee"),
    "arrondissement_municipal": ("code_insee", "codes_postaux", "population", "population_annee"),
    "quartier": ("code_insee", "code_departement", "code_region", "population", "population_annee"),
    "epci": ("siren_epci", "code_departement", "code_region", "population", "population_annee"),
    "bassin": ("code_departement", "code_region", "population", "population_annee"),
    "departement": ("code_departement", "population", "population_annee"),
    "region": ("code_region", "population", "population_annee"),
    "autre": ("code_departement", "code_region", "population", "population_annee"),
}


def lire_codes_postaux(brut: str) -> list[str]:
    """Read postal codes as typed, separated by spaces, commas or semicolons."""
    return [codes.lire_code_postal(morceau) for morceau in brut.replace(",", " ").replace(";", " ").split()]


class FormulaireTerritoire(Formulaire):
    """A territory; only the fields of its kind are shown and kept."""

    nom = texte("Nom", 120, requis=True)
    code_insee = code("Code INSEE de la commune", codes.lire_insee)
    codes_postaux = code("Codes postaux", lambda brut: str(lire_codes_postaux(brut)))
    siren_epci = code("Numéro SIREN", codes.lire_siren)
    code_departement = code("Département", codes.lire_departement)
    code_region = code("Région (code INSEE)", codes.lire_region)
    population = entier("Population", 0, 80_000_000)
    population_annee = entier("Année de cette population", 1950, 2100)

    def montres(self, genre: str) -> list[Any]:
        """The fields of a kind, in order."""
        return [self["nom"], *(self[nom] for nom in CHAMPS_PAR_TYPE[genre])]

    def fiche(self, genre: str) -> territoires.Fiche:
        """What the use-case expects; call after validation."""
        garde = CHAMPS_PAR_TYPE[genre]
        lecteurs = {
            "code_insee": codes.lire_insee,
            "siren_epci": codes.lire_siren,
            "code_departement": codes.lire_departement,
            "code_region": codes.lire_region,
        }
        lus = {n: lecteur(self[n].data or "") or None for n, lecteur in lecteurs.items() if n in garde}
        postaux = lire_codes_postaux(self.codes_postaux.data or "") if "codes_postaux" in garde else []
        population = {n: nombre(self[n]) for n in ("population", "population_annee")}
        return territoires.Fiche(genre, self.nom.data or "", codes_postaux=postaux, **lus, **population)  # type: ignore[arg-type]


class FormulaireZonage(Formulaire):
    """A dated zone; its kind is chosen first."""

    code = texte("Code", 20)
    libelle = texte("Nom du zonage", 160, requis=True)
    date_debut = champs.code("Début", codes.lire_date_partielle)
    date_fin = champs.code("Fin", codes.lire_date_partielle)
    source = texte("Source", 200, requis=True)
    verifie_le = champs.code("Vérifié le", codes.lire_date_partielle)

    genre = ""

    def validate_code(self, champ: Field) -> None:
        """The code has the shape of its kind (set ``genre`` before)."""
        champs.controle(lambda brut: codes.lire_zonage(self.genre, brut))(self, champ)

    def fiche(self, genre: str) -> zonages.Fiche:
        """What the use-case expects; call after validation."""
        dates = {
            n: codes.lire_date_partielle(self[n].data or "") or None for n in ("date_debut", "date_fin", "verifie_le")
        }
        lu = codes.lire_zonage(genre, self["code"].data or "")
        return zonages.Fiche(genre, lu, self.libelle.data or "", source=self.source.data or "", **dates)


class FormulaireRecherche(Formulaire):
    """What kind of place, and its name or code; sent by GET."""

    class Meta(Formulaire.Meta):
        """Nothing is written: no token in the address."""

        csrf = False

    type = choix("Type de territoire", territoires.TYPES)
    q = texte("Nom, code INSEE ou code postal", 120)


def saisie_territoire(fiche: territoires.Fiche) -> dict[str, str]:
    """A stored or found territory as form data."""
    return {
        "nom": fiche.nom,
        "code_insee": fiche.code_insee or "",
        "codes_postaux": " ".join(fiche.codes_postaux),
        "siren_epci": fiche.siren_epci or "",
        "code_departement": fiche.code_departement or "",
        "code_region": fiche.code_region or "",
        "population": "" if fiche.population is None else str(fiche.population),
        "population_annee": str(fiche.population_annee or ""),
    }


def saisie_zonage(fiche: zonages.Fiche) -> dict[str, str]:
    """A stored or proposed zone as form data."""
    dates = {n: codes.date_affichee(getattr(fiche, n) or "") for n in ("date_debut", "date_fin", "verifie_le")}
    return {"code": fiche.code, "libelle": fiche.libelle, "source": fiche.source, **dates}


def placer(formulaire: Formulaire, erreur: ErreurMetier) -> None:
    """Put a refusal beside the field it is about, or on top."""
    champ = formulaire._fields.get(CHAMPS_FAUTIFS.get(erreur.code, ""))
    if champ is None:
        formulaire.form_errors.append(erreur.message)
    else:
        champ.errors = [*champ.errors, erreur.message]
