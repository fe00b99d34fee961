/**
 * <ankerplatz-programme></ankerplatz-programme>: the public programme on any website; with slug="…"
 * one series of it. It speaks the language of the page around it, and shows the reader's own time.
 */

(() => {
  const source = new URL("api/v1/programme.json", document.currentScript.src);
  const home = new URL("../../", source);

  const words = {
    en: {
      join: "Join the call",
      live: "open now",
      there: ", {count} there",
      cancelled: "cancelled",
      moved: "moved",
      nothing: "Nothing is planned just now.",
      away: "To the programme",
    },
    de: {
      join: "Teilnehmen",
      live: "jetzt offen",
      there: ", {count} da",
      cancelled: "fällt aus",
      moved: "verlegt",
      nothing: "Zurzeit ist nichts geplant.",
      away: "Zum Programm",
    },
  };

  const style = new CSSStyleSheet();
  style.replaceSync(`
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: 0.75em 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
    p { margin: 0.25em 0; }
    a { color: inherit; }
    .title { font-weight: 600; }
    .cancelled time { text-decoration: line-through; }
  `);

  const made = (tag, properties, ...inside) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...inside);
    return node;
  };

  class Programme extends HTMLElement {
    async connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      const language = this.closest("[lang]")?.lang.split("-")[0];
      this.language = language in words ? language : "en";
      this.words = words[this.language];
      root.append(await this.shown());
    }

    async shown() {
      try {
        const answer = await fetch(source);
        if (!answer.ok) throw new Error(answer.statusText);
        const { series } = await answer.json();
        const wanted = this.getAttribute("slug");
        const found = series.filter(({ slug }) => !wanted || slug === wanted);
        if (!found.length) return made("p", {}, this.words.nothing);
        return made("ul", {}, ...found.map((one) => this.entry(one)));
      } catch {
        return made("p", {}, made("a", { href: home.href }, this.words.away));
      }
    }

    entry({ title, url, join, live, dates }) {
      const next = dates.findIndex(({ status }) => status !== "cancelled");
      const count = live.count === null ? "" : this.words.there.replace("{count}", live.count);
      return made(
        "li",
        {},
        made("p", { className: "title" }, made("a", { href: url }, title)),
        ...dates.slice(0, next < 0 ? 1 : next + 1).map((date) => this.date(date)),
        ...(live.state === "live" ? [made("p", {}, this.words.live + count)] : []),
        made("p", {}, made("a", { href: join, rel: "noreferrer" }, this.words.join)),
      );
    }

    date({ starts_at: startsAt, status, title = "" }) {
      const day = { weekday: "long", day: "numeric", month: "long" };
      const how = { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
      const when = new Intl.DateTimeFormat(this.language, how).format(new Date(startsAt));
      const mark = this.words[status] ?? "";
      const time = made("time", { dateTime: startsAt }, when);
      return made("p", { className: status }, time, ` ${mark} ${title}`);
    }
  }

  customElements.define("ankerplatz-programme", Programme);
})();
