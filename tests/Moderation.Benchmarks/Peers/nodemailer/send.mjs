// The peer of goal 1: nodemailer composes, signs and sends the newsletter, in two processes, over pooled connections.
// node send.mjs PORT CONNECTIONS COUNT LETTER; LETTER is the JSON that Nodemailer.cs writes. Prints one line of JSON.
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";

const [port, connections, count, file] = process.argv.slice(2);
const processes = 2;
const warmUp = 400;

if (cluster.isPrimary) {
  const workers = Array.from({ length: processes }, () => cluster.fork());
  const heard = [];
  let started;
  cluster.on("exit", (_, code) => code && process.exit(code));
  cluster.on("message", (_, message) => {
    heard.push(message);
    if (heard.length === processes) {
      // All are warm: the clock starts.
      started = process.hrtime.bigint();
      workers.forEach((worker) => worker.send("go"));
    } else if (heard.length === 2 * processes) {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const sent = heard.slice(processes);
      const sum = (key) => sent.reduce((total, one) => total + one[key], 0);
      console.log(JSON.stringify({ Rate: sum("count") / seconds, Cpu: sum("cpu") / sum("count") }));
      process.exit(0);
    }
  });
} else {
  const letter = JSON.parse(readFileSync(file, "utf8"));
  const transport = nodemailer.createTransport({
    host: "127.0.0.1",
    port: Number(port),
    pool: true,
    maxConnections: connections / processes,
    maxMessages: Infinity,
    ignoreTLS: true,
    dkim: { domainName: "news.example", keySelector: "s1", privateKey: letter.Key },
  });
  let next = 0;

  const messageOf = (id) => {
    const token = `k${id.toString(16).padStart(8, "0")}zq8s7d6f5g4h3j2m1n0b9v8c`;
    const fill = (text) =>
      text
        .replaceAll("{{ unsubscribe_url }}", `https://go.news.example/u/${token}`)
        .replaceAll("{{ browser_url }}", `https://go.news.example/v/${token}`)
        .replaceAll('{{ contact.first_name | default: "reader" }}', "Anna");
    return {
      envelope: { from: `b-${token}@bounce.news.example`, to: `reader${id}@recipient.example` },
      from: "News <hello@news.example>",
      to: `reader${id}@recipient.example`,
      messageId: `<${token}@news.example>`,
      subject: fill(letter.Subject),
      html: fill(letter.Html),
      text: fill(letter.Text),
      textEncoding: "quoted-printable",
      headers: {
        "List-Id": "<all.news.example>",
        "Feedback-ID": "c1:l1:campaign:a1",
        "List-Unsubscribe": { prepared: true, value: `<https://go.news.example/u/${token}>` },
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    };
  };

  const send = async (many) => {
    const last = next + many;
    // Two for each connection, so that none waits for a message.
    const lanes = Array.from({ length: (2 * connections) / processes }, async () => {
      while (next < last) await transport.sendMail(messageOf(++next));
    });
    await Promise.all(lanes);
  };

  await send(warmUp);
  process.on("message", async () => {
    const before = process.cpuUsage();
    const share = Math.floor(count / processes);
    await send(share);
    const used = process.cpuUsage(before);
    process.send({ count: share, cpu: used.user + used.system });
  });
  process.send({ count: 0, cpu: 0 });
}
