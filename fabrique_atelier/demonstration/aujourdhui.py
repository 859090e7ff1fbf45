"""What the demo's fabrique has on its desk today: things to sort, an idea just ready, a committee to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from fabrique_atelier.comite import comites, seances
from fabrique_atelier.comite.ordre_du_jour import NouveauPoint
from fabrique_atelier.comite.seances import NouvelleSeance
from fabrique_atelier.conduite import complements, passages
from fabrique_atelier.demonstration.preparation import qualifier
from fabrique_atelier.demonstration.recits import Idee
from fabrique_atelier.dossier import arrets, besoins, signalements
from fabrique_atelier.dossier.creation import Nouveau
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.promotion import promouvoir_signalement
from fabrique_atelier.dossier.signalements import Recu
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Territoire
from fabrique_atelier.socle.calendrier import jour_local

PERMANENCE = Idee(
    "Permanence mobile dans trois villages",
    [],
    {f"C{n}": note for n, note in enumerate((3, 2, 3, 2, 2, 3, 2, 1, 1, 2), start=1)},
    {
        "besoin_resume": "Les guichets sont loin, et les démarches se font en ligne.",
        "publics": "Les habitantes et habitants de trois villages, d’abord les personnes sans voiture.",
        "solution": "Un camion aménagé vient chaque semaine dans trois villages, avec une personne qui aide aux démarches.",
        "existant": "Une maison France services à vingt kilomètres.",
    },
)
A_TRIER = (
    Recu("Un atelier pour réparer les vélos", "Beaucoup de vélos dorment dans les garages, et personne ne sait les réparer.",
         "idee", "", organisation="Une habitante (fictive)"),
    Recu("Plus de médecin à la rentrée", "Le cabinet ferme en août. Les plus âgés ne savent pas où aller.", "besoin", "",
         organisation="Conseil citoyen (fictif)"),
)  # fmt: skip


@dataclass(slots=True)
class Bureau:
    """The desk of a fabrique. ``equipe``: the accounts of the two people who evaluate."""

    connexion: Connection
    geste: Geste
    cle: bytes
    equipe: tuple[str, str]

    def gestes(self, personne_id: str | None = None) -> Geste:
        """A gesture one millisecond after the last one."""
        g = self.geste
        self.geste = Geste(g.audit, personne_id or self.equipe[0], g.fabrique_id, g.maintenant + 1)
        return self.geste

    def remplir(self, camion: str, navette: str) -> None:
        """Put today’s things on the desk; ``camion``, ``navette``: dossiers of the worked cases left waiting."""
        aujourdhui = jour_local(self.geste.maintenant)
        lieu = self._territoire()
        for recu, il_y_a in zip(A_TRIER, (2, 9), strict=True):
            self._signaler(recu, (aujourdhui - timedelta(days=il_y_a)).isoformat(), lieu)
        self._besoin(lieu, aujourdhui)
        prete = self._permanence(lieu, aujourdhui - timedelta(days=25))
        self._comite(prete, camion, aujourdhui)
        self._repondre(navette)

    def _territoire(self) -> str:
        t = Territoire
        requete = select(t.id).where(t.fabrique_id == self.geste.fabrique_id, t.code_insee == "22153")
        return self.connexion.execute(requete).scalar_one()

    def _signaler(self, recu: Recu, jour: str, lieu: str) -> str:
        complet = Recu(recu.titre, recu.texte, recu.nature, jour, organisation=recu.organisation, territoire_id=lieu,
                       thematiques=["services_aux_personnes"])  # fmt: skip
        return signalements.recevoir(self.connexion, self.gestes(), self.cle, complet)[0]

    def _besoin(self, lieu: str, jour: date) -> None:
        source = {"type": "enquete", "date": f"{jour.year}", "reference": "Questionnaire (fictif)", "note": ""}
        chiffre = {"valeur": "31", "unite": "% des plus de 75 ans", "annee": f"{jour.year - 1}", "source": "fictif"}
        valeurs = {"titre": "Se déplacer quand on n’a plus de voiture", "description": "", "point_de_depart": "besoin",
                   "publics": ["personnes âgées", "jeunes sans permis"], "territoire_id": lieu,
                   "thematiques": ["mobilite_inclusive"], "sources": [source], "ampleur": "", "chiffres": [chiffre],
                   "etat": "confirme"}  # fmt: skip
        besoins.creer(self.connexion, self.gestes(), valeurs)

    def _permanence(self, lieu: str, recue: date) -> str:
        """The signalement of SY03, promoted and ready for the committee."""
        c, titre = self.connexion, PERMANENCE.titre
        recu = Recu(titre, PERMANENCE.textes["solution"], "idee", "", organisation="CAF de démonstration (fictive)")
        signalement_id = self._signaler(recu, recue.isoformat(), lieu)
        lu = signalements.exiger(c, self.geste.fabrique_id, signalement_id)
        nouveau = Nouveau(titre, [], [lieu], ["services_aux_personnes"], recue.isoformat(), recue.isoformat())
        reponse = "Merci. Nous préparons cette idée pour le prochain comité."
        dossier_id = promouvoir_signalement(c, self.gestes(), (lu.id, lu.version), nouveau, reponse)
        qualifier(c, self.gestes, self.equipe, (PERMANENCE, dossier_id, lieu), recue)
        return dossier_id

    def _comite(self, prete: str, camion: str, jour: date) -> None:
        """A session in three weeks, convoked, with the new idea and the one that was put off."""
        c, g = self.connexion, self.geste
        comite = next(x for x in comites.lister(c, g.fabrique_id) if x.type == "engagement")
        prevue = NouvelleSeance(
            (jour + timedelta(days=20)).isoformat(), heure="18:00", lieu="Salle du conseil (lieu fictif)"
        )
        seance_id = seances.preparer(c, self.gestes(), comite.id, prevue)
        for dossier_id, avis in ((prete, "validee"), (camion, "")):
            point = NouveauPoint("G1", dossier_id=dossier_id, recommandation=avis)
            passages.inscrire(c, self.gestes(), seance_id, point, jour.isoformat())
        seances.convoquer(c, self.gestes(), seance_id, jour.isoformat())

    def _repondre(self, navette: str) -> None:
        """The shuttle’s demand was counted; the idea waits for the new transport contract."""
        c, g = self.connexion, self.geste
        lu = exiger(c, g.fabrique_id, navette)
        complements.repondre(
            c, self.gestes(), lu, {0: "Une quarantaine de personnes la prendraient chaque semaine."}, "2018-06-25"
        )
        motif = "Le marché des transports de l’intercommunalité est en cours."
        revue = (jour_local(g.maintenant) + timedelta(days=9)).isoformat()
        arrets.mettre_en_veille(c, self.gestes(), navette, motif, "2018-07-02", revue)
