"""The forms of the follow-up: milestones, money, points, the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Optional as Facultatif

from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import nomenclatures as n
from fabrique_atelier.suivi.montants import euros, lire_montant
from fabrique_atelier.suivi.sortie import Critere, Sortie
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import Formulaire, choix_de, controle, entier, nombre, texte


class FormulaireJalon(Formulaire):
    """A milestone."""

    version = HiddenField()
    type = s.liste("Jalon", n.JALONS)
    libelle = texte("Précision", 140)
    reel = s.quand("Date réelle")
    prevu = s.quand("Date prévue")
    fiabilite = RadioField("Cette date est", choices=choix_de(n.FIABILITES), default="certaine")
    source = texte("Source", 300)
    public = BooleanField("Montrer ce jalon aux personnes qui ont donné l’idée")

    def proposer(self, mots: Vocabulaire) -> None:
        """Give the kinds in the words of the fabrique."""
        self.type.choices = choix_de({"": "Choisir…", **n.jalons(mots)})

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            **{nom: self[nom].data or "" for nom in ("type", "libelle", "source", "fiabilite")},
            "reel": s.lire_quand(self.reel) or None,
            "prevu": s.lire_quand(self.prevu) or None,
            "public": bool(self.public.data),
        }


def montant(libelle: str) -> StringField:
    """An amount in euros, or nothing."""
    return StringField(libelle, [controle(lire_montant)], render_kw={"inputmode": "decimal"})


class RangeeAnnee(s.Rangee):
    """What falls in one year."""

    annee = entier("Année", 1990, 2100)
    somme = montant("Montant, en euros")


class FormulaireFinancement(Formulaire):
    """A funding line."""

    version = HiddenField()
    beneficiaire = s.liste("Pour", n.BENEFICIAIRES)
    partenaire = SelectField("Partenaire qui finance")
    financeur = texte("ou son nom", 160)
    categorie = s.liste("Catégorie", n.CATEGORIES)
    nature = s.liste("Nature", n.NATURES)
    etat = s.liste("Où en est-on", n.ETATS_FINANCEMENT)
    montant_demande = montant("Demandé, en euros")
    montant_accorde = montant("Accordé, en euros")
    montant_verse = montant("Versé, en euros")
    annees = FieldList(FormField(RangeeAnnee))
    dispositif = texte("Dispositif", 200)
    reference = texte("Référence de la décision", 120)
    note_positionnement = s.long("Note de positionnement", 600, rangs=4)

    def proposer(self, partenaires: Iterable[tuple[str, str]]) -> None:
        """Give the partners to choose from, and three years to fill."""
        self.partenaire.choices = choix_de({"": "Aucun", **dict(partenaires)})
        s.allonger(self.annees, 3)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        textes = ("beneficiaire", "financeur", "categorie", "nature", "etat", "dispositif", "reference")
        montants = ("montant_demande", "montant_accorde", "montant_verse")
        annees = [(nombre(a.form.annee), lire_montant(a.form.somme.data or "")) for a in self.annees]
        return {
            **{nom: self[nom].data or "" for nom in (*textes, "note_positionnement")},
            **{nom: lire_montant(self[nom].data or "") for nom in montants},
            "partenaire_id": self.partenaire.data or None,
            "annees": [{"annee": a, "montant": m or 0} for a, m in annees if a is not None],
        }


class RangeeSuite(s.Rangee):
    """Something to do after a point."""

    action = texte("À faire", 300)
    qui = texte("Par qui", 120)
    echeance = s.quand("Pour quand")


class FormulairePoint(Formulaire):
    """A follow-up point."""

    version = HiddenField()
    mois = SelectField(
        "Point prévu", choices=choix_de({"": "Un autre point"} | {str(m): f"À {m}\u00a0mois" for m in n.ECHEANCES})
    )
    jour = s.jour("Tenu le", requis=True)
    forme = s.liste("Forme", n.FORMES)
    etat = RadioField("Le projet", choices=choix_de(n.ETATS))
    difficultes = s.long("Difficultés", 800, rangs=3)
    suites = FieldList(FormField(RangeeSuite))
    annee = entier("Année de ces chiffres", 1990, 2100)
    etp = StringField()
    dont_insertion = StringField()
    usagers = StringField()
    adherents = StringField()
    benevoles = StringField()
    chiffre_affaires = StringField()
    subventions = StringField()
    autonomie_pct = StringField()
    partenaires_actifs = StringField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, (libelle, unite) in n.INDICATEURS.items():
            champ = self[code]
            champ.label.text = f"{libelle}, en {unite}" if unite else libelle
            champ.validators = [Facultatif(), controle(decimal)]

    def proposer(self, mots: Vocabulaire) -> None:
        """Give the forms in the words of the fabrique, and lines to write on."""
        self.forme.choices = choix_de({"": "Choisir…", **n.formes(mots)})
        s.allonger(self.suites, 3)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        lus = {code: decimal(self[code].data or "") for code in n.INDICATEURS}
        return {
            "jour": s.lire_jour(self.jour) or "",
            "mois": int(self.mois.data) if self.mois.data else None,
            "forme": self.forme.data,
            "etat": self.etat.data or "",
            "difficultes": self.difficultes.data,
            "suites": [_suite(x.form) for x in self.suites if x.form.action.data],
            "annee": nombre(self.annee),
            "indicateurs": {code: valeur for code, valeur in lus.items() if valeur is not None},
        }


class FormulaireSortie(Formulaire):
    """The three criteria of the way out."""

    version = HiddenField()
    modele_economique = RadioField(choices=choix_de({"": "Pas encore", "oui": "Oui", "non": "Non"}), default="")
    modele_economique_preuve = s.long("Ce qui le prouve", 1000, rangs=3)
    equipe = RadioField(choices=choix_de({"": "Pas encore", "oui": "Oui", "non": "Non"}), default="")
    equipe_preuve = s.long("Ce qui le prouve", 1000, rangs=3)
    partenariats = RadioField(choices=choix_de({"": "Pas encore", "oui": "Oui", "non": "Non"}), default="")
    partenariats_preuve = s.long("Ce qui le prouve", 1000, rangs=3)

    def valeurs(self) -> Sortie:
        """Return the answers as they are stored."""
        reponses = {"oui": True, "non": False}
        criteres = {
            code: Critere(reponses.get(self[code].data or ""), self[f"{code}_preuve"].data or "") for code in n.CRITERES
        }
        return Sortie(criteres, s.version_de(self.version))


def decimal(brut: str) -> float | None:
    """Read « 2,5 » or « 1\u202f200 »; None for an empty box.

    Raises:
        ErreurMetier: ``nombre``.
    """
    texte_lu = "".join(brut.replace("%", "").replace("€", "").split()).replace(",", ".")
    if not texte_lu:
        return None
    entier_lu, _, decimales = texte_lu.partition(".")
    if not (entier_lu.isascii() and entier_lu.isdigit() and len(entier_lu) < 12 and (decimales or "0").isdigit()):
        raise ErreurMetier("nombre", "Écrivez un nombre, par exemple\u00a0: 2,5.")
    return float(texte_lu.rstrip("."))


def nombre_affiche(valeur: float) -> str:
    """A figure as people read it: « 1\u202f200 », « 2,5 »."""
    return f"{valeur:,.2f}".rstrip("0").rstrip(".").replace(",", "\u202f").replace(".", ",")


def saisie_jalon(j: Mapping[str, Any]) -> dict[str, Any]:
    """Return a milestone as the form shows it."""
    dates = {nom: s.montrer_quand(j[nom]) for nom in ("reel", "prevu")}
    return {nom: j[nom] for nom in ("type", "libelle", "source", "fiabilite", "public", "version")} | dates


def saisie_financement(f: Mapping[str, Any]) -> dict[str, Any]:
    """Return a funding line as the form shows it."""
    textes = "beneficiaire financeur categorie nature etat dispositif reference note_positionnement version".split()
    montants = ("montant_demande", "montant_accorde", "montant_verse")
    return {
        **{nom: f[nom] for nom in textes},
        **{nom: euros(f[nom]) for nom in montants},
        "partenaire": f["partenaire_id"] or "",
        "annees": [{"annee": str(a["annee"]), "somme": euros(a["montant"])} for a in f["annees"]],
    }


def saisie_point(p: Mapping[str, Any]) -> dict[str, Any]:
    """Return a point as the form shows it."""
    return {
        **{nom: p[nom] for nom in ("forme", "etat", "difficultes", "version")},
        **{code: nombre_affiche(valeur) for code, valeur in p["indicateurs"].items()},
        "jour": s.date_de(p["jour"]),
        "mois": s.chiffre(p["mois"]),
        "annee": s.chiffre(p["annee"]),
        "suites": [{**x, "echeance": s.montrer_quand(x["echeance"])} for x in p["suites"]],
    }


def saisie_sortie(voulue: Mapping[str, Any]) -> dict[str, Any]:
    """Return the three answers as the form shows them; ``voulue``: the fields of :class:`Sortie` or its row."""
    mots = {True: "oui", False: "non"}
    donnees: dict[str, Any] = {"version": voulue["version"]}
    for code, c in voulue["criteres"].items():
        lu = c if isinstance(c, Mapping) else {"atteint": c.atteint, "preuve": c.preuve}
        donnees |= {code: mots.get(lu["atteint"], ""), f"{code}_preuve": lu["preuve"]}
    return donnees


def _suite(rangee: Any) -> dict[str, str]:
    return {"action": rangee.action.data, "qui": rangee.qui.data, "echeance": s.lire_quand(rangee.echeance)}
