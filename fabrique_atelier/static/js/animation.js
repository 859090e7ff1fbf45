/** The facilitator's remote: one line to the server, four panels drawn from one state. */
import { Connexion } from './lien/connexion.js';
import { ecrire, montrer, parId, pluriel } from './composants/dom.js';
import { ecranConduire } from './animation/conduire.js';
import { ecranIdees } from './animation/idees.js';
import { ecranRegrouper } from './animation/regrouper.js';
import { ecranSalle } from './animation/salle.js';

/** @typedef {import('./animation/contexte.js').Contexte} Contexte */

const LIENS = {
  connecte: '', reconnexion: 'Reconnexion…', hors_ligne: 'Hors ligne\u00a0: vos actions partiront au retour du réseau.', fini: 'Déconnecté',
};
const ONGLETS = ['conduire', 'regrouper', 'idees', 'salle'];
const racine = parId('telecommande');
let connectes = 0;
/** @type {Set<string>} */
let presents = new Set();
let prevu = false;

const lien = new Connexion({
  auth: () => Object.assign({ role: 'animation', jeton: racine.dataset.jeton },
    racine.dataset.session ? { session: racine.dataset.session, seance: racine.dataset.seance } : {}),
  surEtat: () => demanderRendu(),
  surLien: (l) => {
    ecrire(parId('bandeau-lien'), LIENS[/** @type {keyof typeof LIENS} */ (l)] || '');
    racine.dataset.lien = l;
  },
  surPresence: (p) => {
    connectes = p.connectes;
    presents = new Set(p.ids || []);
    demanderRendu();
  },
  surFin: (f) => congedier(f),
  surRefus: (r) => {
    if (!lien.etat.seance) ecrire(parId('conduire-etape'), 'Séance inaccessible');
    congedier(r);
  },
});

/** @type {Contexte} */
const contexte = {
  lien,
  etat: () => lien.etat,
  maintenant: () => lien.maintenant(),
  presents: () => presents,
  connectes: () => connectes,
  demanderRendu,
  avertir,
  async agir(type, donnees, options) {
    const reponse = await lien.envoyer(type, donnees, options);
    avertir(reponse.ok ? '' : reponse.message || '');
    return reponse;
  },
};
const conduire = ecranConduire(contexte);
const ecrans = [
  { section: parId('conduire'), ecran: conduire },
  { section: parId('regrouper'), ecran: ecranRegrouper(contexte) },
  { section: parId('idees'), ecran: ecranIdees(contexte) },
  { section: parId('salle'), ecran: ecranSalle(contexte) },
];

/** @param {string} message empty: nothing to say any more */
function avertir(message) {
  montrer(parId('avis'), message !== '');
  ecrire(parId('avis-texte'), message);
}

/** The line is closed for good: say why, and where to sign in again. @param {{code: string, message: string}} refus */
function congedier(refus) {
  avertir(refus.message);
  const connexion = document.getElementById('avis-connexion');
  if (connexion) montrer(connexion, refus.code === 'session_finie');
  montrer(parId('avis-fermer'), !connexion || refus.code !== 'session_finie');
}

/** Draw once per frame at most, and only what is on the screen. */
function demanderRendu() {
  if (prevu) return;
  prevu = true;
  requestAnimationFrame(() => {
    prevu = false;
    if (!lien.etat.seance) return;
    bandeau();
    for (const { section, ecran } of ecrans) if (section.offsetParent) ecran.rendre(lien.etat);
  });
}

function bandeau() {
  const { seance, compteurs, contributions } = lien.etat;
  if (!seance) return;
  ecrire(parId('bandeau-titre'), seance.titre);
  racine.dataset.vie = seance.etat;
  const idees = compteurs ? compteurs.contributions : 0;
  // the same number as on the wall; who is online right now is told in « Salle »
  const entrees = compteurs ? compteurs.participants : 0;
  ecrire(parId('bandeau-nombres'), `${pluriel(entrees, 'personne', 'personnes')} · ${pluriel(idees, 'idée', 'idées')}`);
  const signalees = Array.from(contributions.values()).filter((c) => c.etat === 'publiee' && c.signalements).length;
  montrer(parId('pastille-idees'), signalees > 0);
  ecrire(parId('pastille-nombre'), String(signalees));
}

function naviguer() {
  const voulu = location.hash.slice(1);
  const onglet = ONGLETS.includes(voulu) ? voulu : 'conduire';
  // each panel starts at its top: the scroll of the one before means nothing here
  if (racine.dataset.onglet !== onglet) window.scrollTo(0, 0);
  racine.dataset.onglet = onglet;
  document.querySelectorAll('.onglets__lien').forEach((e) => {
    const actif = /** @type {HTMLElement} */ (e).dataset.onglet === onglet;
    if (actif) e.setAttribute('aria-current', 'page');
    else e.removeAttribute('aria-current');
  });
  demanderRendu();
}

parId('avis-fermer').addEventListener('click', () => avertir(''));
window.addEventListener('hashchange', naviguer);
window.addEventListener('resize', demanderRendu);
setInterval(() => { if (lien.etat.seance && !document.hidden) conduire.battre(); }, 250);
naviguer();
lien.demarrer();
