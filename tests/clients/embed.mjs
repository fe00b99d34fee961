/**
 * A visitor of another website that shows the programme: as a frame, and as an element.
 *
 * Argument: JSON {tools, chromium, visits: [{url, picture}]}. Prints, for each, JSON {frame, element,
 * links, errors}: the text in the frame, that of the element, where its links lead, and what the
 * browser complains of. The frame may be refused; its text is then empty.
 */
import { withBrowser } from "./browser.mjs";

const wish = JSON.parse(process.argv[2]);

async function visit(context, { url, picture }) {
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  await page.goto(url, { waitUntil: "load" });
  const told = page.locator("ankerplatz-programme :is(ul, p)").first();
  await told.waitFor();
  const links = await page.locator("ankerplatz-programme a").evaluateAll((all) => all.map((a) => a.href));
  const [frame] = page.mainFrame().childFrames();
  const seen = {
    frame: await frame.evaluate(() => document.querySelector("main")?.innerText ?? ""),
    element: await told.innerText(),
    links,
    errors,
  };
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  await page.close();
  return seen;
}

const seen = await withBrowser(wish, async (context) => {
  const all = [];
  for (const one of wish.visits) all.push(await visit(context, one));
  return all;
});
console.log(JSON.stringify(seen));
