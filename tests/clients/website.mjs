/**
 * A visitor of the public pages, and an expert for accessibility (axe-core) who looks along.
 *
 * Argument: JSON {tools, chromium, visits: [{url, width, dark, script, print, deaf, picture}]}. Prints,
 * for each, JSON {text, violations, errors, elsewhere, overflow, sheets}: what is to be seen, what
 * axe-core finds, what the browser complains of, requests to other servers, by how many pixels the
 * page is wider than the window, and, where it is printed, how many sheets that takes. Who is deaf
 * hears nothing of /live. Keeps a picture of the whole page.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";

const wish = JSON.parse(process.argv[2]);
const axe = await readFile(join(wish.tools, "node_modules/axe-core/axe.min.js"), "utf8");

async function judged(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

const sheetsOf = (pdf) => pdf.toString("latin1").match(/\/Type \/Page\b/g).length;

async function visit(context, { url, width, dark, script, print, deaf, picture }) {
  const page = await context.newPage();
  const seen = { errors: [], elsewhere: [] };
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (line) => line.type() === "error" && seen.errors.push(line.text()));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) seen.elsewhere.push(request.url());
  });
  await page.setViewportSize({ width, height: 900 });
  if (!script) {
    const tools = await context.newCDPSession(page);
    await tools.send("Emulation.setScriptExecutionDisabled", { value: true });
  }
  await page.emulateMedia({
    colorScheme: dark ? "dark" : "light",
    media: print ? "print" : "screen",
    reducedMotion: "reduce",
  });
  if (deaf) await page.route(/\/live/, (route) => route.abort());
  await page.goto(url, { waitUntil: "load" });
  if (deaf) await page.locator(".offline").waitFor();
  if (print) seen.sheets = sheetsOf(await page.pdf({ preferCSSPageSize: true }));
  // the margins that @page gives to paper only
  if (print) await page.evaluate(() => Object.assign(document.body.style, { padding: "16mm" }));
  seen.text = await page.locator("body").innerText();
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  seen.violations = script ? await judged(page) : [];
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.close();
  return seen;
}

const seen = await withBrowser(wish, async (context) => {
  const all = [];
  for (const one of wish.visits) all.push(await visit(context, one));
  return all;
});
console.log(JSON.stringify(seen));
