// Drafts: what is being typed into a form with data-draft="key" survives an expired session, a lost
// connection, a closed tab and a closed laptop. It stays in this browser for three days at most,
// belongs to one person, and goes with saving, with signing out, and when somebody else signs in.
// Each opening of a form keeps a draft of its own, so that two tabs do not write over one another;
// the newest is offered, and when it is not wanted the one before it.
(() => {
  "use strict";
  const user = document.body.dataset.user || "";
  const prefix = "draft:";
  const longest = 3 * 24 * 3600 * 1000;
  const most = 5; // of one form
  let store, tab;
  try {
    store = window.localStorage;
    tab = window.sessionStorage;
    store.getItem(prefix);
    tab.getItem(prefix);
  } catch {
    return;
  }

  function keep(key, form) {
    try {
      store.setItem(key, JSON.stringify({ at: Date.now(), values: read(form) }));
    } catch {
      // No room: the form itself still holds everything.
    }
  }
  function kept(key) {
    try {
      const draft = JSON.parse(store.getItem(key));
      if (Date.now() - draft.at < longest) return draft;
    } catch {
      // Nothing, or nothing that can be read.
    }
    store.removeItem(key);
    return null;
  }
  // The drafts of a form, the newest first; those beyond the most are forgotten.
  function drafts(base) {
    const found = Object.keys(store)
      .filter((key) => key === base || key.startsWith(`${base}#`))
      .map((key) => ({ key, ...kept(key) }))
      .filter((draft) => draft.values)
      .sort((one, other) => other.at - one.at);
    for (const draft of found.splice(most)) store.removeItem(draft.key);
    return found;
  }
  function wipe() {
    for (const key of Object.keys(store)) if (key.startsWith(prefix)) store.removeItem(key);
  }
  if (user && store.getItem("draft-user") !== user) {
    wipe();
    store.setItem("draft-user", user);
  }
  for (const key of Object.keys(store)) if (key.startsWith(prefix)) kept(key);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-logout]")) wipe();
  });

  const skipped = new Set(["csrf_token", "version"]);
  function fields(form) {
    return [...form.elements].filter(
      (field) => field.name && !skipped.has(field.name) && !["password", "file", "submit", "button"].includes(field.type),
    );
  }
  function read(form) {
    return fields(form).map((field) => {
      if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
      return [field.name, field.value, null];
    });
  }
  function write(form, values) {
    for (const [name, value, checked] of values) {
      for (const field of fields(form)) {
        if (field.name !== name) continue;
        if (checked === null) field.value = value;
        else if (field.value === value) field.checked = checked;
        else continue;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    form.dataset.dirty = "";
  }

  // A form sent from the last page was saved when that led here, to any page but sign-in, an error, or
  // the form itself with its mistakes. Whoever came by another way (back, a bookmark) has it still open.
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const [sent, from] = JSON.parse(tab.getItem("draft-sent") || "[]");
  tab.removeItem("draft-sent");
  const base = sent?.split("#")[0];
  const returned = forms.some((form) => prefix + form.dataset.draft === base && form.hasAttribute("data-returned"));
  const trip = performance.getEntriesByType("navigation")[0]?.type;
  const led = document.referrer.split("#")[0] === from && trip === "navigate";
  if (sent && led && user && !returned && !document.querySelector("[data-error]")) store.removeItem(sent);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) tab.removeItem("draft-sent");
  });

  function offer(form, key, waiting) {
    const shown = JSON.stringify(read(form));
    const draft = waiting.find((one) => JSON.stringify(one.values) !== shown);
    if (!draft) return;
    const bar = document.createElement("div");
    bar.className = "notice";
    bar.setAttribute("role", "status");
    const words = document.createElement("p");
    const when = new Intl.DateTimeFormat("zh-CN", { dateStyle: "short", timeStyle: "short" }).format(draft.at);
    words.textContent = `${when} 在这里填写的内容没有保存。`;
    const take = document.createElement("button");
    const drop = document.createElement("button");
    for (const [button, text, kind] of [[take, "找回", "btn btn-sm btn-primary"], [drop, "不要了", "btn btn-sm"]]) {
      button.type = "button";
      button.className = kind;
      button.textContent = text;
    }
    take.addEventListener("click", () => {
      write(form, draft.values);
      keep(key, form);
      store.removeItem(draft.key); // another tab that still types into it keeps it anew
      bar.remove();
    });
    drop.addEventListener("click", () => {
      store.removeItem(draft.key);
      bar.remove();
      offer(form, key, waiting.filter((one) => one !== draft));
    });
    bar.append(words, take, drop);
    form.prepend(bar);
  }

  for (const form of forms) {
    const own = prefix + form.dataset.draft;
    const fresh = !form.hasAttribute("data-returned");
    // What came back with a mistake goes on under the key that it was sent with.
    const again = !fresh && own === base;
    const key = again ? sent : `${own}#${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    if (fresh) offer(form, key, drafts(own));
    let timer;
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer);
      timer = setTimeout(() => keep(key, form), 400);
    });
    // A tab that is closed within the pause loses nothing either.
    window.addEventListener("pagehide", () => {
      if (form.dataset.dirty !== undefined && form.dataset.sent === undefined) keep(key, form);
    });
    form.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target === form) keep(key, form);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      keep(key, form);
      tab.setItem("draft-sent", JSON.stringify([key, location.href.split("#")[0]]));
    });
    // Sent by files.js, which knows what became of it.
    form.addEventListener("form:returned", () => tab.removeItem("draft-sent"));
    form.addEventListener("form:saved", () => {
      tab.removeItem("draft-sent");
      store.removeItem(key);
    });
  }
})();
