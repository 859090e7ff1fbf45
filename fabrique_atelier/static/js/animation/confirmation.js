/** Commands the server may want confirmed. */
import { demander } from '../composants/dialogue.js';

/** @typedef {import('./contexte.js').Contexte} Contexte */

/**
 * Send; when the server says too few people have voted, ask once more with its own words.
 * @param {Contexte} ctx @param {string} type @param {Record<string, any>} donnees
 */
export async function avecConfirmation(ctx, type, donnees) {
  const reponse = await ctx.agir(type, donnees);
  if (reponse.ok || reponse.code !== 'trop_peu_de_bulletins') return;
  ctx.avertir('');
  const oui = await demander({ titre: 'Peu de bulletins', texte: reponse.message || '', confirmer: 'Montrer quand même', renoncer: 'Attendre' });
  if (oui) await ctx.agir(type, { ...donnees, confirme: true });
}
