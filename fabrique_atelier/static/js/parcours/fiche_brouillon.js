/** The draft: sent a moment after the last keystroke, on leaving a field and on leaving the page; says where it stands. */

import { lacher, remettre, retenir } from "./fiche_retenue.js";

const PAUSE_MS = 2000;
const REPRISE_MS = 5000;

const SANS_RESEAU = "Pas de réseau\u00a0: le brouillon sera gardé dès son retour. Ne fermez pas cette page.";
const AUTRE_ECHEC = "Le brouillon n’a pas pu être gardé. Votre texte reste sur cette page\u00a0: enregistrez la fiche.";
/** @type {Record<number, string>} */
const ECHECS = {
  401: "Votre session est fermée\u00a0: reconnectez-vous dans un autre onglet. Votre texte reste sur cette page.",
  403: "Votre rôle a changé\u00a0: le brouillon n’est plus gardé. Votre texte reste sur cette page.",
};

/** @typedef {{ heure: string, autres: string[], version: number, par: string }} Reponse */

/** What goes to the server: the form as it would be sent. @param {HTMLFormElement} formulaire */
function champsDe(formulaire) {
  /** @type {[string, string][]} */
  const champs = [];
  new FormData(formulaire).forEach((valeur, nom) => {
    if (nom !== "csrf_token" && typeof valeur === "string") champs.push([nom, valeur]);
  });
  return champs;
}

/** @param {string} selecteur @param {string} texte */
function montrer(selecteur, texte) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(selecteur));
  if (!element) return;
  element.hidden = !texte;
  const cible = element.querySelector("[data-presence-texte]") || element;
  if (cible.textContent !== texte) cible.textContent = texte;
}

/** @param {string[]} noms */
function presence(noms) {
  if (!noms.length) return "";
  return noms.join(", ") + (noms.length > 1 ? " écrivent aussi." : " écrit aussi.") + " Rien ne se perdra\u00a0: vos textes seront réunis.";
}

/** @param {HTMLFormElement} formulaire */
export function garderEnBrouillon(formulaire) {
  const adresse = formulaire.dataset.brouillon || "";
  const jeton = /** @type {HTMLInputElement} */ (formulaire.elements.namedItem("csrf_token")).value;
  const version = Number(/** @type {HTMLInputElement} */ (formulaire.elements.namedItem("vue")).value);
  const ouverture = /** @type {HTMLInputElement} */ (formulaire.elements.namedItem("ouverture")).value;
  let connu = formulaire.dataset.connu || "";
  let rang = 0;
  let garde = corps();
  let envoye = false;
  let enCours = false;
  /** @type {number | undefined} */
  let attente;

  function corps() {
    return JSON.stringify(champsDe(formulaire));
  }

  /** @param {number} numero */
  function envoi(numero) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": jeton };
    return { method: "POST", headers, body: JSON.stringify({ rang: numero, champs: champsDe(formulaire) }) };
  }

  /** @param {string} texte */
  function dire(texte) {
    montrer("[data-etat]", texte);
  }

  /** @param {number} delai */
  function bientot(delai) {
    window.clearTimeout(attente);
    attente = window.setTimeout(garder, delai);
  }

  /** @param {Reponse} r */
  function lire(r) {
    dire("Brouillon gardé à " + r.heure + ".");
    montrer("[data-alerte]", "");
    montrer("[data-presence]", presence(r.autres));
    const depuis = r.version > version ? (r.par || "Quelqu’un") + " vient d’enregistrer la fiche. Continuez\u00a0: en enregistrant, vous retrouverez vos deux textes." : "";
    montrer("[data-entretemps]", depuis);
  }

  function garder() {
    const contenu = corps();
    if (envoye || enCours || contenu === garde) return;
    enCours = true;
    dire("Brouillon en cours d’enregistrement…");
    const numero = ++rang;
    fetch(adresse, envoi(numero))
      .then((reponse) => (reponse.ok ? reponse.json() : Promise.reject(reponse.status)))
      .then((r) => {
        garde = contenu;
        connu = ouverture + ":" + numero;
        lire(/** @type {Reponse} */ (r));
        if (corps() !== garde) bientot(PAUSE_MS);
      })
      .catch((statut) => {
        dire("");
        montrer("[data-alerte]", ECHECS[Number(statut)] || (typeof statut === "number" ? AUTRE_ECHEC : SANS_RESEAU));
        if (typeof statut !== "number" || statut >= 500) bientot(REPRISE_MS);
      })
      .then(() => {
        enCours = false;
      });
  }

  /** The page goes away: one last send that outlives it. */
  function partir() {
    const contenu = corps();
    if (envoye || contenu === garde) return;
    garde = contenu;
    rang += 1;
    retenir(formulaire, { champs: champsDe(formulaire), rang, connu });
    fetch(adresse, { ...envoi(rang), keepalive: true }).catch(() => {
      garde = "";
    });
  }

  formulaire.addEventListener("input", () => bientot(PAUSE_MS));
  formulaire.addEventListener("change", () => bientot(PAUSE_MS));
  formulaire.addEventListener("focusout", garder);
  formulaire.addEventListener("submit", () => {
    envoye = true;
    window.clearTimeout(attente);
    lacher(formulaire);
  });
  window.addEventListener("online", garder);
  window.addEventListener("pagehide", partir);
  // back with the « back » button on a form that was sent: it is read again
  window.addEventListener("pageshow", (e) => {
    if (e.persisted && envoye) window.location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") partir();
  });
  remettre(formulaire);
}
