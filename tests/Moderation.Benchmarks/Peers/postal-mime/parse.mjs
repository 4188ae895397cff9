// The peer of goal 8: postal-mime parses the same reports. node parse.mjs SECONDS FILE…; prints one line of JSON.
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";

const [seconds, ...files] = process.argv.slice(2);
const reports = files.map((file) => readFileSync(file));

// Warm-up, then as long as asked for; processor time, which other work on the cores changes little.
let parsed = 0;
for (const until of [Number(seconds) / 2, Number(seconds)]) {
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  parsed = 0;
  while (Number(process.hrtime.bigint() - start) / 1e9 < until) {
    for (const report of reports) {
      const mail = await PostalMime.parse(report);
      if (!mail.attachments.length) throw new Error("the report has no parts");
      parsed++;
    }
  }
  const used = process.cpuUsage(cpu);
  if (until === Number(seconds)) console.log(JSON.stringify({ Microseconds: (used.user + used.system) / parsed }));
}
