"""The settings of a fabrique: words, notices, alerts, logo, themes; two people at once; nothing from another fabrique."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau import thematiques
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import connecter, fabrique
from tests.outillage.reglages import champs_de, envoi_de_fichier, jpeg, png, webp


class Reglages:
    """The settings of the first fabrique, in one browser."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.racine = f"/equipe/{site.fabrique}/reglages"

    def champs(self, section: str) -> dict[str, Any]:
        """The fields of one section, as shown now."""
        return champs_de(self.site.page(self.racine).text, f"/{section}")

    def poster(self, section: str, **changes: Any) -> Page:
        """Save one section as shown, with these changes (field names without their prefix)."""
        champs = self.champs(section) | {f"{section}-{nom.replace('__', '-')}": v for nom, v in changes.items()}
        return self.site.poster(f"{self.racine}/{section}", champs)

    def stockes(self) -> Any:
        """The row of the fabrique."""
        with lire(self.site.application.moteur) as connexion:
            colonnes = m.Fabrique.__table__
            return connexion.execute(select(colonnes).where(m.Fabrique.id == self.site.fabrique_id)).mappings().one()


@pytest.fixture
def reglages(site: Site) -> Reglages:
    return Reglages(site)


def test_chaque_partie_senregistre(reglages: Reglages) -> None:
    identite = {
        "nom": "La Serre à projets", "structure_porteuse": "Kèpos", "statut_reseau": "appellation", "date_statut": "3/2019",
        "annee_creation": "2019", "etp": "1,25", "competences": ["modeliser", "federer_animer"],
    }  # fmt: skip
    assert reglages.poster("identite", **identite).status_code == 303
    donnees = {"editeur": "Kèpos\n1 rue de l’Essai", "contact_donnees": "Zoé", "conservation_jours": "0"}
    assert reglages.poster("donnees", **donnees).status_code == 303
    assert reglages.poster("alertes", piste="30", en_qualification="").status_code == 303
    stockes = reglages.stockes()
    assert (stockes["date_statut"], stockes["annee_creation"], stockes["etp_centiemes"]) == ("2019-03", 2019, 125)
    assert sorted(stockes["competences"]) == ["federer_animer", "modeliser"]
    assert stockes["conservation_jours"] == 0
    assert stockes["mentions"]["editeur"] == "Kèpos\n1 rue de l’Essai"
    assert (stockes["seuils_alerte"]["piste"], stockes["seuils_alerte"]["en_qualification"]) == (30, 0)
    page = reglages.site.page(reglages.racine).text
    assert 'value="03/2019"' in page
    assert 'value="1,25"' in page
    assert reglages.champs("alertes")["alertes-en_qualification"] == ""


FAUTES = [
    ("identite", "nom", ""), ("identite", "nom", "\u200b"), ("identite", "nom", "n" * 121), ("identite", "date_statut", "31/02/2024"),
    ("identite", "annee_creation", "MMXIX"), ("identite", "annee_creation", "1789"), ("identite", "etp", "-1"), ("identite", "etp", "1,234"),
    ("identite", "statut_reseau", "inventé"), ("identite", "competences", "inventée"), ("donnees", "conservation_jours", "91"),
    ("donnees", "editeur", "é" * 401), ("alertes", "piste", "0"), ("alertes", "piste", "9" * 40),
    ("vocabulaire", "porteur__genre", "n"), ("vocabulaire", "etape_1", "é" * 61),
]  # fmt: skip


def test_un_refus_garde_ce_qui_etait_tape(reglages: Reglages) -> None:
    reglages.poster("identite", structure_porteuse="Kèpos")
    avant = dict(reglages.stockes())
    for section, nom, valeur in FAUTES:
        refus = reglages.poster(section, **({"structure_porteuse": "Gardée <b>"} | {nom: valeur}))
        assert refus.status_code == 400, (section, nom, valeur)
        assert 'role="alert"' in refus.text
        assert f'id="{section}-{nom.replace("__", "-")}' in refus.text
        assert section != "identite" or "Gardée &lt;b&gt;" in refus.text
        assert "is not" not in refus.text
        assert "Not a valid" not in refus.text
    assert dict(reglages.stockes()) == avant


def test_deux_personnes_sur_la_meme_partie(reglages: Reglages) -> None:
    """The second is told, sees both, and saves again; whoever works on another part is not disturbed."""
    reglages.poster("identite", structure_porteuse="Kèpos")
    vus = reglages.champs("identite")
    autre_partie = reglages.champs("donnees")
    assert reglages.poster("identite", nom="Nom de la première").status_code == 303
    adresse = f"{reglages.racine}/identite"
    refus = reglages.site.poster(adresse, vus | {"identite-structure_porteuse": "Structure de la seconde"})
    assert refus.status_code == 400
    assert "pendant que vous l’écriviez" in refus.text
    assert "Enregistré entre-temps\u00a0: «\u00a0Nom de la première\u00a0»" in refus.text
    assert 'value="Structure de la seconde"' in refus.text
    assert reglages.stockes()["structure_porteuse"] == "Kèpos"
    champs = champs_de(refus.text, "/identite") | {"identite-nom": "Nom de la première"}
    assert reglages.site.poster(adresse, champs).status_code == 303
    stockes = reglages.stockes()
    assert (stockes["nom"], stockes["structure_porteuse"]) == ("Nom de la première", "Structure de la seconde")
    donnees = autre_partie | {"donnees-hebergeur": "Ici"}
    assert reglages.site.poster(f"{reglages.racine}/donnees", donnees).status_code == 303


def test_sy01_le_mot_porteur_suit_partout(reglages: Reglages) -> None:
    """domaine.md §4.1 SY01: renamed once, said everywhere; what exports call ``porteur`` stays ``porteur``."""
    mots = {
        "porteur__singulier": "entrepreneur ou entrepreneuse",
        "porteur__pluriel": "entrepreneurs ou entrepreneuses",
    }
    assert reglages.poster("vocabulaire", **mots).status_code == 303
    page = reglages.site.page(reglages.racine).text
    for phrase in (
        "un\u00a0entrepreneur ou entrepreneuse, de l’entrepreneur ou entrepreneuse, les\u00a0entrepreneurs ou entrepreneuses",
        "Entrepreneur ou entrepreneuse à trouver",
        "Étude de faisabilité (entrepreneur ou entrepreneuse)",
        'value="trouver un\u00a0entrepreneur ou entrepreneuse"',
    ):
        assert phrase in page, phrase
    assert "Porteur à trouver" not in page
    stockes = reglages.stockes()
    assert list(stockes["vocabulaire"]) == ["porteur"]
    assert 'name="alertes-porteur_a_trouver"' in page
    # given back: an empty box is the usual word again
    assert reglages.poster("vocabulaire", porteur__singulier="").status_code == 303
    assert reglages.stockes()["vocabulaire"] == {}


def test_partir_des_mots_dun_membre_du_reseau(reglages: Reglages) -> None:
    page = reglages.site.page(f"{reglages.racine}?mots=serre_a_projets").text
    assert 'value="capteur d’idées"' in page
    assert reglages.stockes()["vocabulaire"] == {}
    assert reglages.site.poster(f"{reglages.racine}/vocabulaire", champs_de(page, "/vocabulaire")).status_code == 303
    assert "Inscrite au\u00a0comité de pilotage" in reglages.site.page(reglages.racine).text
    assert reglages.site.page(f"{reglages.racine}?mots=inconnu").status_code == 200


def _envoyer_logo(reglages: Reglages, contenu: bytes, alternative: str = "Logo", **autres: Any) -> Page:
    champs = reglages.champs("logo") | {"logo-logo_alternative": alternative} | autres
    envoi = envoi_de_fichier(champs, "logo-fichier", contenu)
    return lire_page(reglages.site.client.post(f"{reglages.racine}/logo", **envoi))


@pytest.mark.parametrize(("contenu", "genre"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (webp(), "image/webp")])
def test_un_logo(reglages: Reglages, contenu: bytes, genre: str) -> None:
    assert _envoyer_logo(reglages, contenu).status_code == 303
    servi = reglages.site.page(f"/equipe/{reglages.site.fabrique}/logo")
    assert (servi.data, servi.content_type) == (contenu, genre)
    assert servi.headers["X-Content-Type-Options"] == "nosniff"
    assert reglages.poster("logo", logo_alternative="Autre texte").status_code == 303
    assert reglages.stockes()["logo"] == contenu
    champs = reglages.champs("logo") | {"retirer": "1"}
    assert reglages.site.poster(f"{reglages.racine}/logo", champs).status_code == 303
    assert reglages.site.page(f"/equipe/{reglages.site.fabrique}/logo").status_code == 404


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"GIF89a" + b"\0" * 40, "n’est pas une image"),
        (b"\x89PNG\r\n\x1a\n", "n’est pas une image"),
        (jpeg()[:12], "n’est pas une image"),
        (png(5000, 10), "5000"),
        (png(octets=205_000), "trop lourde"),
        (b"<html>", "n’est pas une image"),
    ],
)
def test_un_logo_refuse_dit_pourquoi(reglages: Reglages, contenu: bytes, raison: str) -> None:
    refus = _envoyer_logo(reglages, contenu, "Texte gardé")
    assert refus.status_code == 400
    assert raison in refus.text
    assert 'value="Texte gardé"' in refus.text
    assert reglages.stockes()["logo"] is None


def test_un_logo_demande_un_texte_et_une_taille_raisonnable(reglages: Reglages) -> None:
    assert _envoyer_logo(reglages, png(), alternative="").status_code == 400
    assert _envoyer_logo(reglages, png(octets=3_000_000)).status_code == 413
    visiteur = reglages.site.navigateur()
    envoi = envoi_de_fichier({}, "logo-fichier", png(octets=100_000))
    assert lire_page(visiteur.post(f"{reglages.racine}/logo", **envoi)).status_code == 413


def test_les_thematiques(reglages: Reglages) -> None:
    site, adresse = reglages.site, f"{reglages.racine}/thematiques"
    jeton = reglages.champs("logo")["logo-csrf_token"]

    def geste(nom: str, code: str = "", libelle: str = "") -> int:
        envoi = {"csrf_token": jeton, "geste": nom, "code": code, "libelle": libelle}
        return site.poster(adresse, envoi).status_code

    def liste() -> list[thematiques.Thematique]:
        with lire(site.application.moteur) as connexion:
            return thematiques.lister(connexion, site.fabrique_id)

    assert [t.code for t in liste()] == list(thematiques.GRAINES)
    assert geste("ajouter", libelle="Logement des jeunes") == 303
    assert geste("renommer", "btp_reemploi", "Réemploi") == 303
    assert geste("monter", "logement_des_jeunes") == 303
    assert geste("descendre", "mobilite_inclusive") == 303
    assert geste("monter", "alimentation_durable") == 303
    assert geste("masquer", "funeraire") == 303
    codes = [t.code for t in liste()]
    assert codes[:2] == ["alimentation_durable", "mobilite_inclusive"]
    assert codes[-2:] == ["logement_des_jeunes", "artisanat"]
    assert {t.libelle for t in liste() if not t.active} == {"Funéraire"}
    assert "Réemploi" in {t.libelle for t in liste()}
    for nom, code, libelle in (
        ("ajouter", "", "  "), ("ajouter", "", "é" * 81), ("ajouter", "", "REEMPLOI"), ("renommer", "btp_reemploi", ""),
        ("renommer", "inconnue", "Autre"), ("masquer", "inconnue", ""), ("monter", "inconnue", ""),
    ):  # fmt: skip
        assert geste(nom, code, libelle) == 400, (nom, code, libelle)
    assert geste("effacer") == 404
    assert geste("reprendre") == 303  # nothing: the list is not empty
    assert [t.code for t in liste()] == codes


def test_une_fabrique_davant_les_thematiques_les_reprend(reglages: Reglages) -> None:
    site, adresse = reglages.site, f"{reglages.racine}/thematiques"
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(delete(m.Thematique))
    page = site.page(adresse).text
    assert "Reprendre la liste du réseau" in page
    jeton = champs_de(page)["csrf_token"]
    assert site.poster(adresse, {"csrf_token": jeton, "geste": "reprendre"}).status_code == 303
    page = site.page(adresse).text
    assert "Bien vieillir" in page
    assert "Reprendre la liste du réseau" not in page


def test_chaque_changement_sa_ligne_de_journal_sans_texte(reglages: Reglages) -> None:
    secret = "Texte-que-le-journal-ne-dit-pas"
    reglages.poster("identite", nom=secret, structure_porteuse=secret)
    reglages.poster("vocabulaire", porteur__singulier=secret)
    _envoyer_logo(reglages, png(), secret)
    with lire(reglages.site.application.moteur) as connexion:
        lignes = connexion.execute(select(comptes.EntreeAudit.__table__)).mappings().all()
        assert reglages.site.application.flask.extensions["fabrique"].audit.verifier(connexion).rupture is None
    actions = [ligne["action"] for ligne in lignes]
    assert actions[-3:] == ["fabrique.regler_identite", "fabrique.regler_vocabulaire", "fabrique.regler_logo"]
    assert secret not in str(lignes)


def test_une_autre_fabrique_reste_a_elle(reglages: Reglages) -> None:
    moteur = reglages.site.application.moteur
    ailleurs = fabrique(moteur, "ailleurs")
    etrangere = reglages.site.navigateur(connecter(moteur, {ailleurs: ["administration"]}))
    charge = reglages.site.navigateur(connecter(moteur, {reglages.site.fabrique_id: ["charge_mission"]}))
    champs = reglages.champs("identite")
    avant = dict(reglages.stockes())
    for chemin in (reglages.racine, f"{reglages.racine}/thematiques", f"/equipe/{reglages.site.fabrique}/logo"):
        assert lire_page(etrangere.get(chemin)).status_code == 404
    assert lire_page(charge.get(reglages.racine)).status_code == 403
    for client, attendu in ((etrangere, {400, 404}), (charge, {400, 403})):
        assert lire_page(client.post(f"{reglages.racine}/identite", data=champs)).status_code in attendu
    assert dict(reglages.stockes()) == avant
