/**
 * The line to the server: one socket, one state, one outbox. Screens call `envoyer` and are told of every new state.
 * Reconnects with jitter, catches up on any gap, sends unanswered commands again with the same id.
 */
import { io } from '../../vendor/socket.io.esm.min.js';
import { FileEnvoi, SANS_REPONSE_MS } from '../noyau/file_envoi.js';
import { etatVide, reduire, reduirePerso } from '../noyau/reducteur.js';
import { CompteRattrapages, attente } from '../noyau/reprise.js';
import { juger } from '../noyau/sequence.js';

/** @typedef {import('../noyau/types.js').Reponse} Reponse */
/** @typedef {import('../noyau/types.js').Changement} Changement */
/** @typedef {{ranger: (e: import('../noyau/file_envoi.js').Envoi) => void, oter: (id: string) => void}} Memoire */

const HORS_LIGNE_MS = 10000;

/** A version 4 UUID; crypto.randomUUID is not available on plain HTTP. */
export function nouvelIdentifiant() {
  const o = crypto.getRandomValues(new Uint8Array(16));
  o[6] = (o[6] & 15) | 64;
  o[8] = (o[8] & 63) | 128;
  const h = Array.from(o, (b) => (b + 256).toString(16).slice(1)).join('');
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
}

export class Connexion {
  /**
   * @param {{auth: () => Record<string, any>, surEtat?: (etat: import('../noyau/types.js').Etat, c: Changement[]|null) => void,
   *   surLien?: (lien: string) => void, surPresence?: (p: any) => void, surFin?: (f: {code: string, message: string}) => void,
   *   surRefus?: (r: {code: string, message: string}) => void, surReponse?: (r: Reponse, e: any) => void,
   *   envois?: any[], memoire?: Memoire}} options
   */
  constructor(options) {
    this.options = options;
    this.etat = etatVide();
    this.decalage = 0;
    this.lien = 'reconnexion';
    this.file = new FileEnvoi(options.envois);
    this.compte = new CompteRattrapages();
    /** @type {Map<string, (r: Reponse) => void>} */
    this.promesses = new Map();
    this.essais = 0;
    this.fini = false;
    this.perdu = 0;
    /** @type {any} */
    this.minuterie = 0;
    this.socket = io({
      transports: ['websocket', 'polling'], tryAllTransports: true, reconnection: false, autoConnect: false,
      auth: (/** @type {(a: any) => void} */ donner) => donner(this.authentification()),
    });
    this.brancher();
  }

  authentification() {
    const auth = this.options.auth();
    if (this.etat.revision >= 0) auth.depuis = this.etat.revision;
    return auth;
  }

  brancher() {
    const s = this.socket;
    s.on('connect', () => this.retrouve());
    s.on('disconnect', (/** @type {string} */ raison) => { if (raison !== 'io client disconnect') this.perdre(); });
    s.on('connect_error', (/** @type {any} */ e) => this.echec(e));
    s.on('instantane', (/** @type {any} */ m) => this.recevoir(m, true));
    s.on('lot', (/** @type {any} */ m) => this.recevoir(m, false));
    s.on('perso', (/** @type {any} */ m) => this.recevoirPerso(m));
    s.on('pouls', (/** @type {any} */ m) => { this.regler(m.h); if (m.r > this.etat.revision) this.rattraper(); });
    s.on('presence', (/** @type {any} */ m) => this.dire('surPresence', m));
    s.on('fin', (/** @type {any} */ m) => { this.arreter(); this.dire('surFin', m); });
    const revoir = () => { if (!document.hidden && !this.fini && !s.connected) this.essayer(0); };
    for (const signal of ['online', 'pageshow', 'focus']) window.addEventListener(signal, revoir);
    document.addEventListener('visibilitychange', revoir);
    window.addEventListener('offline', () => this.changerLien('hors_ligne'));
  }

  demarrer() {
    this.socket.connect();
    this.battement = setInterval(() => this.pousser(), 500);
  }

  arreter() {
    this.fini = true;
    clearInterval(this.battement);
    clearTimeout(this.minuterie);
    this.socket.disconnect();
    this.changerLien('fini');
  }

  maintenant() {
    return Date.now() + this.decalage;
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} donnees
   * @param {{id?: string, cle?: string}} [options]
   * @returns {Promise<Reponse>}
   */
  envoyer(type, donnees, options = {}) {
    const commande = { id: options.id || nouvelIdentifiant(), type, donnees };
    const { envoi, remplaces } = this.file.ajouter(commande, options.cle || commande.id, Date.now());
    for (const e of remplaces) this.conclure(e, { id: e.commande.id, ok: true });
    if (this.options.memoire) this.options.memoire.ranger(envoi);
    const promesse = new Promise((resoudre) => this.promesses.set(commande.id, resoudre));
    this.pousser();
    return promesse;
  }

  pousser() {
    const maintenant = Date.now();
    if (this.perdu && this.lien === 'reconnexion' && maintenant - this.perdu > HORS_LIGNE_MS) this.changerLien('hors_ligne');
    if (!this.socket.connected) return;
    for (const envoi of this.file.aEnvoyer(maintenant)) {
      envoi.envoye = maintenant;
      this.socket.emit('commande', envoi.commande);
    }
    const plusVieux = this.file.envois.reduce((n, e) => (e.envoye ? Math.min(n, e.cree) : n), Infinity);
    if (maintenant - plusVieux > 2 * SANS_REPONSE_MS && this.lien === 'connecte') this.relancer();
  }

  /** Two deadlines without an answer on a socket that claims to be open: it is dead, start over. */
  relancer() {
    this.file.envois.forEach((e) => { e.cree = Date.now(); });
    this.socket.disconnect();
    this.perdre();
  }

  retrouve() {
    this.essais = 0;
    this.perdu = 0;
    this.file.toutRenvoyer();
    this.changerLien('connecte');
    this.pousser();
  }

  perdre() {
    if (this.fini) return;
    if (!this.perdu) this.perdu = Date.now();
    this.changerLien(navigator.onLine === false ? 'hors_ligne' : 'reconnexion');
    this.essayer(attente(this.essais++, Math.random()));
  }

  /** @param {number} delai */
  essayer(delai) {
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => { if (!this.fini) this.socket.connect(); }, delai);
  }

  /** @param {any} erreur */
  echec(erreur) {
    if (erreur && erreur.data && erreur.data.code && erreur.data.code !== 'occupe') {
      this.arreter();
      this.dire('surRefus', erreur.data);
      return;
    }
    this.perdre();
  }

  /** @param {any} message @param {boolean} complet */
  recevoir(message, complet) {
    this.regler(message.h);
    const verdict = complet ? 'appliquer' : juger(this.etat.revision, message);
    if (verdict === 'trou') return this.rattraper();
    if (verdict === 'ignorer') return undefined;
    this.etat = reduire(this.etat, message, complet);
    this.dire('surEtat', this.etat, complet ? null : message.c);
    return undefined;
  }

  /** @param {import('../noyau/types.js').MessagePerso} message */
  recevoirPerso(message) {
    if (message.c.length || message.complet) this.etat = reduirePerso(this.etat, message);
    for (const reponse of message.a) {
      const envoi = this.file.repondre(reponse, Date.now());
      if (envoi) this.conclure(envoi, reponse);
    }
    this.dire('surEtat', this.etat, message.complet ? null : message.c);
    this.pousser();
  }

  /** @param {any} envoi @param {Reponse} reponse */
  conclure(envoi, reponse) {
    if (this.options.memoire) this.options.memoire.oter(envoi.commande.id);
    const resoudre = this.promesses.get(envoi.commande.id);
    this.promesses.delete(envoi.commande.id);
    if (this.options.surReponse) this.options.surReponse(reponse, envoi);
    if (resoudre) resoudre(reponse);
  }

  rattraper() {
    if (this.attenteRattrapage || this.fini) return;
    if (this.compte.suivant(this.etat.revision) === 'recharger') {
      setTimeout(() => location.reload(), attente(3, Math.random()));
      return;
    }
    this.attenteRattrapage = setTimeout(() => {
      this.attenteRattrapage = undefined;
      this.socket.emit('rattraper', { depuis: this.etat.revision >= 0 ? this.etat.revision : null });
    }, attente(this.compte.essais - 1, Math.random(), 100));
  }

  /** The best estimate of the server's clock is the least delayed message. @param {number} h */
  regler(h) {
    const vu = h - Date.now();
    if (!this.regle || vu > this.decalage || Math.abs(vu - this.decalage) > 30000) this.decalage = vu;
    this.regle = true;
  }

  /** @param {string} lien */
  changerLien(lien) {
    if (lien === this.lien) return;
    this.lien = lien;
    this.dire('surLien', lien);
  }

  /** @param {string} nom @param {...any} valeurs */
  dire(nom, ...valeurs) {
    const ecouter = /** @type {any} */ (this.options)[nom];
    if (ecouter) ecouter(...valeurs);
  }
}
