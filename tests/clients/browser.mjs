/** Chromium as the tests use it: the system's own, headless, with a profile that starts empty. */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Runs `visit(context)` in a browser of its own and ends the browser, whatever happens. `more` are
 * further options of the browser.
 */
export async function withBrowser({ tools, chromium }, visit, more = {}) {
  const playwright = createRequire(join(tools, "node_modules/"))("playwright-core");
  const profile = await mkdtemp(join(tmpdir(), "ankerplatz-browser-"));
  try {
    const context = await playwright.chromium.launchPersistentContext(profile, {
      executablePath: chromium,
      headless: true,
      args: FLAGS,
      viewport: { width: 1000, height: 640 },
      ...more,
    });
    try {
      return await visit(context);
    } finally {
      await context.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

const SCREENS = { wide: { width: 1100, height: 700 }, phone: { width: 390, height: 780 } };

/**
 * Keeps pictures of a page on a large screen and on a telephone's, as `path`-wide.png and
 * `path`-phone.png; returns by how many pixels it was too wide there.
 */
export async function takePictures(page, path) {
  const over = [];
  for (const [screen, size] of Object.entries(SCREENS)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(500); // what folds away does so slowly
    over.push(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
    await page.screenshot({ path: `${path}-${screen}.png` });
  }
  await page.setViewportSize(SCREENS.wide);
  return over;
}
