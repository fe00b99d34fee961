/**
 * A person at the trial's web chat: types lines into converse.js and reads what is answered.
 *
 * Argument: JSON {tools, chromium, url, nick, bot, say: [{text, answer}], screenshot}. `answer` is
 * a pattern that a line of `bot` after the typed one has to match; `{text, follow: true}` instead
 * opens the link of the last answer in another tab and leaves it open, and `{shows}` waits until
 * that answer is edited to match the pattern. `{alone}` opens what the bot wrote in private and waits
 * for that pattern; it has to be the last.
 * Prints JSON {answers: [text], links: [href], room: text, card: text, errors: [text]} and keeps
 * pictures of the chat and of the opened link.
 */
import { withBrowser } from "./browser.mjs";

const PATIENCE = { timeout: 20_000 };
const wish = JSON.parse(process.argv[2]);

/** Types a line; returns the first line of the bot after it that matches, as it is shown. */
async function ask(page, { text, answer }) {
  const mine = `.chat-msg[data-from$="/${wish.nick}"]`;
  const before = await page.locator(mine).count();
  await page.locator("textarea.chat-textarea").fill(text);
  await page.locator("textarea.chat-textarea").press("Enter");
  const found = await page.waitForFunction(
    ({ mine, before, bot, answer }) => {
      const own = [...document.querySelectorAll(mine)];
      if (own.length <= before) return null;
      const lines = [...document.querySelectorAll(".chat-msg")];
      return lines
        .slice(lines.indexOf(own.at(-1)))
        .filter((line) => line.dataset.from.endsWith(`/${bot}`))
        .map((line) => line.querySelector(".chat-msg__text")?.innerText ?? "")
        .find((shown) => new RegExp(answer).test(shown));
    },
    { mine, before, bot: wish.bot, answer },
    PATIENCE,
  );
  return found.jsonValue();
}

/** Waits until a line of the bot, the link of which is that one, is edited to match. */
async function watch(page, link, pattern) {
  const found = await page.waitForFunction(
    ({ bot, link, pattern }) =>
      [...document.querySelectorAll(`.chat-msg[data-from$="/${bot}"] .chat-msg__text`)]
        .map((text) => text.innerText)
        .find((shown) => shown.includes(link) && new RegExp(pattern).test(shown)),
    { bot: wish.bot, link, pattern },
    PATIENCE,
  );
  return found.jsonValue();
}

/** Opens the contact with unread lines as a click would; returns the line that is wanted. */
async function openAlone(page, pattern) {
  await page.locator("#converse-roster .open-chat", { hasText: wish.bot }).first().click(PATIENCE);
  const line = page.locator("converse-chat .chat-msg__text", { hasText: new RegExp(pattern) });
  await line.first().waitFor(PATIENCE);
  return line.first().innerText();
}

/** Opens a link as a click would; returns what the page says once it is in the room. */
async function follow(context, link) {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByText(/In this room now: [1-9]/).waitFor(PATIENCE);
  await page.screenshot({ path: wish.screenshot.replace(/\.png$/, "-room.png") });
  return page.locator("main").innerText();
}

/** A clock like the bot's, for the pictures. */
const LOOK = { timezoneId: "Europe/Berlin", viewport: { width: 1000, height: 720 } };

const seen = await withBrowser(wish, async (context) => {
  const page = context.pages()[0];
  const seen = { answers: [], links: [], room: null, card: null, errors: [] };
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  try {
    await page.goto(wish.url);
    await page.locator("textarea.chat-textarea").waitFor(PATIENCE);
    for (const line of wish.say) {
      if (line.follow) {
        seen.room = await follow(context, seen.answers.at(-1).match(/https?:\S+/)[0]);
        await page.bringToFront();
      } else if (line.shows) {
        seen.card = await watch(page, seen.answers.at(-1).match(/https?:\S+/)[0], line.shows);
      } else if (line.alone) {
        seen.answers.push(await openAlone(page, line.alone));
      } else {
        seen.answers.push(await ask(page, line));
      }
    }
    const links = page.locator(`.chat-msg[data-from$="/${wish.bot}"] a[href^=http]`);
    seen.links = await links.evaluateAll((all) => all.map((a) => a.href));
  } finally {
    await page.screenshot({ path: wish.screenshot });
  }
  return seen;
}, LOOK);
console.log(JSON.stringify(seen));
