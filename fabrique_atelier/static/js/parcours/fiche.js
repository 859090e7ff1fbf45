/** Writing the fiche idée: characters counted, lines added, a draft kept as one types. Without this script the page still works. */

import { garderEnBrouillon } from "./fiche_brouillon.js";

const TYPOGRAPHIE = "\u00a0";

/** As the server counts: code points, without the blanks around. @param {string} texte */
function longueur(texte) {
  return Array.from(texte.replace(/\r\n?/g, "\n").trim()).length;
}

/** @param {HTMLFormElement} formulaire */
function compterLesTextes(formulaire) {
  formulaire.querySelectorAll("[data-compte]").forEach((element) => {
    const compte = /** @type {HTMLElement} */ (element);
    const champ = formulaire.elements.namedItem(compte.dataset.compte || "");
    if (!(champ instanceof HTMLTextAreaElement || champ instanceof HTMLInputElement)) return;
    const maximum = Number(champ.dataset.maximum);
    const dire = () => {
      const reste = maximum - longueur(champ.value);
      const pluriel = Math.abs(reste) > 1 ? "s" : "";
      compte.textContent = reste >= 0
        ? "Encore " + reste + TYPOGRAPHIE + "caractère" + pluriel + " sur " + maximum
        : -reste + TYPOGRAPHIE + "caractère" + pluriel + " de trop";
      compte.classList.toggle("compte--trop", reste < 0);
    };
    champ.addEventListener("input", dire);
    dire();
  });
}

/** @param {HTMLFormElement} formulaire */
function compterLesParoles(formulaire) {
  const compte = formulaire.querySelector("[data-compte-paroles]");
  const cases = /** @type {NodeListOf<HTMLInputElement>} */ (formulaire.querySelectorAll('[name="verbatims"]'));
  if (!compte) return;
  const dire = () => {
    const nombre = Array.from(cases).filter((c) => c.checked).length;
    compte.textContent = nombre ? nombre + TYPOGRAPHIE + (nombre > 1 ? "cochées." : "cochée.") : "";
  };
  cases.forEach((c) => c.addEventListener("change", dire));
  dire();
}

/** @param {HTMLFormElement} formulaire */
function ajouterDesLignes(formulaire) {
  const bouton = /** @type {HTMLButtonElement | null} */ (formulaire.querySelector("[data-ajouter]"));
  if (!bouton) return;
  bouton.hidden = false;
  bouton.addEventListener("click", () => {
    const lignes = formulaire.querySelectorAll("[data-ligne]");
    const ligne = /** @type {HTMLElement} */ (lignes[lignes.length - 1].cloneNode(true));
    const champ = /** @type {HTMLInputElement} */ (ligne.querySelector("input"));
    const etiquette = /** @type {HTMLLabelElement} */ (ligne.querySelector("label"));
    const rang = String(lignes.length + 1);
    champ.value = "";
    champ.id = etiquette.htmlFor = "partenaire-" + rang;
    etiquette.textContent = "Partenaire " + rang;
    formulaire.querySelector(".fiche-partenaires")?.insertBefore(ligne, bouton);
    champ.focus();
  });
}

/** Choosing « le mien » by writing in it. @param {HTMLFormElement} formulaire */
function choisirEnEcrivant(formulaire) {
  formulaire.querySelectorAll(".conflit textarea, .conflit input[type=text], .conflit select").forEach((champ) => {
    champ.addEventListener("input", () => {
      const mien = /** @type {HTMLInputElement | null} */ (champ.closest(".conflit__texte")?.querySelector("[type=radio]"));
      if (mien) mien.checked = true;
    });
  });
}

const formulaire = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-fiche]"));
if (formulaire) {
  compterLesTextes(formulaire);
  compterLesParoles(formulaire);
  ajouterDesLignes(formulaire);
  choisirEnEcrivant(formulaire);
  garderEnBrouillon(formulaire);
}
