/**
 * Adds what only a browser can know: what the reader's own clock shows, and who is there right now.
 * The page is whole without it.
 */

for (const time of document.querySelectorAll("time[data-offset]")) {
  const moment = new Date(time.dateTime);
  const yours = time.parentElement.querySelector(".yours[data-text]");
  if (!yours || -moment.getTimezoneOffset() === Number(time.dataset.offset)) continue;
  const clock = { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const when = new Intl.DateTimeFormat(document.documentElement.lang, clock).format(moment);
  yours.textContent = yours.dataset.text.replace("{when}", when);
  yours.hidden = false;
}

const { live } = document.body.dataset;
if (live) {
  const offline = document.querySelector(".offline");
  const stream = new EventSource(live);
  stream.onopen = () => (offline.hidden = true);
  stream.onerror = () => (offline.hidden = false);
  stream.onmessage = ({ data }) => {
    const { slug, state, text } = JSON.parse(data);
    for (const badge of document.querySelectorAll(".live")) {
      if (badge.dataset.slug !== slug) continue;
      badge.dataset.state = state;
      badge.textContent = text;
      badge.hidden = !text;
    }
  };
}
