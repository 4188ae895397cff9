// Saves the draft a moment after the last key, and before the page is left. Without script the Save button does the same.
const form = document.getElementById("compose");
const address = form.dataset.autosave;
const saved = document.getElementById("saved");
const version = form.elements["Input.Version"];
let timer = 0;
let dirty = false;
let running = false;
let signedOut = false;
let unsaved = false;

async function save() {
  clearTimeout(timer);
  timer = 0;
  if (!dirty || running) return;
  running = true;
  dirty = false;
  unsaved = false;
  const data = new FormData(form);
  data.delete("Files");
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    signedOut = answer.redirected || answer.status === 401;
    if (answer.ok && said.version) {
      version.value = said.version;
      saved.textContent = said.saved;
    } else if (signedOut) {
      keep("Not saved: you are signed out. Sign in in another tab; what you wrote stays here and is saved then.", 10000);
    } else if (answer.status >= 500) {
      keep("Not saved: the server has a problem. It is tried again.", 10000);
    } else {
      // Only the writer can mend it, so the next key tries again.
      unsaved = true;
      saved.textContent = said.problem ?? "Not saved. Press Save to see why.";
    }
  } catch {
    keep("Not saved: no connection. It is tried again.", 5000);
  } finally {
    running = false;
    if (dirty && !timer) timer = setTimeout(save, 1500);
  }
}

function keep(why, wait) {
  dirty = true;
  saved.textContent = why;
  timer = setTimeout(save, wait);
}

if (address) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}

// Ctrl+S saves, as in any editor.
form.addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// A chosen time means that it waits.
form.elements["Input.SendAt"].addEventListener("input", (event) => {
  if (event.target.value) document.getElementById("waits").checked = true;
});

// The page is not left with unsaved words. A submit waits for a save that is under way: both carry a version.
let leaving = false;
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  timer = 0;
  if (signedOut) {
    // The sign-in page would take the place of what was written.
    event.preventDefault();
    dirty = true;
    save();
    return;
  }
  if (running) {
    event.preventDefault();
    const { submitter } = event;
    setTimeout(() => form.requestSubmit(submitter), 100);
    return;
  }
  leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if ((dirty || unsaved) && !leaving) event.preventDefault();
});
