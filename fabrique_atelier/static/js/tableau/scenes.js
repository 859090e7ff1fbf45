/** What the wall shows at each moment of a séance. Everything comes from the board's own state. */
import { cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { cartesDe, dernierResultat, ouverte, phaseCourante, regroupementsTries, voteDe } from '../noyau/reducteur.js';
import { COLONNES, paginer, remplirColonne } from './pages.js';

const SANS_GROUPE = { id: 'a-classer', repere: '', couleur: 0, titre: 'À classer' };
/** Heights in rem of what stands above a list and of one of its rows: as many rows as fit, never smaller ones. */
const RESULTAT = { tete: 9, ligne: 5.4 };
const OBJETS = { tete: 22, ligne: 5.2 };

/** @param {{hauteur: number}} place @param {{tete: number, ligne: number}} mesure */
function rangees(place, mesure) {
  return Math.max(2, Math.floor((place.hauteur - mesure.tete) / mesure.ligne));
}

/** @param {import('../noyau/types.js').Etat} etat */
export function sceneVoulue(etat) {
  const seance = /** @type {any} */ (etat.seance);
  const phase = phaseCourante(etat);
  if (seance.etat === 'close') return dernierResultat(etat) ? 'resultat' : 'groupes';
  if (!phase || phase.type === 'accueil') return 'attente';
  if (phase.type === 'ideation') return ouverte(phase) && phase.visibilite !== 'tous_direct' ? 'compte' : phase.etat === 'fermee' && phase.visibilite !== 'tous_direct' ? 'compte' : 'cartes';
  if (phase.type === 'regroupement') return 'groupes';
  if (phase.type === 'vote') return phase.etat === 'revelee' ? 'resultat' : 'vote';
  return dernierResultat(etat) ? 'resultat' : 'groupes';
}

/** @param {any} etat */
export function attente(etat) {
  const phase = phaseCourante(etat);
  const textes = /** @type {Record<string, string>} */ ({
    prete: 'La séance n’est pas encore ouverte.', ouverte: etat.seance.mode_entree === 'tickets' ? 'Scannez le code QR de votre ticket avec votre téléphone.'
      : 'Scannez le code avec votre téléphone, ou tapez l’adresse puis le code.',
  });
  remplir(parId('scene-attente'), {
    titre: phase ? phase.titre : etat.seance.titre,
    texte: phase ? phase.consigne : textes[etat.seance.etat] || '',
  });
}

/** @param {any} etat */
export function compte(etat) {
  const phase = /** @type {any} */ (phaseCourante(etat));
  const n = etat.compteurs ? etat.compteurs.contributions : 0;
  const suite = phase.visibilite === 'moi' ? 'Chaque idée reste sur le téléphone de la personne qui l’écrit.' : 'Elles apparaîtront ici à la fin de l’étape.';
  remplir(parId('scene-compte'), { titre: phase.titre, consigne: phase.consigne, nombre: String(n), texte: (n > 1 ? 'idées écrites. ' : 'idée écrite. ') + suite });
}

/** @param {HTMLElement} li @param {any} c */
function ecrireCarte(li, c) {
  const note = [c.auteur, c.reformulee ? 'reformulé par l’équipe' : ''].filter(Boolean).join(' · ');
  remplir(li, { texte: c.texte, note });
  montrer(li.querySelector('[data-champ="note"]'), note !== '');
}

/** @param {any} etat @param {any} commandes @param {any} place @param {boolean} nouvelles */
export function cartes(etat, commandes, place, nouvelles) {
  // while paused, cards newer than the pause wait; hidden or withdrawn ones leave at once all the same
  const toutes = Array.from(etat.contributions.values()).filter((/** @type {any} */ c) => c.rang <= commandes.etat.jusqua).sort((/** @type {any} */ a, /** @type {any} */ b) => a.rang - b.rang);
  const pages = paginer(/** @type {any[]} */ (toutes), Object.assign({ colonnes: COLONNES }, place));
  const page = pages[commandes.paginer(pages.length, nouvelles)] || [];
  remplir(parId('scene-cartes'), { vide: toutes.length ? '' : 'Les idées arrivent ici dès qu’elles sont envoyées.' });
  const mur = parId('cartes');
  const posees = page.reduce((/** @type {any[]} */ liste, colonne, i) => liste.concat(colonne.map((c, rang) => ({ c, tete: i > 0 && rang === 0 }))), []);
  const premieres = mur.childElementCount === 0;
  const creees = lister(mur, posees, (x) => x.c.id, () => cloner('modele-carte'), (li, x) => {
    ecrireCarte(li, x.c);
    li.classList.toggle('tete-colonne', x.tete);
  });
  if (!premieres && nouvelles) creees.forEach((li) => li.classList.add('arrive'));
}

/** @param {any} etat @param {any} commandes @param {any} place */
export function groupes(etat, commandes, place) {
  const libres = cartesDe(etat, null);
  /** @type {any[]} */
  const tous = regroupementsTries(etat).map((g) => ({ g, liste: cartesDe(etat, g.id) }));
  if (libres.length) tous.push({ g: SANS_GROUPE, liste: libres });
  const page = commandes.paginer(Math.ceil(tous.length / COLONNES));
  const visibles = tous.slice(page * COLONNES, (page + 1) * COLONNES);
  remplir(parId('scene-groupes'), { vide: tous.length ? '' : 'Les groupes d’idées se forment ici.' });
  lister(parId('colonnes'), visibles, (x) => x.g.id, () => cloner('modele-colonne'), (section, x) => {
    section.dataset.couleur = String(x.g.couleur);
    remplir(section, { repere: x.g.repere, titre: x.g.titre, compte: pluriel(x.liste.length, 'idée', 'idées') });
    montrer(section.querySelector('.repere'), x.g.repere !== '');
    const { montrees, reste } = remplirColonne(/** @type {any[]} */ (x.liste), x.g.titre, place);
    lister(/** @type {Element} */ (section.querySelector('ul')), montrees, (/** @type {any} */ c) => c.id, () => cloner('modele-carte'), ecrireCarte);
    remplir(section, { plus: '+ ' + pluriel(reste, 'idée', 'idées') });
    montrer(section.querySelector('.plus'), reste > 0);
  });
}

/** @param {any} etat @param {any} commandes @param {any} place */
export function vote(etat, commandes, place) {
  const phase = /** @type {any} */ (phaseCourante(etat));
  const v = voteDe(etat, phase.id);
  if (!v) return;
  const scene = parId('scene-vote');
  remplir(scene, {
    titre: v.etat === 'ouvert' ? 'Quels groupes d’idées voulez-vous voir avancer\u202f?' : 'Le vote est fermé',
    consigne: v.etat === 'ouvert' ? phase.consigne : 'Le résultat arrive.',
    votants: String(v.votants), sur: 'sur ' + v.inscrits + (v.votants > 1 ? ' ont voté' : ' a voté'),
  });
  parId('jauge').setAttribute('width', String(v.inscrits ? (100 * v.votants) / v.inscrits : 0));
  const objets = v.objets.map((id) => etat.regroupements.get(id) || etat.contributions.get(id)).filter(Boolean);
  const parPage = 2 * rangees(place, OBJETS);
  const page = commandes.paginer(Math.ceil(objets.length / parPage));
  lister(parId('objets'), /** @type {any[]} */ (objets).slice(page * parPage, (page + 1) * parPage), (o) => o.id, () => cloner('modele-objet'), (li, o) => {
    li.dataset.couleur = String(o.couleur || 0);
    remplir(li, { repere: o.repere || '', titre: o.titre || o.texte, compte: o.repere ? pluriel(cartesDe(etat, o.id).length, 'idée', 'idées') : '' });
    montrer(li.querySelector('.repere'), Boolean(o.repere));
  });
}

/** @param {any} etat @param {any} commandes @param {any} place */
export function resultat(etat, commandes, place) {
  const v = dernierResultat(etat);
  const scene = parId('scene-resultat');
  const lignes = v && v.votants ? /** @type {any[]} */ (v.resultats) : [];
  remplir(scene, {
    chiffres: v && !v.votants ? 'Personne n’a voté.' : v ? pluriel(v.votants, 'personne a voté', 'personnes ont voté') + ' · ' + pluriel(v.posees || 0, 'gommette posée', 'gommettes posées') + ' sur ' + v.disponibles : '',
    suites: 'Gardez le code ' + etat.seance.code + '\u00a0: il permet de suivre les suites de ces idées.',
  });
  const maximum = lignes.reduce((n, x) => Math.max(n, x.points), 0) || 1;
  const parPage = rangees(place, RESULTAT);
  const page = commandes.paginer(Math.ceil(lignes.length / parPage));
  lister(parId('lignes'), lignes.slice(page * parPage, (page + 1) * parPage), (x) => x.objet_id, () => cloner('modele-ligne'), (tr, x) => {
    const o = etat.regroupements.get(x.objet_id) || etat.contributions.get(x.objet_id);
    tr.dataset.couleur = String((o && o.couleur) || 0);
    remplir(tr, { rang: x.rang + (x.ex_aequo ? ' ex æquo' : ''), titre: o ? (o.repere ? o.repere + '\u2002' : '') + (o.titre || o.texte) : '', points: String(x.points) });
    /** @type {Element} */ (tr.querySelector('rect')).setAttribute('width', String((100 * x.points) / maximum));
  });
  ecrire(/** @type {Element} */ (scene.querySelector('h2')), 'Ce que vous avez retenu ensemble');
}
