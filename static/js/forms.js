// Forms: Ctrl Enter saves, leaving unsaved changes asks, saving twice does nothing twice,
// a question before what cannot be undone.
//   data-guard    ask before leaving with unsaved changes
//   data-once     send one time only
//   data-confirm  the question to ask first
//   data-auto     send by itself when a field changes (filters)
(() => {
  "use strict";
  let leaving = false;

  const guarded = (element) => element.closest("form[data-guard]");

  function markDirty(event) {
    const form = event.target.closest && guarded(event.target);
    if (form && event.isTrusted) form.dataset.dirty = "";
  }
  document.addEventListener("input", markDirty);
  document.addEventListener("change", markDirty);
  // So has what a pasted text has filled in.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches("form[data-guard]")) event.detail.target.dataset.dirty = "";
  });
  // What the server showed again after a mistake has not been saved either.
  for (const form of document.querySelectorAll("form[data-guard][data-returned]")) form.dataset.dirty = "";

  window.addEventListener("beforeunload", (event) => {
    if (leaving || !document.querySelector("form[data-dirty]")) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    if (form && form.matches('[method="post"]')) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches('[method="dialog"]')) return;
    if (form.dataset.confirm && !form.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form, event.submitter);
      return;
    }
    if (form.hasAttribute("data-once")) {
      if (form.dataset.sent !== undefined) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.dataset.sent = "";
      // After this event, so that the pressed button's own name and value still go along.
      setTimeout(() => {
        if (form.dataset.sent !== undefined) form.querySelectorAll("[type=submit]").forEach((b) => (b.disabled = true));
      });
    }
    if (!form.matches("[hx-get], [hx-post]")) leaving = true;
  }, true);

  function release(form) {
    delete form.dataset.sent;
    delete form.dataset.confirmed;
    form.querySelectorAll("[type=submit]").forEach((button) => (button.disabled = false));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target; // not a part of one that looks something up
    if (!form.matches?.("form")) return;
    release(form);
    if (event.detail.successful) delete form.dataset.dirty;
  });
  // What files.js sends leaves the page only once it is saved.
  document.addEventListener("form:sending", () => (leaving = false));
  document.addEventListener("form:leaving", () => (leaving = true));
  document.addEventListener("form:returned", (event) => {
    release(event.target);
    if (guarded(event.target)) event.target.dataset.dirty = "";
    event.target.querySelector(".error-summary")?.focus();
  });

  function ask(form, submitter) {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog dialog-small";
    const words = document.createElement("p");
    words.id = "question";
    words.textContent = form.dataset.confirm;
    dialog.setAttribute("aria-labelledby", "question");
    const row = document.createElement("div");
    row.className = "dialog-buttons";
    for (const [text, kind, value] of [["取消", "btn", ""], ["确定", "btn btn-primary", "yes"]]) {
      const button = document.createElement("button");
      button.className = kind;
      button.textContent = text;
      button.addEventListener("click", () => dialog.close(value));
      row.append(button);
    }
    dialog.append(words, row);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter || undefined);
    });
    (form.closest("dialog") || document.body).append(dialog);
    dialog.showModal();
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (!form) return;
    // Enter in a text both changes it and sends the form: that is one request, not two.
    const timer = setTimeout(() => form.requestSubmit());
    form.addEventListener("submit", () => clearTimeout(timer), { once: true });
  });

  // A mistake folded away under 更多 is unfolded; the first one takes the focus.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
