/**
 * What the phone keeps: identity, drafts, outbox. IndexedDB; memory when a private window or an old phone refuses it.
 * Every call resolves: storage must never stop somebody from writing.
 */

const BASE = 'fabrique';
const TABLE = 'clefs';

/** @returns {Promise<IDBDatabase|null>} */
function ouvrir() {
  return new Promise((resoudre) => {
    let demande;
    try {
      demande = indexedDB.open(BASE, 1);
    } catch (e) {
      resoudre(null);
      return;
    }
    demande.onupgradeneeded = () => demande.result.createObjectStore(TABLE);
    demande.onsuccess = () => resoudre(demande.result);
    demande.onerror = () => resoudre(null);
    demande.onblocked = () => resoudre(null);
  });
}

export class Stockage {
  constructor() {
    /** @type {Map<string, any>} */
    this.memoire = new Map();
    this.base = ouvrir();
    /** Whether what is typed survives a reload. */
    this.durable = this.base.then((b) => b !== null);
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(table: IDBObjectStore) => IDBRequest} agir
   * @returns {Promise<any>}
   */
  async executer(mode, agir) {
    const base = await this.base;
    if (!base) return undefined;
    return new Promise((resoudre) => {
      try {
        const transaction = base.transaction(TABLE, mode);
        const demande = agir(transaction.objectStore(TABLE));
        transaction.oncomplete = () => resoudre(demande.result);
        transaction.onerror = transaction.onabort = () => resoudre(undefined);
      } catch (e) {
        resoudre(undefined);
      }
    });
  }

  /** @param {string} cle @returns {Promise<any>} */
  async lire(cle) {
    const valeur = await this.executer('readonly', (t) => t.get(cle));
    return valeur === undefined ? this.memoire.get(cle) : valeur;
  }

  /** @param {string} cle @param {any} valeur */
  async ecrire(cle, valeur) {
    this.memoire.set(cle, valeur);
    await this.executer('readwrite', (t) => t.put(valeur, cle));
  }

  /** @param {string} cle */
  async effacer(cle) {
    this.memoire.delete(cle);
    await this.executer('readwrite', (t) => t.delete(cle));
  }

  /** @param {string} prefixe @returns {Promise<any[]>} */
  async toutes(prefixe) {
    const plage = IDBKeyRange.bound(prefixe, prefixe + '\uffff');
    const lues = await this.executer('readonly', (t) => t.getAll(plage));
    if (lues !== undefined) return lues;
    return Array.from(this.memoire.entries()).filter(([c]) => c.startsWith(prefixe)).map(([, v]) => v);
  }

  /** @param {string} prefixe @returns {Promise<string[]>} */
  async cles(prefixe) {
    const plage = IDBKeyRange.bound(prefixe, prefixe + '\uffff');
    const lues = await this.executer('readonly', (t) => t.getAllKeys(plage));
    if (lues !== undefined) return lues;
    return Array.from(this.memoire.keys()).filter((c) => c.startsWith(prefixe));
  }
}
