/** The total of the weights, while they are typed. */

const formulaire = document.querySelector("[data-grille]");
const total = document.querySelector("[data-total]");

function compter() {
  if (!formulaire || !total) return;
  let somme = 0;
  for (const ligne of formulaire.querySelectorAll("fieldset")) {
    const nom = /** @type {HTMLInputElement | null} */ (ligne.querySelector("[name$=-libelle]"));
    const poids = /** @type {HTMLInputElement | null} */ (ligne.querySelector("[name$=-poids]"));
    if (nom && poids && nom.value.trim()) somme += Number(poids.value.trim()) || 0;
  }
  const reste = somme === 100 ? "" : somme < 100 ? "\u00a0: il manque " + (100 - somme) : "\u00a0: " + (somme - 100) + " de trop";
  total.textContent = "Total des poids\u00a0: " + somme + " sur 100" + reste + ".";
  total.classList.toggle("ligne-grille__total--juste", somme === 100);
}

if (formulaire) formulaire.addEventListener("input", compter);
compter();

export {};
