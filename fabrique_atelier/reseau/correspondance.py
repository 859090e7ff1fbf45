"""From the columns of somebody's spreadsheet to our fields: guessed from the titles, then settled by the person (F08)."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES, COLLEGES, FORMES, ROLES_PARTENAIRE
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.roles import de_partenaires
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: Field → (what the page calls it, titles that mean it).
CIBLES = {
    "nom": ("Nom du partenaire", "raison sociale|structure|organisation|organisme|nom de la structure|nom du partenaire|partenaire|denomination|nom"),
    "college": ("Collège", "college|categorie|type de structure|type de partenaire|famille|secteur|type"),
    "roles": ("Rôles", "roles|role|role aupres de la fabrique"),
    "forme_juridique": ("Forme juridique", "forme juridique|statut juridique|statut"),
    "siret": ("SIRET", "siret|numero siret|n siret|no siret"),
    "rna": ("RNA", "rna|numero rna|n rna"),
    "est_ess": ("Économie sociale et solidaire (oui, non)", "ess|est ess|economie sociale et solidaire"),
    "droit_de_tirage_annuel": ("Droit de tirage par an", "droit de tirage|droit de tirage annuel|droit de tirage par an"),
    "site_web": ("Site web", "site web|site internet|site|web|url|adresse du site"),
    "adresse": ("Adresse postale", "adresse|adresse postale|rue"),
    "code_insee": ("Code INSEE de la commune", "code insee|insee|code commune|code insee de la commune"),
    "commune": ("Commune", "commune|ville|localite|nom de la commune"),
    "contact.nom": ("Contact\u00a0: nom", "nom du contact|contact|contact nom|nom contact|interlocuteur|referent|nom de famille"),
    "contact.prenom": ("Contact\u00a0: prénom", "prenom|prenom du contact|contact prenom|prenom contact"),
    "contact.fonction": ("Contact\u00a0: fonction", "fonction|poste|fonction du contact|contact fonction|qualite"),
    "contact.courriel": ("Contact\u00a0: adresse électronique", "mail|email|e mail|courriel|adresse mail|adresse email|adresse e mail|adresse electronique|mel"),
    "contact.telephone": ("Contact\u00a0: téléphone", "tel|telephone|portable|mobile|numero de telephone|tel portable|tel fixe"),
    "contact.base_legale": ("Contact\u00a0: base légale", "base legale|base legale rgpd"),
    "contact.source": ("Contact\u00a0: source", "source|origine|source du contact|provenance"),
    "contact.dernier_echange": ("Contact\u00a0: dernier échange", "dernier echange|date du dernier echange|dernier contact|date du dernier contact"),
    "contact.transmissible": ("Contact\u00a0: coordonnées transmissibles (oui, non)", "transmissible|coordonnees transmissibles|accord de transmission"),
}  # fmt: skip
LISTES = {
    "college": COLLEGES,
    "roles": ROLES_PARTENAIRE,
    "forme_juridique": FORMES,
    "contact.base_legale": BASES_LEGALES,
}
#: Other words people write for a value of a list.
_AUTRES_MOTS = {
    "college": {
        "collectivite": "collectivites|collectivite territoriale|collectivite locale|mairie|commune|departement|region|epci|intercommunalite",
        "etat_etablissement_public": "etat|etablissement public|service de l etat|administration",
        "entreprise": "entreprises|entreprise privee|prive|societe",
        "ess": "association|associations|cooperative|cooperatives|mutuelle|fondation|structure de l ess",
        "bailleur_social": "bailleur|bailleurs sociaux|hlm|office hlm",
        "recherche_enseignement": "recherche|enseignement|universite|ecole|enseignement superieur",
        "chambre_consulaire": "chambres consulaires|cci|cma|chambre d agriculture",
        "habitants_citoyens": "habitant|habitants|habitante|citoyen|citoyens|particulier",
        "media": "medias|presse",
        "autre": "autres|divers",
    },
    "roles": {
        "apporteur": "apporteur d idees|apporteurs|apporteur de besoin",
        "financeur": "financeurs|financement",
        "membre_comite": "membre du comite|membre de comite|comite",
        "expert": "experte|experts|expertise",
        "hote": "hote|accueil",
        "porteur": "porteur de projet|porteuse|porteurs",
        "prescripteur": "prescripteurs|prescription",
        "essaimeur": "essaimage|essaimeurs",
    },
    "forme_juridique": {
        "association": "association loi 1901|asso|loi 1901",
        "scop": "scop sa|scop sarl|cooperative de production",
        "scic": "scic sa|scic sarl|societe cooperative d interet collectif",
        "epic_epa": "epic|epa|etablissement public",
        "groupement_collectivites": "epci|communaute de communes|agglomeration|metropole",
    },
    "contact.base_legale": {"mission_interet_public": "mission de service public|interet public"},
}
VALEURS_MAX = 60
_SEPARATEURS = re.compile(r"[,;/|]")


class Correspondance(msgspec.Struct):
    """Everything settled about one file between its arrival and its confirmation."""

    entete: int = 0
    sans_titres: bool = False
    colonnes: dict[str, int] = msgspec.field(default_factory=dict)
    valeurs: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    college: str = "autre"
    base_legale: str = ""
    source: str = ""
    dernier_echange: str = ""
    politique: str = "completer"
    format: str = ""
    avertissements: list[str] = msgspec.field(default_factory=list)
    etape: str = "colonnes"
    bilan: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def a_des_contacts(self) -> bool:
        """Whether a column brings people."""
        return any(c.startswith("contact.") for c in self.colonnes)


def deviner(lignes: list[list[str]]) -> Correspondance:
    """Find the line of titles among the first ones, and what each column means."""
    candidates = [(i, _colonnes(cellules)) for i, cellules in enumerate(lignes[:20]) if any(cellules)]
    candidates = [
        c for n, c in enumerate(candidates) if n == 0 or len(c[1]) > 1
    ]  # one word alone may be somebody's name
    entete, colonnes = max(candidates, key=lambda c: (len(c[1]), -c[0]))
    return Correspondance(entete=entete, colonnes=colonnes)


def _colonnes(titres: list[str]) -> dict[str, int]:
    trouvees: dict[str, int] = {}
    for exacte in (True, False):
        for place, titre in enumerate(titres):
            cible = _cible(cle(titre), exacte=exacte)
            if cible == "nom" and cle(titre) == "nom" and "nom" in trouvees:
                cible = "contact.nom"  # « Structure » and « Nom »: the second is a person
            if cible and place not in trouvees.values():
                trouvees.setdefault(cible, place)
    cles = [cle(t) for t in titres]
    autres = [p for p, c in enumerate(cles) if c != "nom" and _cible(c, exacte=True) == "nom"]
    if autres and cles[trouvees["nom"]] == "nom":
        trouvees.setdefault("contact.nom", trouvees["nom"])
        trouvees["nom"] = autres[0]
    return dict(sorted(trouvees.items(), key=lambda t: t[1]))


def _cible(titre: str, *, exacte: bool) -> str:
    if exacte:
        return next((c for c, (_, mots) in CIBLES.items() if titre in mots.split("|")), "")
    longueurs = {
        cible: max((len(m) for m in mots.split("|") if len(m) > 3 and f" {m} " in f" {titre} "), default=0)
        for cible, (_, mots) in CIBLES.items()
    }
    meilleure = max(longueurs, key=lambda c: longueurs[c])
    return meilleure if longueurs[meilleure] and len(titre.split()) <= 8 else ""


def valeurs_connues(mots: Vocabulaire) -> dict[str, dict[str, str]]:
    """Return what the words of a fabrique stand for, so that its own export comes back without a question."""
    roles = de_partenaires(mots)
    siens = {
        code: (mots.mot(code), mots.mot(code, pluriel=True)) for code in ("apporteur", "porteur") if mots.renomme(code)
    }
    paires = [(dit, code) for code, dits in siens.items() for dit in dits] + [
        (dit, code) for code, dit in roles.items()
    ]
    return {"roles": {cle(dit): code for dit, code in paires}}


def libelles_des_valeurs(cible: str, mots: Vocabulaire) -> dict[str, str]:
    """Return a closed list as the fabrique reads it."""
    return de_partenaires(mots) if cible == "roles" else LISTES[cible]


def titres_de(lignes: list[list[str]], correspondance: Correspondance) -> list[str]:
    """Return the title of each column, « Colonne C » where there is none."""
    largeur = max((len(c) for c in lignes), default=0)
    ecrits = [] if correspondance.sans_titres else lignes[correspondance.entete]
    return [(ecrits[n] if n < len(ecrits) else "") or f"Colonne {_lettre(n)}" for n in range(largeur)]


def _lettre(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def lignes_de_donnees(lignes: list[list[str]], correspondance: Correspondance) -> list[tuple[int, list[str]]]:
    """Return (number in the spreadsheet, cells) of every line that is not empty nor the titles."""
    debut = correspondance.entete + (0 if correspondance.sans_titres else 1)
    return [(n, cellules) for n, cellules in enumerate(lignes[debut:], debut + 1) if any(cellules)]


def cellule(cellules: list[str], place: int | None) -> str:
    """Return a cell as it was meant: without the apostrophe our own exports put before a formula."""
    texte = cellules[place] if place is not None and place < len(cellules) else ""
    return texte[1:] if re.match("'[\\s\u200b]*[=+\\-@＝＋－＠]", texte) else texte


def morceaux(cible: str, texte: str) -> list[str]:
    """Return the values a cell holds: several roles may stand in one."""
    parts = _SEPARATEURS.split(texte) if cible == "roles" else [texte]
    return [p.strip() for p in parts if p.strip()]


def code_de(cible: str, texte: str, correspondance: Correspondance) -> str | None:
    """Return the code of a value of a closed list (« » if the person said to leave it), None if nobody knows."""
    mot = cle(texte)
    explique = correspondance.valeurs.get(cible, {}).get(mot)
    return explique if explique is not None else _DICTIONNAIRES[cible].get(mot)


def inconnues(lignes: list[list[str]], correspondance: Correspondance) -> dict[str, list[tuple[str, int]]]:
    """Return the values of closed lists that nobody has explained yet: field → (value as written, how many lines)."""
    trouvees: dict[str, list[tuple[str, int]]] = {}
    donnees = lignes_de_donnees(lignes, correspondance)
    for cible in LISTES:
        place = correspondance.colonnes.get(cible)
        if place is None:
            continue
        comptes: Counter[str] = Counter()
        ecrites: dict[str, str] = {}
        for _, cellules in donnees:
            for texte in morceaux(cible, cellule(cellules, place)):
                if code_de(cible, texte, correspondance) is None:
                    comptes[cle(texte)] += 1
                    ecrites.setdefault(cle(texte), texte)
        if comptes:
            trouvees[cible] = [(ecrites[mot], n) for mot, n in comptes.most_common()]
    return trouvees


def _dictionnaire(cible: str) -> dict[str, str]:
    mots = {cle(libelle): code for code, libelle in LISTES[cible].items()} | {cle(code): code for code in LISTES[cible]}
    for code, autres in _AUTRES_MOTS.get(cible, {}).items():
        mots |= {cle(autre): code for autre in autres.split("|")}
    return mots


_DICTIONNAIRES = {cible: _dictionnaire(cible) for cible in LISTES}
