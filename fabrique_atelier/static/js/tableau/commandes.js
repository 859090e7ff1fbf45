/** The discreet bar: pages, pause, theme, full screen. Real buttons, no single-letter shortcut; the theme is remembered. */
import { ecrire, montrer, parId } from '../composants/dom.js';

const THEMES = [['clair', 'Thème clair'], ['sombre', 'Thème sombre'], ['contraste', 'Contraste renforcé']];
const TOUR_MS = 12000;

/**
 * @param {() => void} rendre
 * @param {() => number} revision the last revision received
 */
export function creerCommandes(rendre, revision) {
  const racine = document.documentElement;
  const etat = { page: 0, pages: 1, enPause: false, tourne: 0, jusqua: Infinity };

  function theme(/** @type {number} */ indice) {
    racine.dataset.theme = THEMES[indice][0];
    ecrire(parId('theme'), THEMES[(indice + 1) % THEMES.length][1]);
    parId('theme').dataset.indice = String(indice);
    try { localStorage.setItem('theme-tableau', THEMES[indice][0]); } catch (e) { /* private window: the choice lasts as long as the page */ }
  }

  let garde = null;
  try { garde = localStorage.getItem('theme-tableau'); } catch (e) { garde = null; }
  theme(Math.max(0, THEMES.findIndex((t) => t[0] === garde)));

  parId('theme').onclick = () => theme((Number(parId('theme').dataset.indice) + 1) % THEMES.length);
  parId('plein-ecran').onclick = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (racine.requestFullscreen) racine.requestFullscreen();
  };
  parId('pause').onclick = () => {
    etat.enPause = !etat.enPause;
    etat.jusqua = etat.enPause ? revision() : Infinity;
    parId('pause').setAttribute('aria-pressed', String(etat.enPause));
    ecrire(parId('pause'), etat.enPause ? 'Reprendre les nouveautés' : 'Mettre en pause les nouveautés');
    rendre();
  };
  const tourner = (/** @type {number} */ sens) => {
    etat.page = (etat.page + sens + etat.pages) % etat.pages;
    etat.tourne = Date.now();
    rendre();
  };
  parId('page-avant').onclick = () => tourner(-1);
  parId('page-apres').onclick = () => tourner(1);
  document.addEventListener('keydown', (e) => {
    if (e.key === 'ArrowRight' || e.key === 'PageDown') tourner(1);
    if (e.key === 'ArrowLeft' || e.key === 'PageUp') tourner(-1);
  });
  setInterval(() => { if (etat.pages > 1 && !etat.enPause && Date.now() - etat.tourne > TOUR_MS) tourner(1); }, 1000);

  let repos = 0;
  const eveiller = () => {
    document.body.classList.add('eveille');
    clearTimeout(repos);
    repos = window.setTimeout(() => document.body.classList.remove('eveille'), 3000);
  };
  for (const signal of ['mousemove', 'keydown', 'touchstart']) document.addEventListener(signal, eveiller, { passive: true });
  eveiller();

  return {
    etat,
    /** Say how many pages there are; `derniere` brings the newest cards to the front. @param {number} pages @param {boolean} [derniere] */
    paginer(pages, derniere) {
      // pages that have just appeared are read from the first, for a whole turn
      if (pages > 1 && etat.pages === 1) {
        etat.page = 0;
        etat.tourne = Date.now();
      }
      etat.pages = Math.max(1, pages);
      if (derniere) {
        etat.page = etat.pages - 1;
        etat.tourne = Date.now();
      }
      etat.page = Math.min(etat.page, etat.pages - 1);
      ecrire(parId('pages'), 'Page ' + (etat.page + 1) + ' sur ' + etat.pages);
      for (const id of ['pages', 'page-avant', 'page-apres']) montrer(parId(id), etat.pages > 1);
      return etat.page;
    },
  };
}
