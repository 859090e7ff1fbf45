/**
 * The outbox: what has been typed and not yet answered. Pure: time, storage and network come from outside.
 *
 * Order is kept; within one `cle` (a card, a ballot) one command is in flight at a time; a newer ballot replaces an older
 * one that has not left. The same id is sent again until the server answers.
 */

/** @typedef {import('./types.js').Commande} Commande */
/** @typedef {{commande: Commande, cle: string, cree: number, envoye: number, pas_avant: number, rang: number,
 *   depart?: number}} Envoi */

/** No answer for this long: the same id leaves again. */
export const SANS_REPONSE_MS = 5000;

export class FileEnvoi {
  /** @param {Envoi[]} [envois] what a previous life of the page has left */
  constructor(envois = []) {
    /** @type {Envoi[]} */
    this.envois = envois.slice().sort((a, b) => a.rang - b.rang);
    this.envois.forEach((e) => { e.envoye = 0; e.pas_avant = 0; delete e.depart; });
    this.rang = this.envois.reduce((n, e) => Math.max(n, e.rang), 0);
  }

  /**
   * @param {Commande} commande
   * @param {string} cle
   * @param {number} maintenant
   * @returns {{envoi: Envoi, remplaces: Envoi[]}}
   */
  ajouter(commande, cle, maintenant) {
    const remplaces = commande.type === 'voter' ? this.envois.filter((e) => e.cle === cle && !e.envoye) : [];
    this.envois = this.envois.filter((e) => !remplaces.includes(e));
    this.rang += 1;
    const envoi = { commande, cle, cree: maintenant, envoye: 0, pas_avant: 0, rang: this.rang };
    this.envois.push(envoi);
    return { envoi, remplaces };
  }

  /**
   * What must leave now: the first of each key, not in flight or too long without an answer.
   * @param {number} maintenant
   * @returns {Envoi[]}
   */
  aEnvoyer(maintenant) {
    const vues = new Set();
    return this.envois.filter((e) => {
      if (vues.has(e.cle)) return false;
      vues.add(e.cle);
      if (e.pas_avant > maintenant) return false;
      const part = !e.envoye || maintenant - e.envoye >= SANS_REPONSE_MS;
      if (part && !e.depart) e.depart = maintenant;
      return part;
    });
  }

  /** A new connection: everything unanswered leaves again. */
  toutRenvoyer() {
    this.envois.forEach((e) => { e.envoye = 0; delete e.depart; });
  }

  /**
   * @param {import('./types.js').Reponse} reponse
   * @param {number} maintenant
   * @returns {Envoi|null} the command that is over, or null (unknown, or to be sent again later)
   */
  repondre(reponse, maintenant) {
    const envoi = this.envois.find((e) => e.commande.id === reponse.id);
    if (!envoi) return null;
    if (!reponse.ok && reponse.attendre_ms) {
      envoi.envoye = 0;
      delete envoi.depart;
      envoi.pas_avant = maintenant + reponse.attendre_ms;
      return null;
    }
    this.envois = this.envois.filter((e) => e !== envoi);
    return envoi;
  }

  /** @param {string} id */
  enAttente(id) {
    return this.envois.some((e) => e.commande.id === id);
  }
}
