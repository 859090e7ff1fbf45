"""The worked cases carried from their séance to the activity (``domaine.md`` §5), by the use-cases the screens call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.comite.comites import NouveauComite
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.conduite import passages
from fabrique_atelier.demonstration import recits, seances_comite
from fabrique_atelier.demonstration.preparation import qualifier
from fabrique_atelier.demonstration.recits import Idee, Recit, document
from fabrique_atelier.demonstration.seances_comite import PointDemo, decision_de
from fabrique_atelier.dossier import (
    acteurs,
    documents,
    promotion,
)
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.promotion import Choix
from fabrique_atelier.etude import benchmarks, etudes, preuves, sections
from fabrique_atelier.porteur import appels, conventions, faisabilite, paquets, porteurs, recherche
from fabrique_atelier.reseau import territoires
from fabrique_atelier.reseau.cog import cog
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Territoire
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.seance.models import Regroupement
from fabrique_atelier.socle.calendrier import debut_du_jour
from fabrique_atelier.suivi import financements, jalons

SUIVI_MEMBRES = 4
#: What each of the demo’s organisations brings to a project.
ROLES_DU_COLLECTIF = (
    "met un local à disposition",
    "finance l’étude",
    "mobilise ses membres",
    "conseille",
    "teste le service",
)


@dataclass(slots=True)
class Conduite:
    """One case being carried. ``equipe``: the accounts of the two people who evaluate; ``paquet`` draws the hand-over file."""

    connexion: Connection
    geste: Geste
    recit: Recit
    seance_id: str
    equipe: tuple[str, str]
    comite_id: str
    paquet: Callable[[Connection, str], str]
    suivi_id: str | None = None
    dossiers: list[str] = field(default_factory=list)

    def jouer(self) -> list[str]:
        """Carry every idea of the case as far as the document tells; return the dossiers, the main one first."""
        self.promouvoir()
        for idee, dossier_id in zip(self.recit.idees, self.dossiers, strict=True):
            self.qualifier(idee, dossier_id)
        self.engager()
        self.etudier(self.dossiers[0])
        self.transmettre(self.dossiers[0])
        self.lancer(self.dossiers[0])
        return self.dossiers

    def gestes(self, personne_id: str | None = None) -> Geste:
        """A gesture one millisecond after the last one."""
        self.geste = Geste(
            self.geste.audit, personne_id or self.equipe[0], self.geste.fabrique_id, self.geste.maintenant + 1
        )
        return self.geste

    def promouvoir(self) -> None:
        """One dossier per idea, from its clusters."""
        r = Regroupement
        siens = self.connexion.execute(select(r.repere, r.id).where(r.seance_id == self.seance_id))
        groupes = {x.repere: x.id for x in siens}
        lieu, jour = self._territoire(), self.recit.cas.seance["date"]
        for idee in self.recit.idees:
            choix = Choix(
                self.seance_id,
                idee.titre,
                regroupements=[groupes[g] for g in idee.groupes],
                territoires=[lieu],
                thematiques=self.recit.suite["thematiques"],
            )
            self.dossiers.append(promotion.promouvoir(self.connexion, self.gestes(), choix, jour))

    def _territoire(self) -> str:
        genre, code = self.recit.suite["territoire"]
        t = Territoire
        deja = select(t.id).where(t.fabrique_id == self.geste.fabrique_id, t.code_insee == code)
        trouve = self.connexion.execute(deja).scalar()
        lieu = territoires.fiche_du_cog(cog(), genre, code)
        if trouve is None and lieu is not None:
            trouve = territoires.ajouter(self.connexion, self.gestes(), lieu)
        if trouve is None:
            raise LookupError(code)
        return trouve

    def qualifier(self, idee: Idee, dossier_id: str) -> None:
        """Fiche, two blind evaluations, a signed grid: the idea is ready before the committee."""
        seance = date.fromisoformat(self.recit.cas.seance["date"])
        qualifier(self.connexion, self.gestes, self.equipe, (idee, dossier_id, self._territoire()), seance)

    def engager(self) -> None:
        """The session of the committee, with the decisions of the document."""
        tenue, jour = self.recit.suite["comite"], self.recit.cas.comite["date"]
        points = [
            PointDemo(
                self.dossiers[brute["fiche"]],
                "G1",
                decision_de("G1", jour, brute),
                Totaux(**brute["avis"]) if "avis" in brute else None,
                brute.get("deport", ""),
            )
            for brute in tenue["points"]
        ]
        presents = self.recit.cas.comite["presents"]
        seances_comite.tenir(self.connexion, self.gestes, self.comite_id, jour, points, presents)
        for brute in tenue["points"]:
            levees = [x for x in brute.get("reserves", []) if len(x) > 3]
            if levees:
                seances_comite.lever_les_reserves(self.connexion, self.gestes, self.dossiers[brute["fiche"]], levees)

    def etudier(self, dossier_id: str) -> None:
        """The étude d’opportunité from its launch to its committee; a porteur validated ahead of time meanwhile."""
        c, e = self.connexion, self.recit.suite["etude"]
        if self.recit.suite["comite"]["type"] == "engagement":
            nouveau = NouveauComite("suivi", f"Comité de suivi – {self.recit.idees[0].titre}"[:120], ("G2", "G3", "G4"),
                                    dossier_id=dossier_id)  # fmt: skip
            self.suivi_id = seances_comite.composer(c, self.gestes, nouveau, SUIVI_MEMBRES, e["debut_le"][:4])
        cadre = {"responsable": "Équipe de la fabrique", "debut": self.recit.cas.etude["debut"], "mode": e["mode"]}
        etudes.encadrer(c, self.gestes(), dossier_id, 0, cadre)
        for financeur, categorie in e["financement"]:
            financements.ajouter(c, self.gestes(), dossier_id, _financement(financeur, categorie))
        for partenaire_id, role in zip(seances_comite.organisations(c, self.gestes()), ROLES_DU_COLLECTIF, strict=True):
            acteurs.ajouter(c, self.gestes(), dossier_id, partenaire_id, role, e["debut_le"][:4])
        passages.franchir(c, self.gestes(), dossier_id, "T6", e["debut_le"])
        for code, texte in e["sections"].items():
            sections.ecrire(c, self.gestes(), dossier_id, code, 0, texte)
        for brute in e["preuves"]:
            preuves.ajouter(c, self.gestes(), dossier_id, brute)
        for brute in e["benchmarks"]:
            benchmarks.creer(c, self.gestes(), _experience(brute), dossier_id)
        if self.recit.suite["anticipe"]:
            self.designer(dossier_id)
            self._comite("G3", dossier_id, self.recit.suite["g3"])
            self.convenir(dossier_id)
        lue = etudes.lire(c, dossier_id)
        fin = {n: getattr(lue, n) for n in etudes.CADRE} | {"fin_reelle": self.recit.cas.etude["fin"]}
        etudes.encadrer(c, self.gestes(), dossier_id, lue.version, fin)
        etudes.conclure(c, self.gestes(), dossier_id, lue.version + 1, _verdicts(self.recit.cas.etude))
        documents.deposer(c, self.gestes(), dossier_id, "etude", "etude-opportunite.pdf", document())
        passages.franchir(c, self.gestes(), dossier_id, "T7", e["rendue_le"])
        self._comite("G2", dossier_id, self.recit.suite["g2"])

    def transmettre(self, dossier_id: str) -> None:
        """Find the porteur by its route, sign, hand over."""
        suite = self.recit.suite
        if not suite["anticipe"]:
            if "appel" in suite:
                self.appeler(dossier_id)
            self.designer(dossier_id)
            route = "T9" if "appel" in suite else "T8a"
            passages.franchir(
                self.connexion, self.gestes(), dossier_id, route, suite.get("appel", {}).get("jury", suite["g2"])
            )
            self._comite("G3", dossier_id, suite["g3"])
            self.convenir(dossier_id)
        passages.franchir(self.connexion, self.gestes(), dossier_id, "T10", suite["transmise_le"])

    def appeler(self, dossier_id: str) -> None:
        """The call: opened, closed, judged; the candidates as the document counts them."""
        c, brut, jury = self.connexion, self.recit.cas.appel, self.recit.suite["appel"]["jury"]
        recherche.choisir(c, self.gestes(), dossier_id, recherche.Recherche("appel_candidatures"))
        criteres = ("Ancrage dans l’économie sociale et solidaire", "Impact social et environnemental", "Cohérence du projet",
                    "Capacité à mobiliser")  # fmt: skip
        donnees = {"titre": brut["nom"], "cahier_des_charges": "Porter la conserverie mutualisée étudiée par la fabrique.",
                   "profil": "", "eligibles": ["association", "collectif_informel", "personne_physique"],
                   "criteres": [{"nom": x, "poids": 25} for x in criteres], "jury": ["Jury de la promotion 1 (fictif)"],
                   "ouverture": _instant(brut["ouverture"]), "cloture": _instant(brut["cloture"]), "jury_le": jury}  # fmt: skip
        appel_id = appels.enregistrer(c, self.gestes(), dossier_id, (None, 0), donnees)
        passages.franchir(c, self.gestes(), dossier_id, "T8b", brut["ouverture"])
        appel = appels.present(c, dossier_id)
        if appel is None:
            raise LookupError(appel_id)
        resultats = [r for nom, n in brut["repartition"].items() for r in [_RESULTATS[nom]] * n]
        for n, resultat in enumerate(resultats, start=1):
            appels.inscrire(c, self.gestes(), appel, (None, 0), _candidature(n, resultat, jury))
        documents.deposer(c, self.gestes(), dossier_id, "jury", "compte-rendu-jury.pdf", document())

    def designer(self, dossier_id: str) -> None:
        """Name the porteur, with its letter."""
        c, p = self.connexion, self.recit.suite["porteur"]
        if p["route"] != "appel_candidatures":
            recherche.choisir(c, self.gestes(), dossier_id, recherche.Recherche(p["route"]))
        vide = dict.fromkeys(("partenaire_id", "candidature_id", "personne_id")) | {"personnes": []}
        donnees = vide | p | {"colleges": [{"nom": x, "poids": None} for x in p["colleges"]]}
        porteurs.designer(c, self.gestes(), dossier_id, donnees)
        documents.deposer(c, self.gestes(), dossier_id, "lettre_intention", "lettre-intention.pdf", document())

    def convenir(self, dossier_id: str) -> None:
        """Both signatures on the day of the document, and the package sent."""
        c, jour = self.connexion, self.recit.suite["convention"]
        porteur = porteurs.present(c, dossier_id)
        if porteur is None:
            raise LookupError(dossier_id)
        donnees = {"parties": ["La fabrique", porteur.nom], "objet": "Transmission du projet étudié par la fabrique.",
                   "elements": ["fiche", "grille", "etude", "benchmark", "decisions", "contributions"], "droits": "CC BY-SA",
                   "accompagnement_mois": 12, "accompagnement": "Un point par trimestre.", "engagements": [],
                   "clause_retour": True, "clause_texte": "Le projet revient à la fabrique si la structure renonce.",
                   "signee_fabrique": jour, "signee_porteur": jour}  # fmt: skip
        conventions.enregistrer(c, self.gestes(), porteur, (None, 0), donnees)
        convention = conventions.avec(c, porteur)
        if convention is None:
            raise LookupError(dossier_id)
        envoi = paquets.Envoi(jour, porteur.nom, self.paquet(c, dossier_id))
        paquets.envoyer(c, self.gestes(), convention, envoi)

    def lancer(self, dossier_id: str) -> None:
        """Étude de faisabilité by the porteur, G4, milestones of the document, first activity."""
        c, suite = self.connexion, self.recit.suite
        for piece, nom in (("faisabilite", "etude-faisabilite.pdf"), ("business_plan", "business-plan-social.pdf")):
            documents.deposer(c, self.gestes(), dossier_id, piece, nom, document())
        faisabilite.noter(
            c,
            self.gestes(),
            dossier_id,
            porteurs.present(c, dossier_id),
            faisabilite.FaisabiliteLue(deposee_le=suite["g4"]),
        )
        self._comite("G4", dossier_id, suite["g4"])
        for quand, libelle, source in self.recit.cas.jalons:
            jalon = {"type": recits.type_de_jalon(libelle), "libelle": libelle[:140], "prevu": None, "reel": quand,
                     "source": recits.source_en_clair(source), "fiabilite": "certaine" if source.startswith(("S", "P")) else "estimee",
                     "public": True}  # fmt: skip
            jalons.ajouter(c, self.gestes(), dossier_id, jalon)
        passages.franchir(c, self.gestes(), dossier_id, "T11", suite["lancee_le"], suite["lancement"])

    def _comite(self, porte: str, dossier_id: str, jour: str) -> None:
        """A positive decision of the body that holds the gate."""
        motif, reponse = _SUITES[porte]
        decision = Decision(porte, "validee", jour, motif=motif, reponse_publique=reponse)
        presents = SUIVI_MEMBRES if self.suivi_id else self.recit.cas.comite["presents"]
        point = PointDemo(dossier_id, porte, decision, Totaux(favorable=presents))
        seances_comite.tenir(self.connexion, self.gestes, self.suivi_id or self.comite_id, jour, [point], presents)


_SUITES = {
    "G2": (
        "L’étude répond aux quatre questions.",
        "L’étude est finie : le projet peut se faire. Nous cherchons qui va le porter.",
    ),
    "G3": ("Le portage proposé est solide.", "Nous savons qui va porter le projet."),
    "G4": ("L’étude de faisabilité et le budget tiennent.", "Tout est prêt : l’activité va ouvrir."),
}
_RESULTATS = {"retenue": "retenu", "refus_prochaine_vague": "refus_prochaine_vague",
              "refus_accompagnement": "refus_accompagnement", "ineligible": "ineligible"}  # fmt: skip


def _financement(financeur: str, categorie: str) -> dict[str, Any]:
    vide = dict.fromkeys(financements.CHAMPS, "") | dict.fromkeys(financements.MONTANTS)
    return vide | {"beneficiaire": "etude", "partenaire_id": None, "financeur": financeur, "categorie": categorie,
                   "nature": "subvention_projet", "etat": "accorde", "annees": []}  # fmt: skip


def _experience(brute: dict[str, Any]) -> dict[str, Any]:
    chiffres = [
        {"libelle": libelle, "valeur": v, "annee": "", "source": brute["source"]} for libelle, v in brute["chiffres"]
    ]
    return {"nom": brute["nom"], "lieu": brute["lieu"], "pays": "France", "type": brute["type"], "chiffres": chiffres,
            "en_quoi_inspirant": brute["inspirant"], "transferabilite": brute["transferabilite"],
            "source": brute["source"]}  # fmt: skip


def _verdicts(etude: dict[str, str]) -> dict[str, Any]:
    """« V1 réponse au besoin : valide ; … » → V1: valide, …; the conclusion as its code."""
    lus = {x.split()[0]: x.rsplit(":", 1)[1].strip() for x in etude["verdicts"].split(";")}
    return {"verdicts": lus, "verdicts_notes": {}, "conclusion": cle(etude["conclusion"]).replace(" ", "_")}


def _candidature(n: int, resultat: str, jury: str) -> dict[str, Any]:
    rang = None if resultat == "ineligible" else n
    return {"type": "collectif_informel" if n == 1 else "association", "projet": f"Projet {n} (fictif)",
            "structure": "Collectif de la conserverie (fictif)" if n == 1 else f"Structure {n} (fictive)", "personne": "",
            "courriel": "", "telephone": "", "resume": "", "recue_le": "2020-02-20", "resultat": resultat, "rang": rang,
            "motif": "Décision du jury.", "decidee_le": jury, "garder": False}  # fmt: skip


def _instant(jour: str) -> int:
    return debut_du_jour(date.fromisoformat(jour))
