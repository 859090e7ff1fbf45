"""From a stranger's form to the wall's road, in a browser: no script needed, nothing axe complains of."""

from __future__ import annotations

from fabrique_atelier.reseau.fabriques import premiere
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.outillage import dossiers, mur
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import Atelier, capturer, violations_axe
from tests.outillage.serveur import Serveur


def _mur(serveur: Serveur) -> str:
    """The séance of Moncontour and one territory; return the séance's id."""
    moteur = creer_moteur(serveur.base)
    with ecrire(moteur) as connexion:
        fabrique_id = premiere(connexion, maintenant_ms())
        dossiers.territoire(connexion, fabrique_id)
        seance_id, _ = mur.moncontour(connexion, fabrique_id)
    moteur.dispose()
    return seance_id


def test_de_l_apport_au_chemin(serveur: Serveur, atelier: Atelier) -> None:
    seance_id = _mur(serveur)
    visiteur = atelier.appareil(360, 740)
    visiteur.goto(f"{serveur.url}/apporter/ma-fabrique")
    assert violations_axe(visiteur) == []
    visiteur.get_by_label("Un besoin").check()
    visiteur.get_by_label("En une phrase").fill("Permanence mobile dans 3 villages")
    visiteur.get_by_label("Expliquez").fill("Le mardi")
    visiteur.get_by_role("button", name="Envoyer").click()
    assert "C’est bien reçu" in visiteur.inner_text("main")
    recu = visiteur.url

    equipe = atelier.appareil(1366, 768)
    base = entrer_dans_lequipe(equipe, serveur)
    equipe.goto(f"{base}/a-trier")
    equipe.get_by_role("link", name="Permanence mobile").click()
    assert violations_axe(equipe) == []
    equipe.get_by_label("Moncontour").check()
    equipe.get_by_label("Insertion").check()
    equipe.get_by_label("Réponse à la personne").first.fill("Nous regardons cela.")
    equipe.get_by_role("button", name="Ouvrir un dossier").click()
    equipe.wait_for_url("**/dossiers/*")

    equipe.goto(f"{serveur.url}/suites/{seance_id}")
    equipe.get_by_role("link", name="Promouvoir des idées").click()
    assert violations_axe(equipe) == []
    equipe.get_by_label("Travailler au village").check()
    assert equipe.get_by_label("Titre du dossier").input_value() == "Travailler au village"
    equipe.get_by_label("Moncontour").check()
    equipe.get_by_label("Insertion").check()
    equipe.get_by_role("button", name="Ouvrir un dossier").click()
    equipe.wait_for_url("**/dossiers/*")

    visiteur.goto(recu)
    assert "Nous regardons cela." in visiteur.inner_text("main")
    visiteur.goto(f"{serveur.url}/suites/{seance_id}")
    assert "Idée gardée" in visiteur.inner_text("main")
    assert violations_axe(visiteur) == []
    capturer(visiteur, "suites-parcours-360")
