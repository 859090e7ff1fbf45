/** Which screen the phone shows, its header and its clock. Nobody is moved while writing: the next step is offered. */
import { annoncer, ecrire, montrer, parId, remplir } from '../composants/dom.js';
import { phraseRestante, restant } from '../noyau/minuteur.js';
import { ouverte, phaseCourante, phasesTriees } from '../noyau/reducteur.js';

const PAR_TYPE = /** @type {Record<string, string>} */ ({ ideation: 'idees', regroupement: 'regrouper', vote: 'vote', restitution: 'resultat' });
const MODULES = /** @type {Record<string, () => Promise<any>>} */ ({
  idees: () => import('./idees.js'), regrouper: () => import('./regrouper.js'), vote: () => import('./vote.js'),
  resultat: () => import('./resultat.js'), attente: () => import('./resultat.js'),
});

/** @param {import('../noyau/types.js').Etat} etat */
export function ecranVoulu(etat) {
  const phase = phaseCourante(etat);
  if (etat.seance && etat.seance.etat === 'close') return 'resultat';
  if (!phase) return 'attente';
  if (phase.type === 'vote' && phase.etat === 'revelee') return 'resultat';
  return PAR_TYPE[phase.type] || 'attente';
}

/** @param {any} contexte */
export function creer(contexte) {
  const { lien } = contexte;
  /** @type {any} */
  let ecran = null;
  let montre = '';
  let acceptee = '';

  /** @param {any} changements */
  async function rendre(changements) {
    contexte.afficherLien();
    entete(lien.etat);
    const phase = phaseCourante(lien.etat);
    const voulu = ecranVoulu(lien.etat);
    const cle = voulu + '/' + (phase ? phase.id : '');
    if (cle !== montre && ecran && ecran.occupe && ecran.occupe() && acceptee !== cle) {
      proposer(phase, cle);
      return;
    }
    if (cle !== montre) {
      montre = cle;
      montrer(parId('bandeau'), false);
      const module = await MODULES[voulu]();
      if (montre !== cle) return;
      if (ecran && ecran.quitter) ecran.quitter();
      contexte.alerter('');
      ecran = module.creer(Object.assign({ nom: voulu }, contexte));
      afficher(voulu);
      window.scrollTo(0, 0);
      if (phase) annoncer('Étape\u00a0: ' + phase.titre);
    }
    if (ecran) ecran.rendre(lien.etat, changements);
  }

  /** @param {any} phase @param {string} cle */
  function proposer(phase, cle) {
    remplir(parId('bandeau'), { texte: phase ? 'L’étape «\u00a0' + phase.titre + '\u00a0» commence.' : 'La séance change d’étape.' });
    montrer(parId('bandeau'), true);
    const bouton = /** @type {HTMLButtonElement} */ (parId('bandeau').querySelector('button'));
    bouton.onclick = () => {
      acceptee = cle;
      rendre(null).then(() => parId('contenu').focus());
    };
    ecran.rendre(lien.etat, []);
  }

  function horloge() {
    const etat = lien.etat;
    if (!etat.seance) return;
    const phase = phaseCourante(etat);
    const t = ouverte(phase) ? restant(phase, lien.maintenant()) : null;
    const quand = etat.seance.etat === 'close' ? 'séance terminée' : etat.seance.etat === 'en_pause' ? 'pause' : t ? phraseRestante(t.ms) : '';
    ecrire(parId('etape'), [phase ? phase.titre : 'Salle d’attente', quand].filter(Boolean).join(' · '));
    contexte.afficherLien();
    // « non envoyée » appears by itself two seconds after a send that nobody answers
    if (ecran && lien.file.envois.length) ecran.rendre(etat, []);
  }

  /** @param {any} etat */
  function entete(etat) {
    const courante = phaseCourante(etat);
    ecrire(parId('question'), etat.seance.question);
    const fil = parId('fil');
    const phases = phasesTriees(etat);
    while (fil.children.length < phases.length) fil.appendChild(document.createElement('li'));
    phases.forEach((p, i) => {
      const li = fil.children[i];
      li.className = courante && p.ordre <= courante.ordre ? 'faite' : '';
      ecrire(li, p.titre);
      if (courante === p) li.setAttribute('aria-current', 'step');
      else li.removeAttribute('aria-current');
    });
    document.title = (courante ? courante.titre + ' – ' : '') + etat.seance.titre + ' – Fabrique Atelier';
    montrer(parId('reglages'), etat.seance.etat !== 'close');
    if (etat.moi) remplir(parId('reglages'), { nom: etat.moi.nom });
    montrer(parId('changer-nom'), etat.seance.mode_identite !== 'anonyme');
    horloge();
  }

  parId('changer-nom').onclick = () => montrer(parId('formulaire-nom'), parId('formulaire-nom').hidden === true);
  parId('formulaire-nom').onsubmit = (e) => {
    e.preventDefault();
    const champ = /** @type {HTMLInputElement} */ (parId('nom'));
    lien.envoyer('changer_pseudonyme', { pseudonyme: champ.value.trim() }, { cle: 'nom' }).then((/** @type {any} */ r) => {
      if (r.ok) montrer(parId('formulaire-nom'), false);
      contexte.alerter(r.ok ? '' : r.message);
    });
  };
  setInterval(horloge, 1000);

  return {
    rendre,
    vider: () => {
      afficher('');
      montrer(parId('reglages'), false);
    },
    surReponse: (/** @type {any} */ r, /** @type {any} */ envoi) => {
      if (ecran && ecran.surReponse) ecran.surReponse(r, envoi);
      if (ecran) ecran.rendre(lien.etat, []);
    },
  };
}

/** @param {string} nom */
function afficher(nom) {
  document.querySelectorAll('.ecran').forEach((e) => montrer(e, e.id === 'ecran-' + nom));
}
