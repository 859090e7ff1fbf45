/** Small tools for screens rendered from templates: text goes in by textContent only, lists update without moving focus. */

/** @param {string} id of a template @returns {HTMLElement} */
export function cloner(id) {
  const modele = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (modele.content.firstElementChild).cloneNode(true));
}

/** @param {string} id @returns {HTMLElement} */
export function parId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * Fill the `data-champ` slots of an element.
 * @param {Element} element
 * @param {Record<string, string>} textes
 */
export function remplir(element, textes) {
  for (const champ of Object.keys(textes)) {
    element.querySelectorAll('[data-champ="' + champ + '"]').forEach((cible) => ecrire(cible, textes[champ]));
  }
}

/** Write a text only if it changes: screen readers and selections stay undisturbed. @param {Element} cible @param {string} texte */
export function ecrire(cible, texte) {
  if (cible.textContent !== texte) cible.textContent = texte;
}

/**
 * Keyed list: existing elements are kept (focus, typing), moved only if their place changed.
 * @template T
 * @param {Element} conteneur
 * @param {T[]} objets
 * @param {(o: T) => string} cle
 * @param {(o: T) => HTMLElement} creer
 * @param {(e: HTMLElement, o: T) => void} mettreAJour
 * @returns {HTMLElement[]} the elements just created
 */
export function lister(conteneur, objets, cle, creer, mettreAJour) {
  /** @type {Map<string, HTMLElement>} */
  const anciens = new Map();
  Array.from(conteneur.children).forEach((e) => anciens.set(/** @type {HTMLElement} */ (e).dataset.cle || '', /** @type {HTMLElement} */ (e)));
  /** @type {HTMLElement[]} */
  const nouveaux = [];
  const voulus = objets.map((objet) => {
    const id = cle(objet);
    let element = anciens.get(id);
    if (element) {
      anciens.delete(id);
    } else {
      element = creer(objet);
      element.dataset.cle = id;
      nouveaux.push(element);
    }
    mettreAJour(element, objet);
    return element;
  });
  anciens.forEach((e) => e.remove());
  let suivant = conteneur.firstElementChild;
  for (const element of voulus) {
    if (element === suivant) suivant = suivant.nextElementSibling;
    else conteneur.insertBefore(element, suivant);
  }
  return nouveaux;
}

/** « 0 idée », « 1 idée », « 2 idées » with a no-break space. @param {number} n @param {string} un @param {string} plusieurs */
export function pluriel(n, un, plusieurs) {
  return n + '\u00a0' + (n > 1 ? plusieurs : un);
}

/** Say something to screen readers, in the page's `role="status"`. @param {string} texte */
export function annoncer(texte) {
  const zone = document.getElementById('annonces');
  if (!zone) return;
  zone.textContent = '';
  setTimeout(() => { zone.textContent = texte; }, 50);
}

/** @param {Element|null} element @param {boolean} visible */
export function montrer(element, visible) {
  if (element) /** @type {HTMLElement} */ (element).hidden = !visible;
}
