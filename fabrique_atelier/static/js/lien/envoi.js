/** Sending commands: the outbox, its promises, and the same id again until the server answers. */
import { FileEnvoi, SANS_REPONSE_MS } from '../noyau/file_envoi.js';

/** @typedef {import('../noyau/types.js').Reponse} Reponse */
/** @typedef {import('../noyau/file_envoi.js').Envoi} Envoi */
/** @typedef {{ranger: (e: Envoi) => void, oter: (id: string) => void}} Memoire */

/** A version 4 UUID; crypto.randomUUID is not available on plain HTTP. */
export function nouvelIdentifiant() {
  const o = crypto.getRandomValues(new Uint8Array(16));
  o[6] = (o[6] & 15) | 64;
  o[8] = (o[8] & 63) | 128;
  const h = Array.from(o, (b) => (b + 256).toString(16).slice(1)).join('');
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
}

export class Expediteur {
  /**
   * @param {{emettre: (c: import('../noyau/types.js').Commande) => void, envois?: Envoi[], memoire?: Memoire,
   *   surReponse?: (r: Reponse, e: Envoi) => void}} options
   */
  constructor(options) {
    this.options = options;
    this.file = new FileEnvoi(options.envois);
    /** @type {Map<string, (r: Reponse) => void>} */
    this.promesses = new Map();
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} donnees
   * @param {{id?: string, cle?: string}} options
   * @returns {Promise<Reponse>}
   */
  ajouter(type, donnees, options) {
    const commande = { id: options.id || nouvelIdentifiant(), type, donnees };
    const { envoi, remplaces } = this.file.ajouter(commande, options.cle || commande.id, Date.now());
    for (const e of remplaces) this.conclure(e, { id: e.commande.id, ok: true });
    if (this.options.memoire) this.options.memoire.ranger(envoi);
    return new Promise((resoudre) => this.promesses.set(commande.id, resoudre));
  }

  /**
   * Emit what must leave now.
   * @returns {boolean} whether the line looks dead: twice the delay without an answer to anything
   */
  pousser() {
    const maintenant = Date.now();
    for (const envoi of this.file.aEnvoyer(maintenant)) {
      envoi.envoye = maintenant;
      this.options.emettre(envoi.commande);
    }
    const plusVieux = this.file.envois.reduce((n, e) => (e.envoye ? Math.min(n, e.depart || maintenant) : n), Infinity);
    return maintenant - plusVieux > 2 * SANS_REPONSE_MS;
  }

  /** @param {Reponse[]} reponses */
  recevoir(reponses) {
    for (const reponse of reponses) {
      const envoi = this.file.repondre(reponse, Date.now());
      if (envoi) this.conclure(envoi, reponse);
    }
  }

  /** @param {Envoi} envoi @param {Reponse} reponse */
  conclure(envoi, reponse) {
    if (this.options.memoire) this.options.memoire.oter(envoi.commande.id);
    const resoudre = this.promesses.get(envoi.commande.id);
    this.promesses.delete(envoi.commande.id);
    if (this.options.surReponse) this.options.surReponse(reponse, envoi);
    if (resoudre) resoudre(reponse);
  }
}
