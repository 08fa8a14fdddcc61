// The frame: collapse the menu, fold menus away, open dialogs, htmx with the page's token.
(() => {
  "use strict";
  const root = document.documentElement;

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Not remembered; nothing else is lost.
    }
  }

  function showSide(button) {
    button.setAttribute("aria-expanded", String(root.dataset.side !== "narrow"));
  }

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-side-toggle]");
    if (toggle) {
      const narrow = root.dataset.side !== "narrow";
      if (narrow) root.dataset.side = "narrow";
      else delete root.dataset.side;
      remember("side", narrow ? "narrow" : "wide");
      showSide(toggle);
      window.dispatchEvent(new Event("resize"));
    }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-print]")) window.print();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    // A click on the backdrop reaches the dialog itself, unless something was typed in it.
    if (event.target.matches("dialog[open]:not(:has([data-dirty]))") && outside(event)) event.target.close();
  });

  function outside(event) {
    const box = event.target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x < box.left || x > box.right || y < box.top || y > box.bottom;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // htmx: every request carries the token; an answer for the shared dialog opens it.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = document.getElementById("dialog");
    if (event.detail.target.id !== "dialog-body" || !dialog) return;
    const heading = event.detail.target.querySelector("h2");
    if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
    if (!dialog.open) dialog.showModal();
  });
  document.getElementById("dialog")?.addEventListener("close", () => {
    document.getElementById("dialog-body").replaceChildren();
  });

  const toggle = document.querySelector("[data-side-toggle]");
  if (toggle) showSide(toggle);
})();
