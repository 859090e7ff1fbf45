/** A member's page: tells when the sitting has moved (a vote opens, a decision is taken). Nothing moves under the finger. */
const INTERVALLE_MS = 3000;
const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-guetter]'));
const bandeau = /** @type {HTMLElement | null} */ (document.querySelector('[data-nouveau]'));
let connue = '';

if (page && bandeau) {
  demander();
  setInterval(demander, INTERVALLE_MS);
}

async function demander() {
  if (!page || !bandeau || document.hidden) return;
  try {
    const reponse = await fetch(page.dataset.guetter || '', { headers: { Accept: 'application/json' } });
    if (!reponse.ok) return;
    const signature = String((await reponse.json()).signature);
    if (connue && signature !== connue) bandeau.hidden = false;
    else connue = signature;
  } catch (_perdu) {
    // no network for now: the next question comes in three seconds
  }
}
