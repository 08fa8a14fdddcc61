// Long choices: <select data-options="/url"> holds the option in force; the others come from the address,
// [[value, text]], once for all pages.
(() => {
  "use strict";
  const kept = new Map();

  function fetched(address) {
    if (!kept.has(address)) {
      const answer = fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" }).then((got) => {
        if (!got.ok) throw new Error(String(got.status));
        return got.json();
      });
      answer.catch(() => kept.delete(address));
      kept.set(address, answer);
    }
    return kept.get(address);
  }
  async function fill(select) {
    const address = select.dataset.options;
    delete select.dataset.options;
    try {
      const pairs = await fetched(address);
      const chosen = select.value;
      const first = select.options[0];
      select.replaceChildren(first, ...pairs.map(([value, text]) => new Option(text, value)));
      select.value = chosen;
    } catch {
      select.dataset.options = address; // tried again when somebody opens it
    }
  }
  const fillAll = () => document.querySelectorAll("select[data-options]").forEach(fill);
  document.addEventListener("htmx:afterSettle", fillAll);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("select[data-options]")) fill(event.target);
  });
  fillAll();
})();
