/** The phone: its identity, and the line to the server. What is shown comes from `telephone/conduite.js`, once inside. */
import { annoncer, ecrire, montrer, parId } from './composants/dom.js';
import { Connexion } from './lien/connexion.js';
import { Stockage } from './lien/stockage.js';

const racine = parId('application');
const stockage = new Stockage();
const LIENS = /** @type {Record<string, string>} */ ({
  connecte: 'Connecté', reconnexion: 'Reconnexion…', hors_ligne: 'Hors ligne\u00a0: vos idées sont gardées', fini: 'Déconnecté',
});
/** @type {Connexion|undefined} */
let lien;
/** @type {any} */
let conduite;
/** @type {{jeton: string, seance: string, entree: string, pseudonyme: string}} */
let identite;

function nouveauJeton() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (o) => (o + 256).toString(16).slice(1)).join('');
}

async function commencer() {
  const entree = racine.dataset.entree || '';
  const connue = racine.dataset.seance || (await stockage.lire('entree/' + entree)) || '';
  const gardee = connue && (await stockage.lire('identite/' + connue));
  if (gardee) {
    await brancher({ jeton: gardee, seance: connue, entree: '', pseudonyme: '' });
    return;
  }
  if (!entree) {
    alerter('Ce téléphone ne connaît pas cette séance. Scannez le code du tableau, ou tapez-le sur la page d’accueil.');
    ecrire(parId('lien'), '');
    return;
  }
  // kept before the first attempt: a join whose answer is lost must not make two people of one
  const jeton = (await stockage.lire('attente/' + entree)) || nouveauJeton();
  await stockage.ecrire('attente/' + entree, jeton);
  montrer(parId('ecran-entrer'), true);
  ecrire(parId('lien'), '');
  parId('formulaire-entrer').onsubmit = (e) => {
    e.preventDefault();
    alerter('');
    const champ = /** @type {HTMLInputElement|null} */ (document.getElementById('pseudonyme'));
    const pseudonyme = champ ? champ.value.trim() : '';
    brancher({ jeton, seance: '', entree, pseudonyme });
  };
}

/** @param {typeof identite} qui */
async function brancher(qui) {
  if (lien) lien.arreter();
  identite = qui;
  const prefixe = () => 'envoi/' + identite.seance + '/';
  const envois = identite.seance ? await stockage.toutes(prefixe()) : [];
  const nouvelle = new Connexion({
    auth: () => Object.assign({ role: 'participant', jeton: identite.jeton },
      identite.seance ? { seance: identite.seance } : { entree: identite.entree, pseudonyme: identite.pseudonyme }),
    envois,
    memoire: {
      ranger: (e) => { stockage.ecrire(prefixe() + e.commande.id, e); },
      oter: (id) => { stockage.effacer(prefixe() + id); },
    },
    surEtat: (etat, c) => { if (etat.seance && etat.moi) rendre(c); },
    surLien: afficherLien,
    surReponse: (r, e) => { if (conduite) conduite.surReponse(r, e); },
    surRefus: refuser,
    surFin: (f) => { alerter(f.message); if (conduite) conduite.vider(); },
  });
  lien = nouvelle;
  nouvelle.demarrer();
}

/** @param {any} changements */
async function rendre(changements) {
  const ligne = /** @type {Connexion} */ (lien);
  if (!identite.seance) await installer(/** @type {any} */ (ligne.etat.seance).id);
  if (!conduite) {
    const module = await import('./telephone/conduite.js');
    if (!conduite) conduite = module.creer({ lien: ligne, stockage, identite, alerter, afficherLien });
  }
  conduite.rendre(changements);
}

/** The token of the QR leaves the address bar; the phone alone keeps what lets it come back. @param {string} seance */
async function installer(seance) {
  const entree = identite.entree;
  identite = { jeton: identite.jeton, seance, entree: '', pseudonyme: '' };
  history.replaceState(null, '', '/p/' + seance);
  await stockage.ecrire('identite/' + seance, identite.jeton);
  await stockage.ecrire('entree/' + entree, seance);
  await stockage.effacer('attente/' + entree);
}

/** @param {{code: string, message: string}} r */
function refuser(r) {
  alerter(r.message);
  if (conduite) conduite.vider();
  if ((r.code === 'participant_inconnu' || r.code === 'ticket_requis') && identite.seance) {
    stockage.effacer('identite/' + identite.seance).then(() => { if (racine.dataset.entree) commencer(); });
  }
}

/** @param {string} texte */
function alerter(texte) {
  ecrire(parId('alerte'), texte);
  montrer(parId('alerte'), texte !== '');
}

function afficherLien() {
  if (!lien) return;
  const zone = parId('lien');
  const attend = lien.file.envois.length;
  const nombre = attend ? ' (' + attend + ')' : '';
  if (lien.lien === 'hors_ligne') ecrire(zone, LIENS.hors_ligne + nombre);
  else ecrire(zone, attend && lien.lien === 'reconnexion' ? 'En attente d’envoi' + nombre : LIENS[lien.lien]);
  if (lien.lien === 'connecte' && zone.dataset.etat === 'hors_ligne') annoncer('Connexion rétablie');
  zone.dataset.etat = lien.lien;
}

commencer();
