// Keeps the bar up to date while a campaign sends or an import runs. Without script the Refresh link does the same.
const box = document.getElementById("delivery");
const bar = box.querySelector("progress");
const said = document.getElementById("progress-said");

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(box.dataset.address);
      if (answer.ok) {
        const now = await answer.json();
        if (now.state !== box.dataset.state) {
          location.reload();
          return;
        }
        bar.max = now.total || 1;
        bar.value = now.done;
        said.textContent = now.said;
      }
    } catch {
      said.textContent = "No connection. The figures are those of a moment ago.";
    }
  }
  setTimeout(look, 2000);
}

setTimeout(look, 2000);
document.getElementById("refresh")?.setAttribute("hidden", "");
