/** The phone: identity, the line to the server, and which screen is shown. Screens are loaded once somebody is in. */
import { annoncer, ecrire, montrer, parId, remplir } from './composants/dom.js';
import { Connexion } from './lien/connexion.js';
import { Stockage } from './lien/stockage.js';
import { phraseRestante, restant } from './noyau/minuteur.js';
import { phaseCourante, phasesTriees } from './noyau/reducteur.js';

const racine = parId('application');
const stockage = new Stockage();
const LIENS = /** @type {Record<string, string>} */ ({ connecte: 'Connecté', reconnexion: 'Reconnexion…', hors_ligne: 'Hors ligne : vos idées sont gardées', fini: 'Déconnecté' });
/** @type {any} */
let ecran = null;
let montre = '';
let ignoree = '';
/** @type {Connexion} */
let lien;
/** @type {{jeton: string, seance: string, entree: string, pseudonyme: string}} */
let identite;

function nouveauJeton() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (o) => (o + 256).toString(16).slice(1)).join('');
}

async function commencer() {
  const entree = racine.dataset.entree || '';
  const connue = racine.dataset.seance || (await stockage.lire('entree/' + entree)) || '';
  const gardee = connue && (await stockage.lire('identite/' + connue));
  if (gardee) return brancher({ jeton: gardee, seance: connue, entree: '', pseudonyme: '' });
  if (!entree) return alerter('Ce téléphone ne connaît pas cette séance. Scannez le code du tableau, ou tapez-le sur la page d’accueil.');
  const jeton = (await stockage.lire('attente/' + entree)) || nouveauJeton();
  await stockage.ecrire('attente/' + entree, jeton);
  afficher('entrer');
  ecrire(parId('lien'), '');
  parId('formulaire-entrer').addEventListener('submit', (e) => {
    e.preventDefault();
    alerter('');
    const pseudonyme = /** @type {HTMLInputElement} */ (parId('pseudonyme')).value.trim();
    brancher({ jeton, seance: '', entree, pseudonyme });
  });
  return undefined;
}

/** @param {typeof identite} qui */
async function brancher(qui) {
  if (lien) lien.arreter();
  identite = qui;
  const prefixe = () => 'envoi/' + (identite.seance || 'x') + '/';
  lien = new Connexion({
    auth: () => Object.assign({ role: 'participant', jeton: identite.jeton },
      identite.seance ? { seance: identite.seance } : { entree: identite.entree, pseudonyme: identite.pseudonyme }),
    envois: identite.seance ? await stockage.toutes(prefixe()) : [],
    memoire: {
      ranger: (e) => { stockage.ecrire(prefixe() + e.commande.id, e); },
      oter: (id) => { stockage.effacer(prefixe() + id); },
    },
    surEtat: (etat, c) => { if (etat.seance && etat.moi) installer().then(() => rendre(c)); },
    surLien: afficherLien,
    surReponse: (r, e) => { if (ecran && ecran.surReponse) ecran.surReponse(r, e); rendre([]); },
    surRefus: (r) => refuser(r),
    surFin: (f) => { alerter(f.message); afficher(''); },
  });
  lien.demarrer();
}

/** The token of the QR leaves the address bar; the phone alone keeps what lets it come back. */
async function installer() {
  const seance = /** @type {any} */ (lien.etat.seance);
  if (identite.seance) return;
  const entree = identite.entree;
  identite = { jeton: identite.jeton, seance: seance.id, entree: '', pseudonyme: '' };
  history.replaceState(null, '', '/p/' + seance.id);
  await stockage.ecrire('identite/' + seance.id, identite.jeton);
  await stockage.ecrire('entree/' + entree, seance.id);
  await stockage.effacer('attente/' + entree);
}

/** @param {{code: string, message: string}} r */
function refuser(r) {
  alerter(r.message);
  if (r.code === 'participant_inconnu' && identite.seance) {
    stockage.effacer('identite/' + identite.seance).then(() => { if (racine.dataset.entree) commencer(); });
  }
}

/** @param {string} texte */
function alerter(texte) {
  ecrire(parId('alerte'), texte);
  montrer(parId('alerte'), texte !== '');
}

function afficherLien() {
  const attend = lien.file.envois.length;
  const texte = attend && lien.lien !== 'connecte' ? 'En attente d’envoi (' + attend + ')' : LIENS[lien.lien];
  ecrire(parId('lien'), lien.lien === 'hors_ligne' && attend ? LIENS.hors_ligne + ' (' + attend + ')' : texte);
  if (parId('lien').dataset.etat !== lien.lien) {
    if (lien.lien === 'connecte' && parId('lien').dataset.etat === 'hors_ligne') annoncer('Connexion rétablie');
    parId('lien').dataset.etat = lien.lien;
  }
}

/** @param {string} nom */
function afficher(nom) {
  document.querySelectorAll('.ecran').forEach((e) => montrer(e, e.id === 'ecran-' + nom));
}

function ecranVoulu() {
  const seance = /** @type {any} */ (lien.etat.seance);
  const phase = phaseCourante(lien.etat);
  if (seance.etat === 'close') return 'resultat';
  if (!phase) return 'attente';
  const types = /** @type {Record<string, string>} */ ({ ideation: 'idees', regroupement: 'regrouper', vote: 'vote', restitution: 'resultat' });
  if (phase.type === 'vote' && phase.etat === 'revelee') return 'resultat';
  return types[phase.type] || 'attente';
}

const ECRANS = /** @type {Record<string, () => Promise<any>>} */ ({
  idees: () => import('./telephone/idees.js'), regrouper: () => import('./telephone/regrouper.js'),
  vote: () => import('./telephone/vote.js'), resultat: () => import('./telephone/resultat.js'),
  attente: () => import('./telephone/resultat.js'),
});

/** @param {any} changements */
async function rendre(changements) {
  afficherLien();
  entete();
  const phase = phaseCourante(lien.etat);
  const voulu = ecranVoulu();
  const cle = voulu + '/' + (phase ? phase.id : '');
  if (cle !== montre && ecran && ecran.occupe && ecran.occupe() && ignoree !== cle) return proposer(phase, cle);
  if (cle !== montre) {
    montre = cle;
    montrer(parId('bandeau'), false);
    const module = await ECRANS[voulu]();
    if (montre !== cle) return undefined;
    ecran = module.creer({ lien, stockage, identite, alerter, nom: voulu });
    afficher(voulu);
    if (phase) annoncer('Étape : ' + phase.titre);
  }
  return ecran && ecran.rendre(lien.etat, changements);
}

/** Nobody is moved while writing: the next phase is offered. @param {any} phase @param {string} cle */
function proposer(phase, cle) {
  remplir(parId('bandeau'), { texte: phase ? 'L’étape « ' + phase.titre + ' » commence.' : 'La séance change d’étape.' });
  montrer(parId('bandeau'), true);
  const bouton = /** @type {HTMLButtonElement} */ (parId('bandeau').querySelector('button'));
  bouton.onclick = () => { ignoree = cle; rendre(null); parId('contenu').focus(); };
  ecran.rendre(lien.etat, []);
}

function entete() {
  const etat = lien.etat;
  const seance = /** @type {any} */ (etat.seance);
  const phases = phasesTriees(etat);
  const courante = phaseCourante(etat);
  ecrire(parId('question'), seance.question);
  const fil = parId('fil');
  while (fil.children.length < phases.length) fil.appendChild(document.createElement('li'));
  phases.forEach((p, i) => {
    const li = fil.children[i];
    li.className = courante && p.ordre <= courante.ordre ? 'faite' : '';
    ecrire(li, p.titre);
    if (courante === p) li.setAttribute('aria-current', 'step');
    else li.removeAttribute('aria-current');
  });
  document.title = (courante ? courante.titre + ' – ' : '') + seance.titre + ' – Fabrique Atelier';
  montrer(parId('reglages'), seance.etat !== 'close');
  if (etat.moi) remplir(parId('reglages'), { nom: etat.moi.nom });
  montrer(parId('changer-nom'), seance.mode_identite !== 'anonyme');
  horloge();
}

function horloge() {
  if (!lien || !lien.etat.seance) return;
  const phase = phaseCourante(lien.etat);
  const t = restant(phase, lien.maintenant());
  const seance = lien.etat.seance;
  const quand = seance.etat === 'close' ? 'séance terminée' : seance.etat === 'en_pause' ? 'pause' : t ? phraseRestante(t.ms) : '';
  ecrire(parId('etape'), [phase ? phase.titre : 'Salle d’attente', quand].filter(Boolean).join(' · '));
  afficherLien();
}

parId('changer-nom').addEventListener('click', () => montrer(parId('formulaire-nom'), parId('formulaire-nom').hidden));
parId('formulaire-nom').addEventListener('submit', (e) => {
  e.preventDefault();
  const champ = /** @type {HTMLInputElement} */ (parId('nom'));
  lien.envoyer('changer_pseudonyme', { pseudonyme: champ.value.trim() }, { cle: 'nom' }).then((r) => {
    if (r.ok) { montrer(parId('formulaire-nom'), false); alerter(''); } else alerter(r.message || '');
  });
});
setInterval(horloge, 1000);
commencer();
