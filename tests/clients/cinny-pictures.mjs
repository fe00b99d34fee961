/**
 * Somebody with Cinny who has a card and a reminder before them, on a large screen and on a
 * telephone's.
 *
 * Argument: JSON {tools, chromium, url, login, room, lines, pictures}. `url` serves Cinny, whose
 * local storage is given `login`; they open `room` and look once what is written there matches the
 * patterns `lines`. Prints JSON {text, wide}: what is shown, and by how much it was too wide.
 */
import { takePictures, withBrowser } from "./browser.mjs";

const PATIENCE = { timeout: 60_000 };
const wish = JSON.parse(process.argv[2]);

const seen = await withBrowser(wish, async (context) => {
  const page = context.pages()[0];
  await page.addInitScript((login) => {
    for (const [key, value] of Object.entries(login)) localStorage.setItem(key, value);
  }, wish.login);
  try {
    await page.goto(`${wish.url}/home/${encodeURIComponent(wish.room)}/`);
    await page.waitForFunction(
      (lines) => lines.every((one) => new RegExp(one).test(document.body.innerText)),
      wish.lines,
      PATIENCE,
    );
    const text = await page.locator("body").innerText();
    return { text, wide: await takePictures(page, wish.pictures) };
  } catch (error) {
    await page.screenshot({ path: `${wish.pictures}-failed.png` });
    throw error;
  }
});
console.log(JSON.stringify(seen));
