// What differs from one server to the next: how one joins, says an idea, and reads an answer. The broadcasts have the same
// shape everywhere (`"r": number` first, `"c": [[entity, id, value]…]`), so every server pays for the same bytes.
import { randomBytes } from 'node:crypto';

const L = 'l'.charCodeAt(0);
const C = 'c'.charCodeAt(0);
const I = 'i'.charCodeAt(0);
const P = 'p'.charCodeAt(0);
const O = 'o'.charCodeAt(0);
const R = 'r'.charCodeAt(0);
const GUILLEMET = '"'.charCodeAt(0);
const DEUX_POINTS = ':'.charCodeAt(0);

/** The number after the first `"r":` of the head; 0 when it is not there. */
function revision(buf, debut, fin) {
  for (let i = debut; i + 4 < fin; i += 1) {
    if (buf[i] !== GUILLEMET || buf[i + 1] !== R || buf[i + 2] !== GUILLEMET || buf[i + 3] !== DEUX_POINTS) continue;
    let valeur = 0;
    for (let j = i + 4; j < fin; j += 1) {
      const chiffre = buf[j] - 48;
      if (chiffre === -16 && valeur === 0) continue;
      if (chiffre < 0 || chiffre > 9) return valeur;
      valeur = valeur * 10 + chiffre;
    }
    return 0;
  }
  return 0;
}

/** Head of a Socket.IO frame `42["event",…`: see `Prise` for what the figures mean. */
function teteSocketIO(buf, debut, fin) {
  if (fin - debut < 6 || buf[debut] !== 52 || buf[debut + 1] !== 50) return 0;
  const lettre = buf[debut + 4];
  if (lettre === L || lettre === C) return revision(buf, debut, fin);
  if (lettre === I) return -1;
  if (lettre === P && buf[debut + 5] === O) return -2; // pouls
  return 0;
}

const SOCKETIO = '/socket.io/?EIO=4&transport=websocket';

/** Fabrique Atelier, docs/protocole.md: answers come in `perso`, the id of an idea is its command's id. */
const fabrique = {
  chemin: SOCKETIO,
  reponses: true,
  ordonne: true,
  tete: teteSocketIO,
  identite: (contexte, role, i) =>
    role === 'participant'
      ? { role, jeton: contexte.jetons?.[i] ?? randomBytes(16).toString('hex'), entree: contexte.entree }
      : { role, jeton: contexte[role] },
  commande: (id, type, donnees) => `42${JSON.stringify(['commande', { id, type, donnees }])}`,
  idee: (contexte, id, texte) => fabrique.commande(id, 'proposer_contribution', { phase_id: contexte.phase_id, texte }),
  lire(texte) {
    const nom = texte.slice(4, texte.indexOf('"', 4));
    const corps = () => JSON.parse(texte.slice(2))[1];
    if (nom === 'perso') return { perso: corps() };
    if (nom === 'lot') return { lot: corps() };
    if (nom === 'fin') return { refus: JSON.stringify(corps()) };
    return {};
  },
};

/** Flask-SocketIO as its documentation shows it: an event with an acknowledgement, an emit per action. */
const flask = {
  chemin: SOCKETIO,
  reponses: true,
  tete: teteSocketIO,
  identite: () => undefined,
  numeros: new Map(),
  suivant: 0,
  idee(contexte, id, texte) {
    flask.suivant += 1;
    flask.numeros.set(flask.suivant, id);
    return `42${flask.suivant}${JSON.stringify(['proposer', { id, texte }])}`;
  },
  lire(texte) {
    if (texte.startsWith('42')) return { lot: JSON.parse(texte.slice(2))[1] };
    const debut = texte.indexOf('[');
    const numero = Number(texte.slice(2, debut));
    const id = flask.numeros.get(numero);
    flask.numeros.delete(numero);
    return { perso: { a: [{ id, ...JSON.parse(texte.slice(debut))[0] }], c: [] } };
  },
};

/** Bare Node `ws`: no handshake, no answer but one's own broadcast. */
const node = {
  chemin: '/',
  reponses: false,
  nu: true,
  tete: (buf, debut, fin) => revision(buf, debut, fin),
  idee: (contexte, id, texte) => JSON.stringify({ id, texte }),
  lire: (texte) => ({ lot: JSON.parse(texte) }),
};

export const DIALECTES = { fabrique, flask, node };
