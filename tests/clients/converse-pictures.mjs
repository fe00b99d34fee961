/**
 * Somebody with the whole of converse.js, who has a card and a reminder before them and fills in a
 * form of the bot's; on a large screen and on a telephone's.
 *
 * Argument: JSON {tools, chromium, url, settings, room, bot, say, lines, command, blank, pictures}. The page
 * at `url` has loaded converse.js, which is started with `settings`. They enter `room`, say `say`,
 * and look once the bot's lines match the patterns `lines`; then they open the form `command` of
 * `bot`, an occupant JID, whose second sheet has a `blank`. Prints JSON {lines: [text], fields: [text], wide: [pixels]}: what is shown,
 * and by how much something was too wide; keeps pictures under `pictures` with what it is behind.
 */
import { takePictures, withBrowser } from "./browser.mjs";

const PATIENCE = { timeout: 30_000 };
const wish = JSON.parse(process.argv[2]);
const wide = [];

/** Logs in and enters the room; runs in the page. */
async function enter({ settings, room }) {
  const started = new Promise((resolve) => {
    globalThis.converse.plugins.add("trial", {
      initialize() {
        resolve(this._converse);
      },
    });
  });
  globalThis.converse.initialize({ ...settings, whitelisted_plugins: ["trial"] });
  const { api } = await started;
  globalThis.api = api;
  await api.waitUntil("chatBoxesFetched");
  await api.rooms.open(room, { nick: settings.nickname }, true);
}

async function seeLines(page) {
  await page.locator("textarea.chat-textarea").fill(wish.say);
  await page.locator("textarea.chat-textarea").press("Enter");
  const found = await page.waitForFunction(
    ({ bot, lines }) => {
      const shown = [...document.querySelectorAll(".chat-msg")]
        .filter((line) => line.dataset.from === bot)
        .map((line) => line.querySelector(".chat-msg__text")?.innerText ?? "");
      return lines.every((one) => shown.some((text) => new RegExp(one).test(text))) && shown;
    },
    wish,
    PATIENCE,
  );
  wide.push(...(await takePictures(page, `${wish.pictures}-chat`)));
  return found.jsonValue();
}

async function seeForm(page) {
  await page.evaluate(() => {
    globalThis.api.modal.show("converse-user-settings-modal");
  });
  await page.locator("#commands-tab").click();
  const commands = page.locator("converse-adhoc-commands");
  await commands.locator("input[name=jid]").fill(wish.bot);
  await commands.locator("input[type=submit]").click();
  await commands.getByText(wish.command, { exact: true }).click();
  await commands.locator("input[data-action=next]").click(); // for this chat
  await commands.getByText(wish.blank).waitFor(PATIENCE);
  await commands.getByText(wish.command, { exact: true }).first().scrollIntoViewIfNeeded();
  const fields = await commands.locator("label, h6").allInnerTexts();
  wide.push(...(await takePictures(page, `${wish.pictures}-form`)));
  return fields;
}

const seen = await withBrowser(wish, async (context) => {
  const page = context.pages()[0];
  page.setDefaultTimeout(PATIENCE.timeout);
  await page.goto(wish.url);
  await page.waitForFunction(() => globalThis.converse, PATIENCE);
  await page.evaluate(enter, wish);
  try {
    const lines = await seeLines(page);
    return { lines, fields: await seeForm(page), wide };
  } catch (error) {
    await page.screenshot({ path: `${wish.pictures}-failed.png` });
    throw error;
  }
});
console.log(JSON.stringify(seen));
