/** « Regrouper »: columns of cards; drag, menus, ticks and keys all end in the same few commands (`Rangeur`). */
import { annoncer, ecrire, montrer, parId, pluriel } from '../composants/dom.js';
import { ouvrirMenuDeplacer } from '../composants/menu_deplacer.js';
import { regroupementsTries } from '../noyau/reducteur.js';
import { dessinerColonnes } from './colonne.js';
import { renommerSurPlace } from './renommer.js';
import { menuGroupe } from './menu_groupe.js';
import { Rangeur } from './rangeur.js';
import { rendreGlissable } from './glisser.js';

/** @typedef {import('./contexte.js').Contexte} Contexte */

/** @param {Contexte} ctx */
export function ecranRegrouper(ctx) {
  const zone = parId('colonnes');
  const rangeur = new Rangeur(ctx);
  let tient = false;
  /** @type {string | null | undefined} */
  let depart;

  rendreGlissable(zone, {
    surDebut(id) {
      tient = true;
      depart = rangeur.groupeDe(id);
      return rangeur.avecChoisies(id).length;
    },
    surFin(depot) {
      tient = false;
      ctx.demanderRendu();
      if (!depot) return;
      const { id, cible, avant } = depot;
      if (rangeur.groupeDe(id) !== depart) rangeur.reperes.noter(id);
      else if (cible.hasAttribute('data-depot')) rangeur.grouper(rangeur.avecChoisies(id));
      else rangeur.deplacer(rangeur.avecChoisies(id), /** @type {HTMLElement} */ (cible).dataset.cle || null, avant);
    },
  });

  zone.addEventListener('click', (e) => {
    const element = /** @type {HTMLElement} */ (e.target).closest('[data-action]');
    const bouton = /** @type {HTMLElement | null} */ (element);
    if (!bouton || bouton.closest('[data-vie=close]')) return;
    const carte = /** @type {HTMLElement | null} */ (bouton.closest('.rangee'));
    const colonne = /** @type {HTMLElement} */ (bouton.closest('.colonne'));
    const groupe = ctx.etat().regroupements.get(colonne.dataset.cle || '');
    if (bouton.dataset.action === 'cocher' && carte) rangeur.cocher(carte.dataset.cle || '', /** @type {HTMLInputElement} */ (bouton).checked);
    if (bouton.dataset.action === 'deplacer' && carte) menuCartes(ctx, rangeur, bouton, [carte.dataset.cle || '']);
    if (bouton.dataset.action === 'menu' && groupe) menuGroupe(ctx, rangeur, bouton, groupe);
    if (bouton.dataset.action === 'renommer' && groupe) renommerSurPlace(rangeur, bouton, groupe);
  });
  brancherOutils(ctx, rangeur);

  return {
    /** @param {import('../noyau/types.js').Etat} etat */
    rendre(etat) {
      if (tient) return;
      const vues = rangeur.vues(etat);
      const rendreTenu = rangeur.reperes.tenir(zone);
      dessinerColonnes(zone, vues, rangeur);
      rendreTenu();
      const historique = etat.historique || { annuler: null, retablir: null };
      outil('regrouper-annuler', 'Annuler', historique.annuler);
      outil('regrouper-retablir', 'Rétablir', historique.retablir);
      const aDiscuter = regroupementsTries(etat).some((r) => r.special === 'a_discuter');
      montrer(parId('regrouper-discuter'), !aDiscuter);
      const sansIdee = vues.every((v) => v.cartes.length === 0);
      montrer(parId('regrouper-vide'), sansIdee && vues.length === 1);
      montrer(parId('groupes-vide'), !sansIdee && vues.length === 1);
      barreChoisies(rangeur, etat);
      rangeur.reperes.rendreFocus(zone);
    },
  };
}

/** @param {string} id @param {string} verbe @param {string | null} quoi */
function outil(id, verbe, quoi) {
  const bouton = /** @type {HTMLButtonElement} */ (parId(id));
  // aria-disabled, not disabled: the focus stays when the last step has been undone
  bouton.setAttribute('aria-disabled', String(!quoi));
  ecrire(bouton, quoi ? `${verbe}\u00a0: ${quoi}` : verbe);
  bouton.title = quoi || '';
}

/** @param {Rangeur} rangeur @param {import('../noyau/types.js').Etat} etat */
function barreChoisies(rangeur, etat) {
  const ids = rangeur.choisies();
  montrer(parId('choisies'), ids.length > 0 && etat.seance !== null && etat.seance.etat !== 'close');
  ecrire(parId('choisies-nombre'), pluriel(ids.length, 'carte cochée', 'cartes cochées'));
  const groupes = new Set(ids.map((id) => rangeur.groupeDe(id)));
  const seul = groupes.size === 1 ? Array.from(groupes)[0] : null;
  montrer(parId('choisies-scinder'), Boolean(seul) && ids.length < rangeur.nombreDans(etat, seul || ''));
}

/** @param {Contexte} ctx @param {Rangeur} rangeur @param {HTMLElement} bouton @param {string[]} ids */
function menuCartes(ctx, rangeur, bouton, ids) {
  const departs = new Map(ids.map((id) => [id, rangeur.groupeDe(id)]));
  const lieux = new Set(departs.values());
  ouvrirMenuDeplacer(bouton, {
    regroupements: regroupementsTries(ctx.etat()),
    actuel: lieux.size === 1 ? Array.from(lieux)[0] : undefined,
    nom: ids.length > 1 ? `Déplacer ${pluriel(ids.length, 'carte', 'cartes')} vers…` : 'Déplacer vers…',
    surChoix(cible) {
      // somebody moved it while the menu was open: theirs stands, and it is said
      const bougees = ids.filter((id) => rangeur.groupeDe(id) !== departs.get(id));
      bougees.forEach((id) => rangeur.reperes.noter(id));
      const restent = ids.filter((id) => !bougees.includes(id));
      if (restent.length) rangeur.deplacer(restent, cible, null, true);
    },
    surNouveau: () => rangeur.grouper(ids),
  });
}

/** @param {Contexte} ctx @param {Rangeur} rangeur */
function brancherOutils(ctx, rangeur) {
  /** @param {string} id @param {(bouton: HTMLElement) => void} agir */
  const sur = (id, agir) => parId(id).addEventListener('click', () => {
    if (parId(id).getAttribute('aria-disabled') !== 'true') agir(parId(id));
  });
  sur('regrouper-nouveau', () => rangeur.grouper([]));
  sur('regrouper-discuter', () => rangeur.creer('À discuter', rangeur.choisies()));
  sur('regrouper-annuler', () => rangeur.historique('annuler'));
  sur('regrouper-retablir', () => rangeur.historique('retablir'));
  sur('choisies-grouper', () => rangeur.grouper(rangeur.choisies()));
  sur('choisies-deplacer', (bouton) => menuCartes(ctx, rangeur, bouton, rangeur.choisies()));
  sur('choisies-scinder', () => rangeur.scinder(rangeur.choisies()));
  sur('choisies-vider', () => {
    rangeur.decocher();
    annoncer('Aucune carte cochée');
    parId('regrouper-nouveau').focus();
  });
  document.addEventListener('keydown', (e) => {
    const touche = e.key.toLowerCase();
    const dansChamp = /** @type {HTMLElement} */ (e.target).closest('input:not([type=checkbox]), textarea, [role=dialog]');
    if (!(e.ctrlKey || e.metaKey) || !['z', 'y'].includes(touche) || dansChamp || !parId('regrouper-nouveau').offsetParent) return;
    e.preventDefault();
    rangeur.historique(touche === 'y' || e.shiftKey ? 'retablir' : 'annuler');
  });
}
