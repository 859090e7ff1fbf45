"""The audit journal in plain French: a sentence per action code; an unknown code is shown as it is."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.comptes.audit import LIEN, LIGNE_DE_COMMANDE, SYSTEME
from fabrique_atelier.comptes.lecture_audit import LigneLue
from fabrique_atelier.reseau.roles import de_personnes
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

ACTEURS = {
    SYSTEME: "Le serveur, de lui-même,",
    LIGNE_DE_COMMANDE: "La ligne de commande",
    LIEN: "Une personne entrée par un lien",
}
PARTIE = "Une personne qui n’a plus de compte"
#: Action code → what comes after the subject.
ACTIONS = {
    "comite.ajouter_membre": "a ajouté un membre à un comité",
    "comite.annuler_deport": "a annulé un déport",
    "comite.avis": "a noté les avis d’un comité sur un point",
    "comite.clore": "a clos un comité",
    "comite.convoquer": "a convoqué une séance de comité",
    "comite.creer": "a créé un comité",
    "comite.decider": "a enregistré une décision de comité",
    "comite.deplacer": "a changé la date ou le lieu d’une séance de comité",
    "comite.deport": "a noté un déport",
    "comite.divergence": "a noté une opinion divergente",
    "comite.inscrire": "a inscrit un point à l’ordre du jour d’un comité",
    "comite.installer": "a nommé qui préside une séance de comité",
    "comite.joindre": "a choisi les documents d’un point",
    "comite.lever_reserve": "a levé une réserve",
    "comite.modifier": "a changé les règles d’un comité",
    "comite.modifier_membre": "a modifié un membre d’un comité",
    "comite.modifier_point": "a modifié un point à l’ordre du jour",
    "comite.ordonner": "a changé l’ordre du jour d’un comité",
    "comite.ouvrir_vote": "a ouvert un vote de comité",
    "comite.prendre_acte": "a fait prendre acte d’un point",
    "comite.preparer": "a préparé une séance de comité",
    "comite.presence": "a noté une présence à un comité",
    "comite.rediger": "a rédigé les notes d’une séance de comité",
    "comite.repondre": "a répondu à une demande de comité",
    "comite.reprendre": "a repris un compte rendu avant sa signature",
    "comite.resumer": "a résumé un point de comité",
    "comite.retirer_membre": "a mis fin au mandat d’un membre de comité",
    "comite.retirer_point": "a retiré un point de l’ordre du jour",
    "comite.signer": "a fait signer un compte rendu de comité",
    "comite.tenir": "a ouvert une séance de comité",
    "comite.valider": "a mis un compte rendu en validation",
    "document.deposer": "a joint un document à un dossier",
    "dossier.ajouter_acteur": "a ajouté un partenaire au collectif d’un dossier",
    "dossier.arreter": "a mis en veille ou abandonné un dossier",
    "dossier.creer": "a ouvert un dossier",
    "dossier.franchir": "a fait avancer un dossier",
    "dossier.fusionner": "a fusionné deux dossiers",
    "dossier.modifier": "a modifié un dossier",
    "dossier.nommer_responsable": "a dit qui suit un dossier",
    "dossier.repondre": "a répondu à une demande de complément",
    "dossier.retirer_acteur": "a retiré un partenaire du collectif d’un dossier",
    "dossier.rouvrir": "a repris un dossier",
    "dossier.scinder": "a scindé un dossier",
    "dossier.utilite": "a dit l’utilité sociale d’une idée",
    "grille.reviser": "a changé la grille de qualification",
    "qualification.commenter": "a expliqué un écart de notes",
    "qualification.noter": "a noté une idée",
    "qualification.ouvrir_tour": "a ouvert un autre tour de notation",
    "qualification.signer": "a signé la grille d’une idée",
    "qualification.signer_evaluation": "a signé son évaluation d’une idée",
    "parcours.regler": "a réglé qui décide, et comment, dans le parcours",
    "compte.accepter": "a accepté son invitation",
    "compte.fermer_autres": "a fermé ses autres connexions",
    "compte.fermer_connexion": "a fermé une de ses connexions",
    "compte.mot_de_passe": "a changé son mot de passe",
    "compte.nom": "a changé son nom",
    "compte.oubli": "a demandé un nouveau mot de passe",
    "compte.totp_active": "a activé le code à usage unique",
    "compte.totp_desactive": "a désactivé le code à usage unique",
    "connexion.code_refuse": "a donné un code à usage unique refusé",
    "connexion.code_secours": "s’est connectée avec un code de secours",
    "connexion.deconnecter": "s’est déconnectée",
    "connexion.fermer": "s’est déconnectée",
    "connexion.ouvrir": "s’est connectée",
    "connexion.refusee": "n’a pas pu se connecter",
    "contact.ajouter": "a ajouté un contact à un partenaire",
    "contact.creer": "a ajouté un contact à un partenaire",
    "contact.modifier": "a modifié un contact",
    "contact.reconfirmer": "a reconfirmé un contact",
    "contact.supprimer": "a supprimé un contact",
    "contacts.expirer": "a supprimé des contacts sans échange depuis trois ans",
    "fabrique.creer": "a créé la fabrique",
    "fabrique.logo": "a changé le logo de la fabrique",
    "fabrique.regler": "a changé des réglages de la fabrique",
    "fiche.enregistrer": "a enregistré une fiche idée",
    "instance.restaurer": "a restauré une sauvegarde",
    "journal.couper": "a effacé les lignes du journal de plus d’un an",
    "journal.exporter": "a exporté le journal",
    "partenaire.creer": "a créé un partenaire",
    "partenaire.exporter": "a exporté les partenaires",
    "partenaire.importer": "a importé un fichier de partenaires",
    "partenaire.modifier": "a modifié un partenaire",
    "partenaire.supprimer": "a supprimé un partenaire",
    "personne.creer": "a créé un compte",
    "personne.desactiver": "a désactivé un compte",
    "personne.inviter": "a invité une personne",
    "personne.reactiver": "a réactivé un compte",
    "personne.reinviter": "a renvoyé une invitation",
    "personne.retirer": "a retiré une personne de la fabrique",
    "personne.roles": "a changé les rôles d’une personne",
    "referentiel.importer": "a importé une liste officielle",
    "seance.anonymiser": "a anonymisé une séance au terme de la durée de conservation",
    "seance.clore": "a clos une séance",
    "seance.creer": "a créé une séance",
    "seance.ecarter": "a écarté un téléphone d’une séance",
    "seance.entree": "a changé le mode d’entrée d’une séance",
    "seance.exporter": "a exporté une séance",
    "seance.masquer": "a masqué une idée",
    "seance.modifier": "a modifié une séance",
    "seance.ouvrir": "a ouvert une séance",
    "seance.preter": "a prêté la télécommande d’une séance",
    "seance.reintegrer": "a laissé revenir un téléphone dans une séance",
    "seance.reprendre": "a repris la télécommande d’une séance",
    "seance.retablir": "a rétabli une idée masquée",
    "seance.rouvrir": "a rouvert une séance",
    "seance.ticket_annuler": "a annulé un ticket d’une séance",
    "seance.tickets": "a ajouté des tickets à une séance",
    "territoire.ajouter": "a ajouté un territoire",
    "territoire.creer": "a créé un territoire",
    "territoire.modifier": "a modifié un territoire",
    "territoire.supprimer": "a supprimé un territoire",
    "thematique.ajouter": "a ajouté une thématique",
    "thematique.deplacer": "a changé l’ordre des thématiques",
    "thematique.masquer": "a masqué une thématique",
    "thematique.montrer": "a montré une thématique",
    "thematique.renommer": "a renommé une thématique",
    "besoin.creer": "a noté un besoin",
    "besoin.modifier": "a modifié un besoin",
    "partenaire.lien": "a donné un lien à un partenaire",
    "seance.promouvoir": "a promu des idées d’une séance",
    "signalement.recevoir": "a apporté une idée ou un besoin",
    "signalement.trier": "a trié un signalement",
    "porteur.appel": "a écrit l’appel à candidatures d’un dossier",
    "porteur.candidature": "a noté une candidature",
    "porteur.convention": "a écrit une convention de transmission",
    "porteur.designer": "a désigné qui porterait un projet",
    "porteur.faisabilite": "a noté une étude de faisabilité",
    "porteur.modifier": "a modifié qui porte un projet",
    "porteur.paquet": "a envoyé un dossier de transmission",
    "porteur.route": "a choisi par quelle voie chercher qui portera un projet",
    "porteur.terminer": "a noté que quelqu’un ne porte plus un projet",
    "benchmark.creer": "a noté une expérience d’ailleurs",
    "benchmark.detacher": "a cessé de se servir d’une expérience d’ailleurs dans un dossier",
    "benchmark.modifier": "a modifié une expérience d’ailleurs",
    "benchmark.rattacher": "s’est servi d’une expérience d’ailleurs dans un dossier",
    "etude.conclure": "a rendu les verdicts d’une étude d’opportunité",
    "etude.ecrire": "a écrit une section d’étude d’opportunité",
    "etude.encadrer": "a écrit le cadre d’une étude d’opportunité",
    "expert.enregistrer": "a noté une question à un expert",
    "preuve.ajouter": "a ajouté une preuve de terrain",
    "preuve.modifier": "a modifié une preuve de terrain",
    "preuve.supprimer": "a retiré une preuve de terrain",
    "suivi.financement": "a noté un financement",
    "suivi.financement_supprime": "a supprimé un financement",
    "suivi.jalon": "a noté un jalon",
    "suivi.jalon_supprime": "a supprimé un jalon",
    "suivi.point": "a noté un point de suivi",
    "suivi.sortie": "a examiné les critères de sortie",
    "zonage.ajouter": "a ajouté un zonage à un territoire",
    "zonage.modifier": "a modifié un zonage",
    "zonage.supprimer": "a supprimé un zonage",
}
#: Detail → how it is told, for one and for several; ``{}`` takes the figure or the codes.
PRECISIONS = {
    "roles": ("rôles\u00a0: {}",) * 2,
    "avant": ("avant\u00a0: {}",) * 2,
    "apres": ("après\u00a0: {}",) * 2,
    "champs": ("champs\u00a0: {}",) * 2,
    "personnes": ("{}\u00a0personne", "{}\u00a0personnes"),
    "nombre": ("{}\u00a0en tout",) * 2,
    "lignes": ("{}\u00a0ligne", "{}\u00a0lignes"),
    "nouveaux": ("{}\u00a0nouveau", "{}\u00a0nouveaux"),
    "crees": ("{}\u00a0créé", "{}\u00a0créés"),
    "modifies": ("{}\u00a0modifié", "{}\u00a0modifiés"),
    "mis_a_jour": ("{}\u00a0mis à jour",) * 2,
    "inchanges": ("{}\u00a0inchangé", "{}\u00a0inchangés"),
    "refuses": ("{}\u00a0refusé", "{}\u00a0refusés"),
    "contacts": ("{}\u00a0contact", "{}\u00a0contacts"),
    "ticket": ("ticket n°\u00a0{}",) * 2,
    "bulletins": ("{}\u00a0bulletin retiré", "{}\u00a0bulletins retirés"),
    "version": ("version\u00a0{}",) * 2,
    "mode": ("entrée\u00a0: {}",) * 2,
    "tickets": ("{}\u00a0ticket", "{}\u00a0tickets"),
}


def phrase(ligne: LigneLue) -> str:
    """Return « Claire Moreau a invité une personne »; with an unknown code, « Claire Moreau · code »."""
    sujet, dite = sujet_de(ligne.acteur, ligne.nom), libelle(ligne.action)
    return f"{sujet} {dite}" if dite != ligne.action else f"{sujet} · {ligne.action}"


def sujet_de(acteur: str, nom: str) -> str:
    """Return who: a name, a machine, or somebody whose account is gone."""
    return nom or ACTEURS.get(acteur, PARTIE)


def libelle(action: str) -> str:
    """Return what was done; a code that has a finer name (``fabrique.regler_identite``) is told by its root."""
    if action.startswith("fabrique.regler_"):
        return ACTIONS["fabrique.regler"]
    return ACTIONS.get(action, action)


def precisions(details: dict[str, Any], mots: Vocabulaire) -> list[str]:
    """Return the details worth reading: figures, roles in the words of the fabrique, names of fields; nothing typed."""
    noms = {code: nom[:1].lower() + nom[1:] for code, nom in de_personnes(mots).items()}
    return [
        PRECISIONS[nom][isinstance(valeur, int) and valeur > 1].format(_valeur(valeur, noms))
        for nom, valeur in details.items()
        if nom in PRECISIONS and valeur not in (None, [], 0)
    ]


def _valeur(valeur: object, noms: dict[str, str]) -> str:
    if isinstance(valeur, list):
        return ", ".join(noms.get(str(v), str(v)) for v in valeur)
    return str(valeur)
