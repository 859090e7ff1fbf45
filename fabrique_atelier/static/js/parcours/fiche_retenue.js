/**
 * The last words before a page goes: a reload may be answered before the draft has arrived. They are held in this tab, and put
 * back if the server has nothing as recent.
 */

/**
 * `rang` orders what one opening of the form has sent; `connu` is the draft (« opening:rank ») the server was known to hold.
 * @typedef {{ champs: [string, string][], rang: number, connu: string }} Retenu
 */

/** @param {HTMLFormElement} formulaire */
function cle(formulaire) {
  return "fiche:" + (formulaire.dataset.brouillon || "");
}

/** @param {HTMLFormElement} formulaire @param {Retenu} retenu */
export function retenir(formulaire, retenu) {
  try {
    sessionStorage.setItem(cle(formulaire), JSON.stringify(retenu));
  } catch {
    // no room, or forbidden here: the draft on its way is all there is
  }
}

/** @param {HTMLFormElement} formulaire */
export function lacher(formulaire) {
  try {
    sessionStorage.removeItem(cle(formulaire));
  } catch {
    // forbidden here: nothing was kept
  }
}

/** @param {HTMLFormElement} formulaire @returns {Retenu | null} */
function relire(formulaire) {
  try {
    return JSON.parse(sessionStorage.getItem(cle(formulaire)) || "null");
  } catch {
    return null;
  }
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} champ @param {string} valeur */
function poser(champ, valeur) {
  if (champ.value === valeur) return;
  champ.value = valeur;
  champ.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLFormElement} formulaire @param {string[]} noms */
function poserPartenaires(formulaire, noms) {
  const bouton = /** @type {HTMLButtonElement | null} */ (formulaire.querySelector("[data-ajouter]"));
  const lignes = () => /** @type {NodeListOf<HTMLInputElement>} */ (formulaire.querySelectorAll('[name="partenaires_pressentis"]'));
  while (bouton && lignes().length < noms.length) bouton.click();
  lignes().forEach((champ, rang) => poser(champ, noms[rang] || ""));
}

/** Put back what the server had not received when it drew this page. @param {HTMLFormElement} formulaire */
export function remettre(formulaire) {
  const retenu = relire(formulaire);
  lacher(formulaire);
  if (!retenu) return;
  /** @param {string} nom */
  const tous = (nom) => retenu.champs.filter((c) => c[0] === nom).map((c) => c[1]);
  const la = formulaire.dataset.connu || "";
  const [ouverture, rang] = la.split(":");
  const enRetard = ouverture === tous("ouverture")[0] && Number(rang) < retenu.rang;
  if (la !== retenu.connu && !enRetard) return;
  retenu.champs.forEach(([nom, valeur]) => {
    const champ = formulaire.elements.namedItem(nom);
    const texte = champ instanceof HTMLTextAreaElement || champ instanceof HTMLSelectElement || champ instanceof HTMLInputElement;
    if (texte && !["vue", "ouverture", "verbatims", "partenaires_pressentis"].includes(nom)) poser(champ, valeur);
  });
  const cochees = tous("verbatims");
  formulaire.querySelectorAll('[name="verbatims"]').forEach((c) => {
    const caseACocher = /** @type {HTMLInputElement} */ (c);
    caseACocher.checked = cochees.includes(caseACocher.value);
    caseACocher.dispatchEvent(new Event("change", { bubbles: true }));
  });
  poserPartenaires(formulaire, tous("partenaires_pressentis"));
}
