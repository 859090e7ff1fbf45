/** Accounts: show a password, copy a link, print the recovery codes. Without this script the pages still work. */

import { parId } from "./composants/dom.js";

/** @param {string} selecteur @param {(bouton: HTMLButtonElement) => void} geste */
function brancher(selecteur, geste) {
  document.querySelectorAll(selecteur).forEach((element) => {
    const bouton = /** @type {HTMLButtonElement} */ (element);
    bouton.hidden = false;
    bouton.addEventListener("click", () => geste(bouton));
  });
}

/** @param {HTMLButtonElement} bouton */
function champDe(bouton) {
  return /** @type {HTMLInputElement} */ (parId(bouton.dataset.afficher || bouton.dataset.copier || ""));
}

/** @param {HTMLButtonElement} bouton */
function afficher(bouton) {
  const champ = champDe(bouton);
  const visible = champ.type === "password";
  champ.type = visible ? "text" : "password";
  bouton.setAttribute("aria-pressed", String(visible));
  champ.focus();
}

/** The clipboard wants HTTPS; selecting and copying works everywhere. @param {HTMLButtonElement} bouton */
function copier(bouton) {
  champDe(bouton).select();
  if (!document.execCommand("copy")) return;
  const fait = bouton.dataset.fait || "";
  bouton.textContent = fait;
  parId("annonces").textContent = fait;
}

brancher("[data-afficher]", afficher);
brancher("[data-copier]", copier);
brancher("[data-imprimer]", () => window.print());
// A password goes out as a password: browsers offer to remember only those.
document.querySelectorAll("form").forEach((formulaire) => {
  formulaire.addEventListener("submit", () => {
    formulaire.querySelectorAll('[data-afficher][aria-pressed="true"]').forEach((bouton) => {
      champDe(/** @type {HTMLButtonElement} */ (bouton)).type = "password";
    });
  });
});
