/** The socket itself: connecting, losing, trying again with jitter, and saying in which state the line is. */
import { io } from '../../vendor/socket.io.esm.min.js';
import { attente } from '../noyau/sequence.js';

const HORS_LIGNE_MS = 10000;
const PLAFOND_MS = 4000;
/** An attempt older than this has been lost on the way. */
const ESSAI_MS = 20000;

export class Prise {
  /**
   * @param {{auth: () => Record<string, any>, surConnecte: () => void, surLien: (lien: string) => void,
   *   surRefus: (r: {code: string, message: string}) => void, evenements: Record<string, (m: any) => void>}} options
   */
  constructor(options) {
    this.options = options;
    this.lien = 'reconnexion';
    this.essais = 0;
    this.fini = false;
    this.depuis = 0;
    this.perdu = Date.now();
    /** @type {any} */
    this.minuterie = 0;
    this.socket = io({
      transports: ['websocket', 'polling'], tryAllTransports: true, reconnection: false, autoConnect: false,
      auth: (/** @type {(a: any) => void} */ donner) => donner(options.auth()),
    });
    this.socket.on('connect', () => this.retrouver());
    this.socket.on('disconnect', (/** @type {string} */ raison) => { if (raison !== 'io client disconnect') this.perdre(); });
    this.socket.on('connect_error', (/** @type {any} */ e) => this.echouer(e));
    Object.keys(options.evenements).forEach((nom) => this.socket.on(nom, options.evenements[nom]));
    // a sign of life from the phone itself: try at once, and start the back-off afresh
    const revoir = () => {
      if (document.hidden || this.fini || this.socket.connected) return;
      this.essais = 0;
      this.essayer(0);
    };
    for (const signal of ['online', 'pageshow', 'focus']) window.addEventListener(signal, revoir);
    document.addEventListener('visibilitychange', revoir);
    window.addEventListener('offline', () => this.changer('hors_ligne'));
  }

  ouvrir() {
    if (this.fini || this.socket.connected || Date.now() - this.depuis < ESSAI_MS) return;
    // one CONNECT per attempt: a second one is refused, and the client would believe itself connected for ever
    this.depuis = Date.now();
    this.socket.connect();
  }

  fermer() {
    this.fini = true;
    clearTimeout(this.minuterie);
    this.socket.disconnect();
    this.changer('fini');
  }

  /** A socket that answers nothing is dead, whatever it claims: start over. */
  relancer() {
    this.socket.disconnect();
    this.perdre();
  }

  /** Ten seconds without a line is « hors ligne », in words. */
  veiller() {
    if (this.lien === 'reconnexion' && this.perdu && Date.now() - this.perdu > HORS_LIGNE_MS) this.changer('hors_ligne');
  }

  retrouver() {
    this.depuis = 0;
    this.essais = 0;
    this.perdu = 0;
    this.changer('connecte');
    this.options.surConnecte();
  }

  perdre() {
    this.depuis = 0;
    if (this.fini) return;
    if (!this.perdu) this.perdu = Date.now();
    if (this.lien !== 'hors_ligne') this.changer(navigator.onLine === false ? 'hors_ligne' : 'reconnexion');
    this.essayer(attente(this.essais, Math.random(), 500, PLAFOND_MS));
    this.essais += 1;
  }

  /** @param {number} delai */
  essayer(delai) {
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.ouvrir(), delai);
  }

  /** @param {any} erreur */
  echouer(erreur) {
    const refus = erreur && erreur.data;
    if (!refus || !refus.code || refus.code === 'occupe') {
      this.socket.disconnect();
      this.perdre();
      return;
    }
    this.fermer();
    this.options.surRefus(refus);
  }

  /** @param {string} lien */
  changer(lien) {
    if (lien === this.lien) return;
    this.lien = lien;
    this.options.surLien(lien);
  }
}
