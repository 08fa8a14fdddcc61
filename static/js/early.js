// Runs before the first paint, so that the menu does not jump: reads whether it is collapsed.
(() => {
  "use strict";
  try {
    if (localStorage.getItem("side") === "narrow") document.documentElement.dataset.side = "narrow";
  } catch {
    // Storage may be switched off; the menu is then simply wide.
  }
})();
