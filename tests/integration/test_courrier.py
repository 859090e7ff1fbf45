"""Outgoing e-mail, against a real server on this machine: what is sent, what never is, and what failing leaves behind."""

from __future__ import annotations

import email
import email.policy
import socket
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fabrique_atelier.socle import courrier
from fabrique_atelier.socle.courrier import Courrier
from tests.outillage.smtp import Boite, boite_aux_lettres, certificat

A = "sam.petit@exemple.invalid"
DE = "Fabrique Atelier <atelier@exemple.invalid>"
SUJET = "Votre invitation à l’atelier\u00a0: bienvenue"
TEXTE = "Bonjour Sam,\n\nVoici votre lien :\nhttps://exemple.invalid/invitation/abc\n.\nÀ bientôt\n"


def message(boite: Boite) -> email.message.EmailMessage:
    (brut,) = boite.messages
    lu = email.message_from_bytes(brut, policy=email.policy.default)
    assert isinstance(lu, email.message.EmailMessage)
    return lu


def test_un_message_part_tel_quel() -> None:
    with boite_aux_lettres() as boite:
        assert Courrier(f"smtp://127.0.0.1:{boite.port}", DE).envoyer(A, SUJET, TEXTE)
    recu = message(boite)
    assert (recu["To"], recu["From"], recu["Subject"]) == (A, DE, SUJET)
    assert recu["Auto-Submitted"] == "auto-generated"
    assert recu["Message-ID"].endswith("@exemple.invalid>")
    lignes = recu.get_content().replace("\r\n", "\n")
    assert lignes.replace("\n..\n", "\n.\n") == TEXTE  # a lone dot is doubled on the way
    assert len(boite.destinataires) == 1


def test_le_chiffrement_offert_est_pris_avant_le_mot_de_passe(tmp_path: Path) -> None:
    serveur, client = certificat(tmp_path)
    with boite_aux_lettres(tls=serveur) as boite:
        smtp = f"smtp://atelier%40exemple:p%3A%2Fss@127.0.0.1:{boite.port}"
        assert Courrier(smtp, DE, client).envoyer(A, SUJET, TEXTE)
    assert boite.chiffres == [True]
    assert boite.identifiants == [(True, "\0atelier@exemple\0p:/ss")]


def test_un_certificat_inconnu_arrete_tout(tmp_path: Path) -> None:
    serveur, _ = certificat(tmp_path)
    with boite_aux_lettres(tls=serveur) as boite, capture_logs() as journal:
        assert not Courrier(f"smtp://u:p@127.0.0.1:{boite.port}", DE).envoyer(A, SUJET, TEXTE)
    assert (boite.messages, boite.identifiants) == ([], [])
    assert [ligne["event"] for ligne in journal] == ["courriel_non_parti"]


def test_jamais_de_mot_de_passe_en_clair_vers_une_autre_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with boite_aux_lettres() as boite:
        smtp = f"smtp://u:p@127.0.0.1:{boite.port}"
        assert Courrier(smtp, DE).envoyer(A, SUJET, TEXTE)
        assert boite.identifiants == [(False, "\0u\0p")]  # on this machine it may be
        monkeypatch.setattr(courrier, "_LOCAUX", frozenset())
        assert not Courrier(smtp, DE).envoyer(A, SUJET, TEXTE)
    assert (len(boite.identifiants), len(boite.messages)) == (1, 1)


@pytest.mark.parametrize(
    ("a", "sujet"),
    [
        (f"{A}\nBcc: lou@exemple.invalid", SUJET),
        (f"{A}\r\nSubject: autre", SUJET),
        (f"{A}, lou@exemple.invalid", SUJET),
        (f"Sam <{A}>", SUJET),
        ("", SUJET),
        ("sam", SUJET),
        (A, "Bonjour\nBcc: lou@exemple.invalid"),
        (A, "Bonjour\r\n\r\ncorps"),
    ],
)
def test_rien_ne_s_injecte_dans_les_entetes(a: str, sujet: str) -> None:
    with boite_aux_lettres() as boite:
        assert not Courrier(f"smtp://127.0.0.1:{boite.port}", DE).envoyer(a, sujet, TEXTE)
    assert (boite.messages, boite.destinataires) == ([], [])


@pytest.mark.parametrize("commande", ["MAIL", "RCPT", "DATA"])
def test_un_refus_du_serveur_est_dit_sans_l_adresse(commande: str) -> None:
    with boite_aux_lettres(refuser=commande) as boite, capture_logs() as journal:
        assert not Courrier(f"smtp://127.0.0.1:{boite.port}", DE).envoyer(A, SUJET, TEXTE)
    assert boite.messages == []
    assert len(journal) == 1
    assert "exemple.invalid" not in str(journal)


def test_un_serveur_absent_ou_muet_n_attend_pas_longtemps(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        ferme = prise.getsockname()[1]
    assert not Courrier(f"smtp://127.0.0.1:{ferme}", DE).envoyer(A, SUJET, TEXTE)
    assert courrier.ATTENTE_S == 10
    monkeypatch.setattr(courrier, "ATTENTE_S", 0.2)
    with boite_aux_lettres(muette=True) as boite, capture_logs() as journal:
        assert not Courrier(f"smtp://127.0.0.1:{boite.port}", DE).envoyer(A, SUJET, TEXTE)
    assert [ligne["event"] for ligne in journal] == ["courriel_non_parti"]


@pytest.mark.parametrize(("smtp", "de"), [(None, DE), ("smtp://127.0.0.1:25", ""), (None, ""), ("", " ")])
def test_sans_reglage_rien_ne_part(smtp: str | None, de: str) -> None:
    reglage = Courrier(smtp, de)
    assert not reglage.configure
    assert not reglage.envoyer(A, SUJET, TEXTE)


def test_un_expediteur_mal_ecrit_est_un_echec_et_non_une_panne() -> None:
    with boite_aux_lettres() as boite:
        for de in ("pas une adresse", "Fabrique <", "a@b\nBcc: c@d", ","):
            assert not Courrier(f"smtp://127.0.0.1:{boite.port}", de).envoyer(A, SUJET, TEXTE)
    assert boite.messages == []
