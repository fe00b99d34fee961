/**
 * Shows the dates that a form would make while one types. The form is whole without it: a button of
 * it does the same.
 */

const PAUSE_MS = 400;

for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting;
  let asked = 0;

  async function look() {
    const mine = ++asked;
    const filledIn = new URLSearchParams(new FormData(form));
    filledIn.set("preview", "1");
    const answer = await fetch(form.action, { method: "POST", body: filledIn });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const seen = page.querySelector("#preview");
    if (mine !== asked || !seen) return; // there is a later wish, or the visit is over
    document.querySelector("#preview").replaceChildren(...seen.childNodes);
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => {}), PAUSE_MS);
  });
}
