// Search everything: Ctrl K or / goes to the box; arrows walk the suggestions, Enter opens one.
(() => {
  "use strict";
  const input = document.querySelector("[data-search]");
  const list = document.getElementById("suggestions");
  if (!input || !list) return;
  const items = () => [...list.querySelectorAll("a")];

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(null);
  }
  function mark(item) {
    for (const other of items()) other.setAttribute("aria-selected", String(other === item));
    if (item) {
      item.id ||= `suggestion-${items().indexOf(item)}`;
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  const current = () => list.querySelector('[aria-selected="true"]');

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const combo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!combo && !slash) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      show(false);
      return;
    }
    if (event.key === "Enter" && current()) {
      event.preventDefault();
      current().click();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = items();
    if (!step || !all.length) return;
    event.preventDefault();
    show(true);
    mark(all[(all.indexOf(current()) + step + all.length) % all.length]);
  });
  // Under one character there is nothing to suggest, and no request goes out.
  input.addEventListener("htmx:confirm", (event) => {
    if (!input.value.trim()) {
      event.preventDefault();
      list.replaceChildren();
      show(false);
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === list) show(Boolean(list.childElementCount));
  });
  input.addEventListener("focus", () => show(Boolean(list.childElementCount)));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".top-search")) show(false);
  });
})();
