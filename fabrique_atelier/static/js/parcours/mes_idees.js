/** « Que deviennent mes idées ? »: under what this phone has left in a séance, the road of each of its cards. */
import { cloner, remplir } from '../composants/dom.js';

/** @typedef {{nom: string, phrase: string, suite: string, reponse: string}} Chemin */
/** @typedef {{texte: string, groupe: string, chemins: Chemin[]}} Carte */

/**
 * Ask for the roads and show them; without an answer the page stays as it was.
 * @param {HTMLElement} ligne the séance's own item
 * @param {string} seance
 * @param {string} jeton
 */
export async function montrerLesChemins(ligne, seance, jeton) {
  const zone = ligne.querySelector('[data-zone=chemins]');
  if (!zone) return;
  try {
    const reponse = await fetch('/api/mes-idees?seance=' + encodeURIComponent(seance), {
      headers: { Authorization: 'Bearer ' + jeton }, cache: 'no-store',
    });
    if (!reponse.ok) return;
    const corps = /** @type {{url: string, cartes: Carte[]}} */ (await reponse.json());
    corps.cartes.filter((c) => c.chemins.length).forEach((c) => zone.append(carte(c)));
  } catch (e) {
    return; // the network is away: the cards are shown, their roads are not
  }
}

/** The page everybody may read, whether or not the key still opens something. @param {HTMLElement} ligne @param {string} seance */
export function lierLaSeance(ligne, seance) {
  const lien = /** @type {HTMLAnchorElement|null} */ (ligne.querySelector('[data-lien=suites]'));
  if (!lien || !/^[0-9a-f-]{36}$/.test(seance)) return;
  lien.href = '/suites/' + seance;
  lien.hidden = false;
}

/** @param {Carte} c @returns {HTMLElement} */
function carte(c) {
  const article = cloner('modele-chemin');
  remplir(article, { texte: '«\u00a0' + c.texte + '\u00a0»', groupe: c.groupe && 'Dans le groupe «\u00a0' + c.groupe + '\u00a0»' });
  const liste = /** @type {HTMLElement} */ (article.querySelector('ul'));
  c.chemins.forEach((x) => {
    const li = document.createElement('li');
    const nom = document.createElement('strong');
    nom.textContent = x.nom + '.';
    li.append(nom, ' ' + [x.phrase, x.suite].filter(Boolean).join(' '));
    if (x.reponse) {
      const p = document.createElement('p');
      p.className = 'chemin__reponse';
      p.dir = 'auto';
      p.textContent = x.reponse;
      li.append(p);
    }
    liste.append(li);
  });
  return article;
}
