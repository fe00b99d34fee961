/**
 * A moderator who manages a chat in the browser, and an expert for accessibility (axe-core) who
 * looks along.
 *
 * Argument: JSON {tools, chromium, link, pictures}. Prints JSON {texts, findings, cookies}: what was
 * to be read at each step, what is wrong with the pages, and the cookies of the visit.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";

const wish = JSON.parse(process.argv[2]);
const axe = await readFile(join(wish.tools, "node_modules/axe-core/axe.min.js"), "utf8");
const texts = {};
const findings = [];

/** What stands there, looked at small and large, light and dark. */
async function look(page, name) {
  texts[name] = await page.locator("body").innerText();
  for (const [width, colorScheme] of [[320, "dark"], [1280, "light"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    findings.push(
      ...violations.map(
        ({ id, nodes }) => `${name} ${width}: ${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
      ),
    );
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) findings.push(`${name} ${width}: ${over} pixels too wide`);
    const path = join(wish.pictures, `dashboard-${name}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
  }
}

/** Go on by the keyboard alone: to the control that has this name, and press it. */
async function press(page, name) {
  for (let tries = 0; tries < 80; tries++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => document.activeElement?.innerText.trim() ?? "");
    if (here === name) {
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      return;
    }
  }
  findings.push(`${name}: not reached by the keyboard`);
}

const cookies = await withBrowser(
  wish,
  async (context) => {
    const page = await context.newPage();
    const home = new URL(wish.link);
    page.on("pageerror", (error) => findings.push(String(error)));
    page.on("console", (line) => {
      if (line.type() === "error" && !/status of (403|410|422)/.test(line.text()))
        findings.push(line.text());
    });
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== home.origin) findings.push(`asked ${request.url()}`);
    });

    await page.goto(wish.link);
    await look(page, "enter");
    await press(page, "Go on");
    await look(page, "empty");
    const visit = await context.cookies();

    await page.getByRole("link", { name: "New series" }).first().click();
    await page.getByLabel("When").fill("every sunday 11:00");
    await page.locator("#preview li").nth(9).waitFor();
    await page.getByLabel("Title").fill("Choir");
    await page.getByLabel("Public").check();
    await look(page, "new");
    await page.getByRole("button", { name: "Plan it" }).click();
    await page.getByRole("link", { name: "Choir" }).waitFor();
    await look(page, "home");

    await page.getByRole("link", { name: "Choir" }).click();
    await page.locator(".day").last().click();
    await page.locator("input[type=datetime-local]").waitFor();
    await press(page, "It is off");
    await page.locator(".day.off").waitFor();
    await look(page, "series");

    // the same form where the browser runs no script
    const bare = await context.newPage();
    const tools = await context.newCDPSession(bare);
    await tools.send("Emulation.setScriptExecutionDisabled", { value: true });
    await bare.goto(new URL("new?lang=en", page.url().replace(/series.*/, "")).href);
    await bare.locator("#when").fill("every 1st monday of the month 19:30");
    await bare.locator("#when").press("Enter");
    await bare.locator("#preview li").nth(9).waitFor();
    texts.bare = await bare.locator("body").innerText();
    await bare.locator("#when").fill("whenever");
    await bare.locator("#when").press("Enter");
    await bare.locator("[role=alert]").waitFor();
    texts.wrong = await bare.locator("#preview").innerText();
    await bare.close();

    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("whether somebody is there").check();
    await look(page, "settings");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".done").waitFor();

    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { name: "You have left" }).waitFor();
    await page.goto(new URL("../", wish.link).href);
    await look(page, "over");
    await page.goto(wish.link);
    await look(page, "used");
    return visit;
  },
  { ignoreHTTPSErrors: true },
);
console.log(JSON.stringify({ texts, findings, cookies }));
