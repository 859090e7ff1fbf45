/** Scoring one criterion after the other; the notes are kept as they are given. Without this script, all criteria show at once. */

import { garderLesNotes } from "./notes_brouillon.js";

const NOTES = ["0, absent", "1, faible", "2, présent", "3, fort"];

/** @param {ParentNode} racine @param {string} selecteur @returns {HTMLElement} */
function un(racine, selecteur) {
  return /** @type {HTMLElement} */ (racine.querySelector(selecteur));
}

/** @param {string} id @returns {HTMLElement} */
function modele(id) {
  const gabarit = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (gabarit.content.firstElementChild).cloneNode(true));
}

/** The note given, or "" . @param {HTMLElement} critere */
function noteDe(critere) {
  const choisie = /** @type {HTMLInputElement | null} */ (critere.querySelector("input[type=radio]:checked"));
  return choisie ? choisie.value : "";
}

/** @param {HTMLFormElement} formulaire */
function pasAPas(formulaire) {
  const criteres = /** @type {HTMLElement[]} */ ([...formulaire.querySelectorAll("[data-critere]")]);
  const fin = un(formulaire, "[data-recapitulatif]");
  const pages = [...criteres, fin];
  const perles = un(formulaire, "[data-perles]");
  const notes = un(formulaire, "[data-notes]");
  const boutons = un(formulaire, "[data-pas]");
  const avant = /** @type {HTMLButtonElement} */ (un(boutons, "[data-avant]"));
  const apres = /** @type {HTMLButtonElement} */ (un(boutons, "[data-apres]"));
  let ici = 0;

  for (const [rang, critere] of criteres.entries()) {
    const perle = modele("modele-perle");
    un(perle, "button").addEventListener("click", () => aller(rang));
    perles.appendChild(perle);
    const ligne = modele("modele-note");
    un(ligne, "button").textContent = critere.dataset.libelle || "";
    un(ligne, "button").addEventListener("click", () => aller(rang));
    notes.appendChild(ligne);
  }

  function peindre() {
    for (const [rang, critere] of criteres.entries()) {
      const note = noteDe(critere);
      const dit = note ? NOTES[Number(note)] : "à noter";
      const perle = perles.children[rang];
      perle.classList.toggle("pas-a-pas__un--faite", Boolean(note));
      const bouton = un(perle, "button");
      if (rang === ici) bouton.setAttribute("aria-current", "step");
      else bouton.removeAttribute("aria-current");
      un(bouton, "span").textContent = (critere.dataset.libelle || "") + "\u00a0: " + dit;
      const ligne = notes.children[rang];
      un(ligne, "strong").textContent = dit;
      ligne.classList.toggle("recapitulatif__manque", !note);
    }
    for (const [rang, page] of pages.entries()) page.hidden = rang !== ici;
    avant.hidden = ici === 0;
    apres.hidden = ici === criteres.length;
    apres.textContent = ici === criteres.length - 1 ? "Relire et signer" : "Suivant";
  }

  /** @param {number} rang */
  function aller(rang) {
    ici = Math.max(0, Math.min(rang, criteres.length));
    peindre();
    const page = pages[ici];
    page.tabIndex = -1;
    page.focus({ preventScroll: true });
    perles.scrollIntoView({ block: "nearest" });
  }

  avant.addEventListener("click", () => aller(ici - 1));
  apres.addEventListener("click", () => aller(ici + 1));
  formulaire.addEventListener("change", peindre);
  // a link of the summary of errors, at the top
  document.addEventListener("click", (e) => {
    const lien = e.target instanceof Element ? e.target.closest('a[href^="#"]') : null;
    const cible = lien ? document.getElementById(decodeURIComponent((lien.getAttribute("href") || "").slice(1))) : null;
    const rang = cible ? criteres.findIndex((c) => c.contains(cible)) : -1;
    if (rang >= 0) aller(rang);
  });
  perles.hidden = notes.hidden = boutons.hidden = false;
  formulaire.classList.add("evaluation--pas-a-pas");
  const erreur = criteres.findIndex((c) => c.querySelector(".erreur"));
  const premiere = criteres.findIndex((c) => !noteDe(c));
  ici = erreur >= 0 ? erreur : premiere >= 0 ? premiere : criteres.length;
  peindre();
}

const formulaire = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-evaluation]"));
if (formulaire) {
  pasAPas(formulaire);
  garderLesNotes(formulaire);
}
