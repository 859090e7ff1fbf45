"""Every refusal of the live workshop, with its French sentence (what happened, why, what to do)."""

from __future__ import annotations

from fabrique_atelier.socle.erreurs import ErreurMetier

MESSAGES = {
    "commande_invalide": "Cette demande n’a pas la forme attendue. Rechargez la page, puis recommencez.",
    "interdit": "Cette action est réservée à l’équipe d’animation.",
    "seance_inconnue": "Cette séance est introuvable\u00a0: le lien est incomplet ou a été remplacé. Demandez-le à nouveau à l’équipe d’animation.",
    "code_inconnu": "Aucune séance ouverte ne porte ce code. Le code contient 6 caractères, par exemple K7QX4M\u00a0: vérifiez-le sur le tableau.",
    "trop_d_essais": "Trop de codes erronés depuis ce réseau. Scannez le code QR, ou réessayez dans une minute.",
    "trop_d_ecrans": "Vous avez déjà ouvert la séance sur 5\u00a0écrans\u00a0: celui-ci s’est fermé. Continuez sur un autre, ou rechargez cette page.",
    "entree_verrouillee": "L’entrée est fermée pour le moment. Demandez à l’équipe d’animation de la rouvrir, puis réessayez.",
    "seance_pleine": "La séance est complète\u00a0: {capacite}\u00a0personnes sont déjà entrées. Dites-le à l’équipe d’animation.",
    "seance_close": "La séance est terminée\u00a0: on ne peut plus rien ajouter. Le résultat reste lisible.",
    "seance_non_ouverte": "La séance n’est pas encore ouverte. Patientez, ou prévenez l’équipe d’animation.",
    "ecarte": "L’équipe d’animation a fermé votre accès à cette séance. Parlez-lui si c’est une erreur.",
    "entree_fixee": "La séance est déjà ouverte\u00a0: la façon d’y entrer ne change plus. Vous pouvez encore fermer l’entrée depuis la télécommande.",
    "trop_de_tickets": "Une séance compte {maximum}\u00a0tickets au plus. Ajoutez-en moins.",
    "ticket_requis": "Cette séance se rejoint avec un ticket. Demandez le vôtre à l’équipe d’animation, puis scannez son code QR.",
    "ticket_annule": "Ce ticket a été annulé. Demandez-en un autre à l’équipe d’animation.",
    "ticket_deplace": "Votre ticket vient de servir sur un autre téléphone\u00a0: celui-ci n’est plus dans la séance. Pour revenir ici, scannez à nouveau le ticket.",
    "session_finie": "Votre session est fermée, ou votre compte n’anime plus cette séance. Reconnectez-vous pour reprendre la télécommande.",
    "deja_pretee": "Cette télécommande est déjà prêtée. Son lien est sur la page de la séance.",
    "lien_repris": "Cette télécommande n’est plus prêtée\u00a0: l’équipe a repris le lien. Demandez-lui un nouveau lien, ou connectez-vous.",
    "seance_anonymisee": "Cette séance est anonymisée\u00a0: le délai de conservation est passé et les personnes ont été effacées. On ne peut plus la rouvrir\u00a0; son résultat reste lisible.",
    "contribution_inconnue": "Cette idée n’est plus là\u00a0: elle a été retirée ou masquée.",
    "contribution_retiree": "Cette idée a été retirée ou masquée\u00a0: elle ne peut plus changer.",
    "regroupement_inconnu": "Ce groupe d’idées n’existe plus\u00a0: il a été supprimé ou fusionné. Les idées n’ont pas bougé.",
    "phase_inconnue": "Cette étape n’existe pas dans la séance. Rechargez la page.",
    "vote_inconnu": "Ce vote n’existe pas dans la séance. Rechargez la page.",
    "participant_inconnu": "Cette personne n’est pas dans la séance.",
    "id_deja_pris": "Cet identifiant a déjà servi à quelqu’un d’autre. Recommencez.",
    "transition_impossible": "Ce changement n’est pas possible à ce moment de la séance.",
    "trop_vite": "Trop d’envois d’un coup\u00a0: le vôtre est gardé et repartira dans un instant.",
    "occupe": "Le serveur est occupé\u00a0: l’envoi est gardé et repartira dans un instant.",
    "erreur_interne": "Une erreur est survenue de notre côté. Rien n’a été enregistré\u00a0: réessayez.",
    "phase_fermee": "Cette étape est terminée. Votre texte est gardé sur votre téléphone.",
    "texte_vide": "Il n’y a rien à lire dans ce texte. Écrivez quelques mots.",
    "texte_trop_long": "Ce texte est trop long\u00a0: {maximum}\u00a0signes au plus. Raccourcissez-le ou faites-en deux cartes.",
    "quota_atteint": "Vous avez déjà envoyé {maximum}\u00a0idées à cette étape. Retirez-en une pour en écrire une autre.",
    "pas_a_vous": "Vous ne pouvez changer que vos propres idées.",
    "vote_clos": "Le vote est fermé\u00a0: votre dernier choix enregistré compte.",
    "budget_depasse": "Vous avez {budget}\u00a0gommettes en tout. Retirez-en une avant d’en poser une autre.",
    "maximum_par_objet": "On peut poser {maximum}\u00a0gommettes au plus au même endroit.",
    "objet_inconnu": "Un des groupes choisis n’est plus au vote. Vérifiez vos gommettes.",
    "pseudonyme_interdit": "Cette séance est anonyme\u00a0: personne n’y porte de pseudonyme.",
    "trop_de_regroupements": "La séance compte déjà {maximum}\u00a0groupes. Fusionnez-en avant d’en créer un autre.",
    "scission_impossible": "Pour scinder un groupe, choisissez une partie de ses idées\u00a0: au moins une, mais pas toutes.",
    "ordre_perime": "Les groupes ont changé entre-temps. Recommencez le classement.",
    "rien_a_annuler": "Il n’y a rien à annuler.",
    "rien_a_retablir": "Il n’y a rien à rétablir.",
    "vote_sans_objet": "Il n’y a rien sur quoi voter. Formez des groupes d’idées, ou choisissez de voter sur les idées dans les réglages de l’étape.",
    "trop_peu_de_bulletins": "Moins de 5\u00a0bulletins\u00a0: chacun pourrait deviner qui a voté quoi. Confirmez pour montrer quand même le résultat.",
    "trop_tard": "Le délai est passé\u00a0: ce changement n’est plus possible.",
    "phase_commencee": "Cette étape a déjà commencé\u00a0: sa visibilité et sa règle de vote ne changent plus.",
}


def refus(code: str, **valeurs: object) -> ErreurMetier:
    """Return the refusal ``code``, its sentence filled with ``valeurs``."""
    return ErreurMetier(code, MESSAGES[code].format(**valeurs))
