// Looks again twice a minute while the page is looked at, and puts the new figures in the place of the old ones.
const shown = document.getElementById("report");

async function look() {
  // Whoever has opened the table reads it.
  if (document.visibilityState === "visible" && !shown.querySelector("details[open]")) {
    try {
      const answer = await fetch(location.href);
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById("report");
        if (now && now.innerHTML !== shown.innerHTML) {
          shown.replaceChildren(...now.childNodes);
        }
      }
    } catch {
      // The figures are those of a moment ago; the next look may bring others.
    }
  }
  setTimeout(look, 30000);
}

setTimeout(look, 30000);
