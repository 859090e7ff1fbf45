/** Two things that outlive a redraw: the note on a card somebody else has moved, and where the focus must go. */
import { annoncer } from '../composants/dom.js';

export const NOTE_MS = 8000;
const FOCUS_MS = 4000;

export class Reperes {
  /** @param {() => void} demanderRendu */
  constructor(demanderRendu) {
    this.demanderRendu = demanderRendu;
    /** @type {Map<string, number>} */
    this.notes = new Map();
    /** @type {{cle: string, action: string, jusqua: number} | null} */
    this.focus = null;
  }

  /** « déplacée entre-temps ». @param {string} id */
  noter(id) {
    this.notes.set(id, Date.now() + NOTE_MS);
    annoncer('Une carte a été déplacée entre-temps par quelqu’un d’autre.');
    setTimeout(this.demanderRendu, NOTE_MS + 50);
    this.demanderRendu();
  }

  /** @param {string} id */
  note(id) {
    return (this.notes.get(id) || 0) > Date.now();
  }

  /** @param {string} cle @param {string} action */
  viser(cle, action) {
    this.focus = { cle, action, jusqua: Date.now() + FOCUS_MS };
  }

  /** What has the focus in the zone, so that a redraw which recreates it elsewhere can give it back. @param {HTMLElement} zone */
  tenir(zone) {
    const ici = /** @type {HTMLElement | null} */ (document.activeElement);
    const ligne = ici && zone.contains(ici) ? /** @type {HTMLElement | null} */ (ici.closest('[data-cle]')) : null;
    const action = ici && ici.dataset.action;
    return () => {
      if (!this.focus && ligne && action && document.activeElement === document.body) this.viser(ligne.dataset.cle || '', action);
    };
  }

  /** Give the focus to what was aimed at, as soon as it exists. @param {HTMLElement} zone */
  rendreFocus(zone) {
    if (!this.focus) return;
    const { cle, action, jusqua } = this.focus;
    const bouton = /** @type {HTMLElement | null} */ (zone.querySelector(`[data-cle="${cle}"] [data-action=${action}]`));
    if (bouton) bouton.focus();
    if (bouton || jusqua < Date.now()) this.focus = null;
  }
}
