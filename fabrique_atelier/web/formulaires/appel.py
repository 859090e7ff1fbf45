"""The forms of a call for candidates and of a candidate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField

from fabrique_atelier.porteur import nomenclatures as n
from fabrique_atelier.socle.calendrier import fuseau, heure_locale
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import Formulaire, choix_de, controle, entier, nombre, texte
from fabrique_atelier.web.formulaires.partenaires import CasesACocher


def instant(jour: date | None, heure: str) -> int | None:
    """The instant of a day and an hour in France, in milliseconds."""
    if jour is None:
        return None
    heures, minutes = _heure(heure)
    quand = datetime(jour.year, jour.month, jour.day, heures, minutes, tzinfo=fuseau())
    return round(quand.timestamp() * 1000)


def _heure(brut: str) -> tuple[int, int]:
    heures, _, minutes = brut.strip().lower().replace("h", ":").replace("\u00a0", "").replace(" ", "").partition(":")
    if brut.strip() and not (
        heures.isdigit() and (minutes or "0").isdigit() and int(heures) < 24 and int(minutes or 0) < 60
    ):
        raise ErreurMetier("heure", "Cette heure n’est pas comprise. Écrivez-la ainsi\u00a0: 12:00.")
    return int(heures or 0), int(minutes or 0)


class FormulaireAppel(Formulaire):
    """A call for candidates."""

    version = HiddenField()
    titre = texte("Titre de l’appel", 140, requis=True)
    cahier_des_charges = s.long("Cahier des charges", 20000, rangs=14)
    profil = s.long("Profil attendu", 800)
    eligibles = CasesACocher("Qui peut répondre", choices=choix_de(n.CANDIDATS))
    criteres = FieldList(FormField(s.RangeePoids))
    ouverture_jour = s.jour("Ouverture, le")
    ouverture_heure = StringField("à", [controle(_heure)], render_kw={"placeholder": "08:00"})
    cloture_jour = s.jour("Clôture, le")
    cloture_heure = StringField("à", [controle(_heure)], render_kw={"placeholder": "12:00"})
    jury = s.long("Membres du jury, un par ligne", 3000)
    jury_le = s.jour("Le jury se réunit le")

    def proposer(self) -> None:
        """Offer enough lines to write the criteria on."""
        s.allonger(self.criteres, 6)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            "titre": self.titre.data,
            "cahier_des_charges": self.cahier_des_charges.data,
            "profil": self.profil.data,
            "eligibles": list(self.eligibles.data or []),
            "criteres": s.poids(self.criteres),
            "ouverture": instant(self.ouverture_jour.data, self.ouverture_heure.data or "00:00"),
            "cloture": instant(self.cloture_jour.data, self.cloture_heure.data or "23:59"),
            "jury": s.lignes(self.jury),
            "jury_le": s.lire_jour(self.jury_le),
        }


class FormulaireCandidature(Formulaire):
    """A candidate, and what the jury said."""

    version = HiddenField()
    type = s.liste("Qui répond", n.CANDIDATS)
    projet = texte("Nom du projet", 140, requis=True)
    structure = texte("Structure", 160)
    personne = texte("Personne à joindre", 160)
    courriel = texte("Adresse électronique", 254)
    telephone = texte("Téléphone", 30)
    resume = s.long("Résumé", 1500)
    recue_le = s.jour("Reçue le", requis=True)
    resultat = s.liste("Résultat", n.RESULTATS, "Pas encore décidé")
    rang = entier("Rang", 1, 999)
    motif = s.long("Motif", 600, rangs=3)
    decidee_le = s.jour("Décidée le")
    garder = BooleanField("La personne a demandé que ses coordonnées soient gardées")

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        simples = ("type", "projet", "structure", "personne", "courriel", "telephone", "resume", "motif")
        return {nom: self[nom].data for nom in simples} | {
            "recue_le": s.lire_jour(self.recue_le) or "",
            "resultat": self.resultat.data or None,
            "rang": nombre(self.rang),
            "decidee_le": s.lire_jour(self.decidee_le),
            "garder": bool(self.garder.data),
        }


def saisie_appel(a: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call as the form shows it."""
    ouvre, ferme = (heure_locale(a[c]) if a[c] is not None else None for c in ("ouverture", "cloture"))
    return {
        **{nom: a[nom] for nom in ("titre", "cahier_des_charges", "profil", "eligibles", "version")},
        "criteres": [{"nom": c["nom"], "poids": s.chiffre(c["poids"])} for c in a["criteres"]],
        "ouverture_jour": ouvre and ouvre.date(),
        "ouverture_heure": ouvre.strftime("%H:%M") if ouvre else "",
        "cloture_jour": ferme and ferme.date(),
        "cloture_heure": ferme.strftime("%H:%M") if ferme else "",
        "jury": "\n".join(a["jury"]),
        "jury_le": s.date_de(a["jury_le"]),
    }


def saisie_candidature(c: Mapping[str, Any]) -> dict[str, Any]:
    """Return a candidate as the form shows it."""
    noms = ("type", "projet", "structure", "personne", "courriel", "telephone", "resume", "motif", "garder", "version")
    return {
        **{nom: c[nom] for nom in noms},
        "recue_le": s.date_de(c["recue_le"]),
        "resultat": c["resultat"] or "",
        "rang": s.chiffre(c["rang"]),
        "decidee_le": s.date_de(c["decidee_le"]),
    }
