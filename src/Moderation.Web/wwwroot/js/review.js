// Keys and small comforts of the review page. A key presses a control that stands on the page (data-key), so whatever works
// here by keyboard works without script too.
import { say } from "./say.js";

const QUIET = 400; // ms after a new item in which keys do nothing: they were meant for the item before
const BEAT = 60_000;
const loaded = performance.now();
const page = document.querySelector("[data-review]");
const form = document.querySelector("form[data-decide]");
let armed = null;
let leaving = false;

const keysOn = () => localStorage.getItem("moderation.keys") !== "off";
const byKey = (key) => page.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled], [hidden], [hidden] *)`);
const typing = (element) =>
  element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

// A decision that needs a second key is chosen first, then confirmed.
function arm(button) {
  disarm();
  armed = button;
  button.classList.add("armed");
  const reasons = document.getElementById("reasons");
  if (reasons && !reasons.open) reasons.open = true;
  page.querySelector("[data-reason]")?.focus();
  say(`${button.dataset.name} chosen. 1 to 9 tick reasons, Control and Enter confirms, Escape takes it back.`);
}

function disarm() {
  armed?.classList.remove("armed");
  armed = null;
}

function decide(button) {
  if (leaving || !form) return;
  form.requestSubmit(button);
}

let finding = -1;
function goToFinding(step) {
  const all = [...page.querySelectorAll(".finding")];
  if (all.length === 0) return;
  finding = (finding + step + all.length) % all.length;
  const target = all[finding];
  target.closest("details:not([open])")?.setAttribute("open", "");
  target.tabIndex = -1;
  target.focus();
  target.querySelector("a[target=mail]")?.click();
}

function onKey(event) {
  if (event.repeat || event.altKey || event.metaKey || document.querySelector("dialog[open]") || performance.now() - loaded < QUIET) return;
  if (event.key === "Escape") return disarm();
  if (!keysOn()) return;
  if (event.ctrlKey) {
    if (event.key === "Enter" && armed) {
      event.preventDefault();
      decide(armed);
    }
    return;
  }
  if (typing(event.target)) return;
  if (event.key === "n" || event.key === "p") {
    event.preventDefault();
    return goToFinding(event.key === "n" ? 1 : -1);
  }
  const control = byKey(event.key);
  if (!control) return;
  event.preventDefault();
  if (control.dataset.arm === "yes") arm(control);
  else if (control.form === form && control.type === "submit") decide(control);
  else control.click();
}

function wireKeys() {
  document.addEventListener("keydown", onKey);
  page.classList.toggle("keys-off", !keysOn());
  const toggle = document.getElementById("keys-on");
  if (!toggle) return;
  toggle.checked = keysOn();
  toggle.addEventListener("change", () => {
    localStorage.setItem("moderation.keys", toggle.checked ? "on" : "off");
    if (!toggle.checked) disarm();
    page.classList.toggle("keys-off", !toggle.checked);
  });
  page.querySelector("[data-help]").addEventListener("click", () => document.getElementById("keys").showModal());
  for (const [selector, step] of [["[data-next-finding]", 1], ["[data-previous-finding]", -1]]) {
    page.querySelector(selector).addEventListener("click", () => goToFinding(step));
  }
}

// One decision, however often the button is pressed.
form?.addEventListener("submit", (event) => {
  if (leaving) return event.preventDefault();
  leaving = true;
});

// Says which view of the mail is shown, whether it was chosen or a finding led there.
page?.addEventListener("click", (event) => {
  const link = event.target.closest("a[target=mail]");
  if (!link) return;
  const views = [...page.querySelectorAll(".views a")];
  const shown = views.find((view) => view.href === link.href.replace(/#.*/, ""));
  for (const view of views) view.removeAttribute("aria-current");
  (shown ?? views[0]).setAttribute("aria-current", "true");
});

// What the marketer will read, while reasons are ticked.
function wireWords() {
  const words = document.getElementById("words");
  const note = form?.querySelector("textarea");
  if (!words || !note) return;
  const update = () => {
    words.replaceChildren();
    for (const box of form.querySelectorAll("[data-reason]:checked")) {
      const line = document.createElement("li");
      line.textContent = box.dataset.words;
      words.append(line);
    }
    if (note.value.trim()) {
      const line = document.createElement("li");
      line.textContent = `“${note.value.trim()}”`;
      words.append(line);
    }
    document.getElementById("no-words").hidden = words.childElementCount > 0;
  };
  form.addEventListener("input", update);
  update();
}

// The claim is kept while the page is open and given back when it is left for another one.
function wireClaim() {
  const claim = document.querySelector("form[data-claimed]");
  if (!claim) return;
  const post = (handler) => fetch(`${claim.action.replace(/\?.*/, "")}?handler=${handler}`, { method: "POST", body: new FormData(claim) });
  const beat = async () => {
    const answer = await post("Heartbeat").catch(() => null);
    if (answer?.status === 409) {
      claim.removeAttribute("data-claimed");
      say(await answer.text());
      document.getElementById("claim-lost").textContent = document.getElementById("said").textContent;
    } else if (answer?.ok) {
      document.getElementById("claim-until").textContent = await answer.text();
    }
  };
  setInterval(beat, BEAT);
  let stays = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && !link.target) stays = link.pathname === location.pathname;
  });
  addEventListener("pagehide", () => {
    if (!leaving && !stays && claim.dataset.claimed !== undefined) {
      navigator.sendBeacon(`${claim.action.replace(/\?.*/, "")}?handler=Release`, new FormData(claim));
    }
  });
}

// The server decides whether an undo is in time; this only counts along.
function wireCountdown() {
  const clock = document.querySelector("[data-seconds]");
  if (!clock) return;
  const ends = performance.now() + Number(clock.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    if (left > 0) {
      // An approval for a later time can be undone for hours: the time itself says more then.
      if (left <= 90) clock.textContent = `${left} s left`;
      return;
    }
    clearInterval(timer);
    document.getElementById("undo").hidden = true;
    document.getElementById("stop").hidden = false;
  };
  const timer = setInterval(tick, 250);
  tick();
}

// A live region that is filled before it is watched is not read out.
const decided = document.getElementById("decided");
if (decided) say(decided.textContent);

if (page) {
  wireKeys();
  wireWords();
  wireClaim();
}
wireCountdown();
