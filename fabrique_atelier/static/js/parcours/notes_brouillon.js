/** The notes are sent a moment after each change, and on leaving; one send at a time, each on the version the last one gave. */

const PAUSE_MS = 800;
const REPRISE_MS = 5000;
const SANS_RESEAU = "Pas de réseau\u00a0: vos notes seront gardées dès son retour. Ne fermez pas cette page.";
const AUTRE_ECHEC = "Vos notes n’ont pas pu être gardées. Elles restent sur cette page.";
/** @type {Record<number, string>} */
const ECHECS = {
  401: "Votre session est fermée\u00a0: reconnectez-vous dans un autre onglet. Vos notes restent sur cette page.",
  403: "Votre rôle a changé\u00a0: vos notes ne sont plus gardées. Elles restent sur cette page.",
  409: "Vous avez aussi noté cette idée sur un autre appareil. Touchez «\u00a0Garder et finir plus tard\u00a0» pour voir les deux.",
};

/** What the form holds, without what changes by itself. @param {HTMLFormElement} formulaire */
function contenu(formulaire) {
  const corps = new URLSearchParams();
  new FormData(formulaire).forEach((valeur, nom) => {
    if (typeof valeur === "string" && nom !== "version") corps.append(nom, valeur);
  });
  return corps.toString();
}

/** @param {HTMLFormElement} formulaire */
export function garderLesNotes(formulaire) {
  const version = /** @type {HTMLInputElement} */ (formulaire.elements.namedItem("version"));
  const etat = /** @type {HTMLElement} */ (formulaire.querySelector("[data-etat]"));
  const alerte = /** @type {HTMLElement} */ (document.querySelector("[data-alerte]"));
  let garde = contenu(formulaire);
  let enCours = false;
  let fini = false;
  /** @type {HTMLElement | null} */
  let presse = null;
  /** @type {number | undefined} */
  let attente;

  /** @param {string} texte */
  function prevenir(texte) {
    alerte.hidden = !texte;
    alerte.textContent = texte;
  }

  /** @param {number} delai */
  function bientot(delai) {
    window.clearTimeout(attente);
    attente = window.setTimeout(garder, delai);
  }

  /** @param {string} corps */
  function envoyer(corps) {
    return fetch(formulaire.dataset.brouillon || "", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: corps + "&version=" + encodeURIComponent(version.value),
      keepalive: true,
    });
  }

  function garder() {
    const corps = contenu(formulaire);
    if (fini || enCours || corps === garde) return;
    enCours = true;
    envoyer(corps)
      .then((reponse) => (reponse.ok ? reponse.json() : Promise.reject(reponse.status)))
      .then((/** @type {{ version: number, heure: string }} */ r) => {
        garde = corps;
        version.value = String(r.version);
        etat.textContent = "Gardé à " + r.heure + ".";
        prevenir("");
        if (contenu(formulaire) !== garde) bientot(PAUSE_MS);
      })
      .catch((statut) => {
        etat.textContent = "";
        prevenir(ECHECS[Number(statut)] || (typeof statut === "number" ? AUTRE_ECHEC : SANS_RESEAU));
        if (typeof statut !== "number" || statut >= 500) bientot(REPRISE_MS);
      })
      .then(() => {
        enCours = false;
      });
  }

  formulaire.addEventListener("change", () => bientot(100));
  formulaire.addEventListener("input", () => bientot(PAUSE_MS));
  formulaire.addEventListener("focusout", garder);
  formulaire.addEventListener("click", (e) => {
    const bouton = e.target instanceof Element ? e.target.closest("button[type=submit]") : null;
    if (bouton instanceof HTMLElement) presse = bouton;
  });
  // a send on its way would make the form's own version the one of before: it waits for the answer
  formulaire.addEventListener("submit", (e) => {
    if (!enCours) {
      fini = true;
      return;
    }
    e.preventDefault();
    const veille = window.setInterval(() => {
      if (enCours) return;
      window.clearInterval(veille);
      if (presse) presse.click();
      else formulaire.submit();
    }, 50);
  });
  window.addEventListener("online", garder);
  window.addEventListener("pagehide", garder);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") garder();
  });
  // back with the « back » button on a form that was sent: it is read again
  window.addEventListener("pageshow", (e) => {
    if (e.persisted && fini) window.location.reload();
  });
}
