/**
 * One line, one state, one outbox. Screens call `envoyer` and are told of every new state; gaps are caught up, and
 * unanswered commands leave again with the same id.
 */
import { etatVide, reduire, reduirePerso } from '../noyau/reducteur.js';
import { CompteRattrapages, attente, juger } from '../noyau/sequence.js';
import { Expediteur } from './envoi.js';
import { Prise } from './prise.js';

export { nouvelIdentifiant } from './envoi.js';

/** @typedef {import('../noyau/types.js').Changement} Changement */

export class Connexion {
  /**
   * @param {{auth: () => Record<string, any>, surEtat?: (etat: import('../noyau/types.js').Etat, c: Changement[]|null) => void,
   *   surLien?: (lien: string) => void, surPresence?: (p: any) => void, surFin?: (f: {code: string, message: string}) => void,
   *   surRefus?: (r: {code: string, message: string}) => void, surReponse?: (r: any, e: any) => void,
   *   envois?: any[], memoire?: import('./envoi.js').Memoire}} options
   */
  constructor(options) {
    this.options = options;
    this.etat = etatVide();
    this.decalage = 0;
    this.regle = false;
    this.compte = new CompteRattrapages();
    /** @type {any} */
    this.rattrapage = undefined;
    this.prise = new Prise({
      auth: () => this.authentification(),
      surConnecte: () => this.retrouver(),
      surLien: (lien) => this.dire('surLien', lien),
      surRefus: (r) => { this.arreter(); this.dire('surRefus', r); },
      evenements: {
        instantane: (m) => this.recevoir(m, true),
        lot: (m) => this.recevoir(m, false),
        perso: (m) => this.recevoirPerso(m),
        pouls: (m) => { this.regler(m.h); if (m.r > this.etat.revision) this.rattraper(); },
        presence: (m) => this.dire('surPresence', m),
        fin: (m) => { this.arreter(); this.dire('surFin', m); },
      },
    });
    this.expediteur = new Expediteur({
      emettre: (commande) => this.prise.socket.emit('commande', commande),
      envois: options.envois, memoire: options.memoire, surReponse: options.surReponse,
    });
    this.file = this.expediteur.file;
  }

  /** 'connecte' | 'reconnexion' | 'hors_ligne' | 'fini' */
  get lien() {
    return this.prise.lien;
  }

  authentification() {
    const auth = this.options.auth();
    if (this.etat.revision >= 0) auth.depuis = this.etat.revision;
    return auth;
  }

  demarrer() {
    this.prise.ouvrir();
    this.battement = setInterval(() => this.pousser(), 500);
  }

  arreter() {
    clearInterval(this.battement);
    clearTimeout(this.rattrapage);
    this.prise.fermer();
  }

  /** The server's clock, in ms. */
  maintenant() {
    return Date.now() + this.decalage;
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} donnees
   * @param {{id?: string, cle?: string}} [options]
   */
  envoyer(type, donnees, options = {}) {
    const promesse = this.expediteur.ajouter(type, donnees, options);
    this.pousser();
    return promesse;
  }

  pousser() {
    this.prise.veiller();
    if (this.prise.socket.connected && this.expediteur.pousser()) this.prise.relancer();
  }

  retrouver() {
    clearTimeout(this.rattrapage);
    this.rattrapage = undefined;
    this.file.toutRenvoyer();
    this.pousser();
  }

  /** @param {any} message @param {boolean} complet */
  recevoir(message, complet) {
    this.regler(message.h);
    const verdict = complet ? 'appliquer' : juger(this.etat.revision, message);
    if (verdict === 'trou') this.rattraper();
    if (verdict !== 'appliquer') return;
    this.etat = reduire(this.etat, message, complet);
    this.dire('surEtat', this.etat, complet ? null : message.c);
  }

  /** @param {import('../noyau/types.js').MessagePerso} message */
  recevoirPerso(message) {
    if (message.c.length || message.complet) this.etat = reduirePerso(this.etat, message);
    this.expediteur.recevoir(message.a);
    this.dire('surEtat', this.etat, message.complet ? null : message.c);
    this.pousser();
  }

  rattraper() {
    if (this.rattrapage || this.prise.fini) return;
    const suite = this.compte.suivant(this.etat.revision);
    if (suite === 'repartir') {
      // a new connection without `depuis` brings a snapshot, and loses nothing of what is being typed
      this.etat = Object.assign({}, this.etat, { revision: -1 });
      this.prise.relancer();
      return;
    }
    this.rattrapage = setTimeout(() => {
      this.rattrapage = undefined;
      if (suite === 'recharger') location.reload();
      else this.prise.socket.emit('rattraper', { depuis: this.etat.revision >= 0 ? this.etat.revision : null });
    }, suite === 'recharger' ? attente(3, Math.random()) : attente(this.compte.essais - 1, Math.random(), 100));
  }

  /** The least delayed message gives the best estimate of the server's clock. @param {number} h */
  regler(h) {
    const vu = h - Date.now();
    if (!this.regle || vu > this.decalage || this.decalage - vu > 30000) this.decalage = vu;
    this.regle = true;
  }

  /** @param {string} nom @param {...any} valeurs */
  dire(nom, ...valeurs) {
    const ecouter = /** @type {any} */ (this.options)[nom];
    if (ecouter) ecouter(...valeurs);
  }
}
