/** Numbered batches: what to do with one, and when to try again. Pure. */

/**
 * The chain `p` → `r` of docs/protocole.md §2.
 *
 * @param {number} maRevision
 * @param {{p?: number, r: number}} message
 * @returns {'ignorer'|'appliquer'|'trou'}
 */
export function juger(maRevision, message) {
  if (message.r <= maRevision) return 'ignorer';
  return (message.p || 0) <= maRevision ? 'appliquer' : 'trou';
}

/**
 * Exponential back-off with full jitter, so that a whole room does not knock at once.
 *
 * @param {number} essai 0 for the first
 * @param {number} hasard in [0, 1[
 * @param {number} [base] ms
 * @param {number} [plafond] ms
 */
export function attente(essai, hasard, base = 500, plafond = 8000) {
  return Math.round(base / 2 + hasard * (Math.min(plafond, base * Math.pow(2, essai)) - base / 2));
}

/** At most three catch-ups for one gap, then one fresh start; after that the page is reloaded rather than looping for ever. */
export const RATTRAPAGES_MAX = 3;

/** Counts catch-ups that brought nothing; a revision that advances clears the count. */
export class CompteRattrapages {
  constructor() {
    this.essais = 0;
    this.revision = -1;
  }

  /**
   * @param {number} revision where the client stands
   * @returns {'rattraper'|'repartir'|'recharger'}
   */
  suivant(revision) {
    if (revision > this.revision) {
      this.revision = revision;
      this.essais = 0;
    }
    this.essais += 1;
    if (this.essais <= RATTRAPAGES_MAX) return 'rattraper';
    return this.essais === RATTRAPAGES_MAX + 1 ? 'repartir' : 'recharger';
  }
}
