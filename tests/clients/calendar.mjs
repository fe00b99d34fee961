/**
 * A calendar program that knows nothing of ours: ical.js, as Thunderbird has it.
 *
 * Argument: JSON {tools, calendars: [{text, until}]}. Prints, for each, JSON {summary,
 * starts}: the instants at which it believes that something begins, before `until` (ISO).
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const wish = JSON.parse(process.argv[2]);
const library = pathToFileURL(join(wish.tools, "node_modules/ical.js/dist/ical.js"));
const { default: ICAL } = await import(library.href);

const iso = (time) => time.toJSDate().toISOString().replace(".000Z", "Z");

function expanded({ text, until }) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const end = new Date(until);
  const starts = [];
  for (const event of parts.filter((part) => !part.isRecurrenceException())) {
    const mine = parts.filter((part) => part.isRecurrenceException() && part.uid === event.uid);
    for (const exception of mine) event.relateException(exception);
    // an exception may move a date across the end from either side
    const most = new Date(end.getTime() + 60 * 86_400_000);
    const days = event.iterator();
    for (let day = days.next(); day && day.toJSDate() < most; day = days.next()) {
      const { startDate } = event.getOccurrenceDetails(day);
      if (startDate.toJSDate() < end) starts.push(iso(startDate));
      if (!event.isRecurring()) break;
    }
  }
  ICAL.TimezoneService.reset();
  return { summary: parts[0].summary, starts: starts.sort() };
}

console.log(JSON.stringify(wish.calendars.map(expanded)));
