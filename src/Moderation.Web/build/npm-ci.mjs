// Runs `npm ci` once per lock file, one build at a time. Started by build/FrontEnd.targets.
// Exit code 20: Node.js is too old or npm is missing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";

const lock = "obj/npm-ci.lock";
const stamp = "node_modules/.installed";

function upToDate() {
  const newest = Math.max(...["package.json", "package-lock.json"].map((file) => statSync(file).mtimeMs));
  return existsSync(stamp) && statSync(stamp).mtimeMs >= newest;
}

function holderIsAlive() {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    if (!holder) return Date.now() - statSync(lock).mtimeMs < 5000; // its number is not written yet
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // alive, but somebody else's
  }
}

async function takeLock() {
  mkdirSync("obj", { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (holderIsAlive()) await new Promise((done) => setTimeout(done, 200));
      else rmSync(lock, { force: true });
    }
  }
}

if (Number(process.versions.node.split(".")[0]) < 20) process.exit(20);

await takeLock();
try {
  if (!upToDate()) {
    console.log("Installing front-end packages and PostgreSQL (npm ci), once.");
    // No install scripts: nothing here needs one, and they are the usual road of a supply-chain attack.
    const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (npm.error) process.exitCode = 20;
    else if (npm.status !== 0) process.exitCode = 1;
    else writeFileSync(stamp, "");
  }
} finally {
  rmSync(lock, { force: true });
}
