"""The settings of a fabrique: one form per section, each knowing how its values are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import Form, FormField, SelectMultipleField, TextAreaField
from wtforms.meta import DefaultMeta
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from fabrique_atelier.reseau import codes, reglages, stades
from fabrique_atelier.reseau.vocabulaire import DEFAUTS, DEPARTS, ETAPES, Vocabulaire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.formulaires import champs
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, choix, choix_de, code, entier, nombre, texte

Valeurs = dict[str, Any]
GENRES = {"m": "masculin (le, un)", "f": "féminin (la, une)"}


class Cases(SelectMultipleField):
    """Several of a closed list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Section(Formulaire):
    """A section: from the stored values to the form, and back."""

    @classmethod
    def donnees(cls, stockees: Mapping[str, Any]) -> Valeurs:
        """What the form shows for the stored values."""
        return dict(stockees)

    def nommer(self, mots: Vocabulaire) -> None:
        """Say the labels in the fabrique's words."""

    def valeurs(self, _stockees: Mapping[str, Any]) -> Valeurs:
        """What to store; call after validation."""
        return {n: c.data for n, c in self._fields.items() if n not in ("csrf_token", "version")}


def lire_etp(brut: str) -> int | None:
    """Read full-time equivalents as typed (``1``, ``0,8``) as hundredths."""
    compact = brut.replace(",", ".").replace("\u00a0", "").replace(" ", "")
    if not compact:
        return None
    entiere, _point, decimales = compact.partition(".")
    chiffres = entiere + decimales
    if not (chiffres.isascii() and chiffres.isdigit()) or len(entiere) > 2 or len(decimales) > 2:
        raise ErreurMetier(
            "etp", "Écrivez un nombre de postes entre 0 et 99,99, avec deux chiffres au plus après la virgule (0,8)."
        )
    return int(entiere or "0") * 100 + int(decimales.ljust(2, "0"))


def etp_affiche(centiemes: int | None) -> str:
    """Hundredths as people write them: ``0,8``."""
    if centiemes is None:
        return ""
    entiere, reste = divmod(centiemes, 100)
    return f"{entiere},{reste:02d}".rstrip("0").rstrip(",")


class Identite(Section):
    """Who the fabrique is."""

    nom = texte("Nom de la fabrique", 120, requis=True)
    structure_porteuse = texte("Structure porteuse", 160, requis=True)
    statut_reseau = choix("Place dans le réseau", reglages.STATUTS)
    date_statut = code("Depuis", codes.lire_date_partielle)
    annee_creation = entier("Année de création", 1950, 2100)
    etp = code("Postes dédiés (équivalents temps plein)", lambda brut: str(lire_etp(brut)))
    competences = Cases("Compétences de l’équipe", choices=choix_de(reglages.COMPETENCES))
    strategie_regionale = Cases("Stratégie régionale", choices=choix_de(reglages.STRATEGIES))

    @classmethod
    def donnees(cls, stockees: Mapping[str, Any]) -> Valeurs:
        """Dates and numbers as people write them."""
        ecrites = {
            "etp": etp_affiche(stockees["etp_centiemes"]),
            "date_statut": codes.date_affichee(stockees["date_statut"] or ""),
            "annee_creation": str(stockees["annee_creation"] or ""),
        }
        return dict(stockees) | ecrites

    def valeurs(self, stockees: Mapping[str, Any]) -> Valeurs:
        """And as they are stored."""
        valeurs = super().valeurs(stockees)
        valeurs["etp_centiemes"] = lire_etp(valeurs.pop("etp"))
        valeurs["date_statut"] = codes.lire_date_partielle(self.date_statut.data or "") or None
        valeurs["annee_creation"] = nombre(self.annee_creation)
        return valeurs


class Terme(Form):
    """One word: singular, plural, gender."""

    class Meta(DefaultMeta):
        """French messages here too."""

        locales = ("fr",)

    singulier = texte("Au singulier", 60)
    pluriel = texte("Au pluriel", 60)
    genre = choix("Genre", GENRES)


class Mots(Section):
    """The words of the fabrique; an empty box keeps the usual word."""

    porteur = FormField(Terme, "Porteur de projet")
    apporteur = FormField(Terme, "Apporteur d’idées")
    comite_engagement = FormField(Terme, "Comité d’engagement")
    comite_suivi = FormField(Terme, "Comité de suivi")
    promotion = FormField(Terme, "Promotion")
    etape_1 = texte("Étape 1", 60)
    etape_2 = texte("Étape 2", 60)
    etape_3 = texte("Étape 3", 60)
    etape_4 = texte("Étape 4", 60)

    @classmethod
    def donnees(cls, stockees: Mapping[str, Any]) -> Valeurs:
        """The words at work, the usual ones included."""
        mots = Vocabulaire(stockees["vocabulaire"])
        termes = {c: mots.terme(c) for c in DEFAUTS}
        return {
            c: t.singulier if c in ETAPES else {"singulier": t.singulier, "pluriel": t.pluriel, "genre": t.genre}
            for c, t in termes.items()
        }

    @classmethod
    def depart(cls, nom: str) -> Valeurs:
        """The words a member of the network starts from."""
        return cls.donnees({"vocabulaire": DEPARTS[nom][1]})

    def valeurs(self, stockees: Mapping[str, Any]) -> Valeurs:
        """Only what differs from the usual words."""
        vocabulaire: Valeurs = {}
        for nom, (singulier, pluriel, genre) in DEFAUTS.items():
            dit = {"singulier": self[nom].data} if nom in ETAPES else dict(self[nom].data)
            usuel = (
                {"singulier": singulier} if nom in ETAPES else dict(zip(dit, (singulier, pluriel, genre), strict=True))
            )
            if dit["singulier"] and dit != usuel:
                vocabulaire[nom] = dit
        # the third step names the porteur: left as it was shown, it goes on following that word
        if self.etape_3.data == self._etape_suivie(stockees):
            vocabulaire.pop("etape_3", None)
        return {"vocabulaire": vocabulaire}

    @staticmethod
    def _etape_suivie(stockees: Mapping[str, Any]) -> str | None:
        propres = stockees["vocabulaire"]
        return None if "etape_3" in propres else Vocabulaire(propres).mot("etape_3")


class Donnees(Section):
    """Legal pages and personal data."""

    editeur = TextAreaField("Éditeur", [Length(max=400, message=LONG)], filters=[champs.paragraphes])
    responsable_publication = texte("Responsable de la publication", 160)
    hebergeur = TextAreaField("Hébergeur", [Length(max=400, message=LONG)], filters=[champs.paragraphes])
    base_legale = choix("Base légale des données de l’équipe", reglages.BASES_LEGALES)
    contact_donnees = texte("Contact pour les données personnelles", 200)
    referent_accessibilite = texte("Contact pour l’accessibilité", 200)
    conservation_jours = entier("Conservation des séances closes, en jours", 0, 90)

    @classmethod
    def donnees(cls, stockees: Mapping[str, Any]) -> Valeurs:
        """The notices are one stored object."""
        mentions = {nom: stockees["mentions"].get(nom, "") for nom in reglages.MENTIONS}
        return dict(stockees) | mentions | {"conservation_jours": str(stockees["conservation_jours"])}

    def valeurs(self, stockees: Mapping[str, Any]) -> Valeurs:
        """An empty retention keeps the present one."""
        valeurs = super().valeurs(stockees)
        jours = nombre(self.conservation_jours)
        mentions = {nom: valeurs.pop(nom) for nom in reglages.MENTIONS}
        garde = stockees["conservation_jours"] if jours is None else jours
        return valeurs | {"mentions": mentions, "conservation_jours": garde}


class Alertes(Section):
    """Days after which a stage is worth a look: a field per stage, added below."""

    @classmethod
    def donnees(cls, stockees: Mapping[str, Any]) -> Valeurs:
        """No alert is an empty box."""
        return {stade: str(jours or "") for stade, jours in reglages.seuils(stockees).items()}

    def valeurs(self, _stockees: Mapping[str, Any]) -> Valeurs:
        """Every stage, 0 for none."""
        return {"seuils_alerte": {stade: nombre(self[stade]) or 0 for stade in reglages.SEUILS}}

    def nommer(self, mots: Vocabulaire) -> None:
        """Name the stages in the fabrique's words."""
        for stade, libelle in stades.libelles(mots).items():
            self[stade].label.text = libelle


for _stade in reglages.SEUILS:
    setattr(Alertes, _stade, entier(_stade, 1, 3650))


class Logo(Section):
    """The image printed on the fabrique's pages."""

    fichier = FileField("Image PNG, JPEG ou WebP, 200\u00a0Ko au plus")
    logo_alternative = texte("Ce que montre l’image, en quelques mots", 200, requis=True)


FORMULAIRES: dict[str, type[Section]] = {
    "identite": Identite,
    "vocabulaire": Mots,
    "donnees": Donnees,
    "alertes": Alertes,
    "logo": Logo,
}
