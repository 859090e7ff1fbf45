// A WebSocket client cut down to what a load driver needs. A thousand receivers of the same batch must not cost a thousand
// decodings: of a broadcast frame only the head is read (its revision), the rest is counted and skipped.
import { randomBytes } from 'node:crypto';
import net from 'node:net';

// One read buffer for every socket: libuv hands it back before it reads from another one.
const TAMPON = Buffer.allocUnsafe(1 << 18);
const TETE = 96;
const VIDE = Buffer.alloc(0);

/** Splits an incoming frame's header. Returns null while bytes are missing. */
function lireEntete(buf, i, fin) {
  if (fin - i < 2) return null;
  let longueur = buf[i + 1] & 0x7f;
  let debut = i + 2;
  if (longueur === 126) {
    if (fin - i < 4) return null;
    longueur = buf.readUInt16BE(i + 2);
    debut = i + 4;
  } else if (longueur === 127) {
    if (fin - i < 10) return null;
    longueur = Number(buf.readBigUInt64BE(i + 2));
    debut = i + 10;
  }
  return { code: buf[i] & 0x0f, debut, longueur };
}

/** A client frame (text or bytes). The mask key is zero: valid, and it spares the driver one pass over the text. */
export function encadrer(contenu, code = 1) {
  const charge = Buffer.from(contenu);
  const court = charge.length < 126;
  const trame = Buffer.alloc((court ? 6 : 8) + charge.length);
  trame[0] = 0x80 | code;
  trame[1] = 0x80 | (court ? charge.length : 126);
  if (!court) trame.writeUInt16BE(charge.length, 2);
  charge.copy(trame, court ? 6 : 8);
  return trame;
}

export class Prise {
  /**
   * @param {{hote: string, port: number, chemin: string}} adresse
   * @param {{tete: (buf: Buffer, debut: number, fin: number) => number, ouverture: () => void, diffusion: (prise: Prise, r: number) => void,
   *   message: (prise: Prise, texte: string) => void, fin: (prise: Prise) => void}} suite
   *   `tete` gives a broadcast's revision (> 0), -1 for a snapshot, -2 for a frame to ignore, 0 when the text is wanted whole.
   * @param {boolean} entiere  this client reads every frame whole (one witness per audience)
   */
  constructor(adresse, suite, entiere = false) {
    this.suite = suite;
    this.entiere = entiere;
    this.ouverte = false;
    this.fermee = false;
    this.octets = 0;
    this.reste = VIDE; // bytes of an incomplete head or of a frame wanted whole
    this.aSauter = 0;
    this.genre = 0;
    this.socket = net.connect({
      host: adresse.hote,
      port: adresse.port,
      noDelay: true,
      onread: { buffer: TAMPON, callback: (n, buf) => this.recevoir(n, buf) },
    });
    const cle = randomBytes(16).toString('base64');
    this.socket.write(
      `GET ${adresse.chemin} HTTP/1.1\r\nHost: ${adresse.hote}:${adresse.port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${cle}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    this.socket.on('error', () => this.terminer());
    this.socket.on('close', () => this.terminer());
  }

  terminer() {
    if (this.fermee) return;
    this.fermee = true;
    this.suite.fin(this);
  }

  envoyer(texte) {
    this.socket.write(encadrer(texte));
  }

  fermer() {
    this.fermee = true;
    this.socket.destroy();
  }

  recevoir(n, tampon) {
    this.octets += n;
    let i = Math.min(n, this.aSauter);
    this.aSauter -= i;
    if (this.genre !== 0 && this.aSauter === 0) this.clore();
    if (i >= n) return true;
    const suite = this.reste.length > 0;
    const buf = suite ? Buffer.concat([this.reste, tampon.subarray(i, n)]) : tampon;
    const fin = suite ? buf.length : n;
    i = this.decouper(buf, suite ? 0 : i, fin);
    this.reste = i < fin ? Buffer.from(buf.subarray(i, fin)) : VIDE;
    return true;
  }

  /** Consumes every complete frame; returns the index of the first byte to keep for later. */
  decouper(buf, i, fin) {
    if (!this.ouverte) {
      const corps = buf.subarray(i, fin).indexOf('\r\n\r\n');
      if (corps < 0) return i;
      if (!buf.subarray(i, i + 12).toString().endsWith('101')) this.socket.destroy();
      this.ouverte = true;
      this.suite.ouverture(this);
      i += corps + 4;
    }
    while (i < fin && this.aSauter === 0) {
      const suivant = this.trame(buf, i, fin);
      if (suivant < 0) break;
      i = suivant;
    }
    return i;
  }

  trame(buf, i, fin) {
    const entete = lireEntete(buf, i, fin);
    if (entete === null) return -1;
    const { code, debut, longueur } = entete;
    if (fin - debut < Math.min(longueur, TETE)) return -1;
    const genre = code === 1 ? this.suite.tete(buf, debut, Math.min(debut + longueur, fin)) : 0;
    const entiere = genre === 0 || this.entiere;
    if (entiere && fin - debut < longueur) return -1;
    if (entiere) this.remettre(code, buf.subarray(debut, debut + longueur));
    if (genre === 0) return debut + longueur;
    this.genre = genre;
    const ici = Math.min(longueur, fin - debut);
    this.aSauter = longueur - ici;
    if (this.aSauter === 0) this.clore();
    return debut + ici;
  }

  clore() {
    const genre = this.genre;
    this.genre = 0;
    if (genre !== -2) this.suite.diffusion(this, genre);
  }

  remettre(code, charge) {
    if (code === 1) this.suite.message(this, charge.toString());
    else if (code === 9) this.socket.write(encadrer(charge, 10));
    else if (code === 8) this.socket.destroy();
  }
}
