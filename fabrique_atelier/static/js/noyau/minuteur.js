/** Time left, from the end instant and the server's clock. Nothing is ever broadcast each second. */

/**
 * @param {import('./types.js').Phase|null} phase
 * @param {number} maintenant server time, ms
 * @returns {{ms: number, enPause: boolean, depasse: boolean}|null} null: no timer
 */
export function restant(phase, maintenant) {
  if (!phase) return null;
  if (phase.restant_ms !== null) return { ms: phase.restant_ms, enPause: true, depasse: phase.restant_ms < 0 };
  if (phase.fin === null) return null;
  const ms = phase.fin - maintenant;
  return { ms, enPause: false, depasse: ms < 0 };
}

/**
 * « 6:42 »; hours only when needed. Never negative: say « dépassé » beside it.
 * @param {number} ms
 */
export function texteRestant(ms) {
  const s = Math.max(0, Math.ceil(Math.abs(ms) / 1000));
  const deux = (/** @type {number} */ n) => (n < 10 ? '0' + n : String(n));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return (h ? h + ':' + deux(m) : String(m)) + ':' + deux(s % 60);
}

/**
 * « encore 4 min », for a phone that needs no seconds until the last minute.
 * @param {number} ms
 */
export function phraseRestante(ms) {
  if (ms <= 0) return 'temps écoulé';
  if (ms < 60000) return 'encore ' + Math.ceil(ms / 1000) + '\u00a0s';
  return 'encore ' + Math.ceil(ms / 60000) + '\u00a0min';
}
