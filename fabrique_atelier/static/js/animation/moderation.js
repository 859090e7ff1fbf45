/** What the team can do to a card, wherever it is shown. Hiding takes two actions: the button, then the reason. */
import { demander } from '../composants/dialogue.js';
import { ouvrirMenu } from '../composants/menu.js';

/** @typedef {import('../noyau/types.js').Contribution} Contribution */
/** @typedef {import('./contexte.js').Contexte} Contexte */

export const MOTIFS = {
  donnee_personnelle: 'Donnée personnelle',
  injure: 'Injure',
  discrimination: 'Propos discriminatoire',
  hors_sujet: 'Hors sujet',
  doublon_involontaire: 'Doublon involontaire',
  autre: 'Autre raison',
};

/** @param {string | null | undefined} motif */
export function texteMotif(motif) {
  return motif && motif in MOTIFS ? MOTIFS[/** @type {keyof typeof MOTIFS} */ (motif)].toLowerCase() : '';
}

const NOM_MAX = 60;

/** Each button of a card says which card: « Masquer “…” » makes sense alone. @param {HTMLElement} bloc @param {string} texte */
export function nommer(bloc, texte) {
  const court = texte.length > NOM_MAX ? `${texte.slice(0, NOM_MAX).trim()}…` : texte;
  bloc.querySelectorAll('[data-action]').forEach((bouton) => {
    const nom = `${(bouton.textContent || '').trim()} «\u00a0${court}\u00a0»`;
    if (bouton.getAttribute('aria-label') !== nom) bouton.setAttribute('aria-label', nom);
  });
}

/** Run the action a button of a card names. @param {Contexte} ctx @param {HTMLElement} bouton @param {Contribution} carte */
export function moderer(ctx, bouton, carte) {
  const id = { contribution_id: carte.id };
  if (bouton.dataset.action === 'laisser') ctx.agir('laisser_contribution', id);
  if (bouton.dataset.action === 'retablir') ctx.agir('retablir_contribution', id);
  if (bouton.dataset.action === 'reformuler') reformuler(ctx, carte);
  if (bouton.dataset.action === 'masquer') {
    const entrees = Object.entries(MOTIFS).map(([motif, libelle]) => ({
      libelle,
      action: () => { ctx.agir('masquer_contribution', { ...id, motif }); },
    }));
    ouvrirMenu(bouton, 'Masquer cette carte, pourquoi\u202f?', entrees);
  }
}

/** @param {Contexte} ctx @param {Contribution} carte */
export function reformuler(ctx, carte) {
  const origine = carte.texte_origine || '';
  return demander({
    titre: 'Reformuler',
    texte: `Texte d’origine\u00a0: «\u00a0${origine}\u00a0». La salle verra votre version, signée «\u00a0reformulé par l’équipe d’animation\u00a0».`,
    confirmer: 'Afficher cette version',
    champs: [{ nom: 'texte', libelle: 'Nouvelle version', valeur: carte.texte || '', genre: 'texte', max: 500, aide: 'Pour revenir au texte d’origine, recopiez-le ou videz ce champ.', facultatif: true }],
    envoyer: async (valeurs) => {
      const texte = String(valeurs.texte).trim();
      const reponse = await ctx.agir('reformuler_contribution', { contribution_id: carte.id, texte: texte && texte !== origine ? texte : null });
      if (!reponse.ok) ctx.avertir('');
      return reponse.ok ? null : reponse.message || 'Reformulation refusée.';
    },
  });
}
