// Saves the draft a moment after the last key, and before the page is left. Without script the Save button does the same.
const form = document.getElementById("compose");
const address = form.dataset.autosave;
const saved = document.getElementById("saved");
const version = form.elements["Input.Version"];
let timer = 0;
let dirty = false;
let running = false;

async function save() {
  clearTimeout(timer);
  if (!dirty || running) return;
  running = true;
  dirty = false;
  const data = new FormData(form);
  data.delete("Files");
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && said.version) {
      version.value = said.version;
      saved.textContent = said.saved;
    } else {
      saved.textContent = said.problem ?? "Not saved. Press Save to see why.";
    }
  } catch {
    dirty = true;
    saved.textContent = "Not saved: no connection. It is tried again.";
    timer = setTimeout(save, 5000);
  } finally {
    running = false;
    if (dirty) timer = setTimeout(save, 1500);
  }
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
  if (running) {
    event.preventDefault();
    const { submitter } = event;
    setTimeout(() => form.requestSubmit(submitter), 100);
    return;
  }
  leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty && !leaving) event.preventDefault();
});
