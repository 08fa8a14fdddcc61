// Drafts: what is being typed into a form with data-draft="key" survives an expired session, a lost
// connection, a closed tab and a closed laptop. It stays in this browser for three days at most,
// belongs to one person, and goes with saving, with signing out, and when somebody else signs in.
(() => {
  "use strict";
  const user = document.body.dataset.user || "";
  const prefix = "draft:";
  const longest = 3 * 24 * 3600 * 1000;
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
      const { at, values } = JSON.parse(store.getItem(key));
      if (Date.now() - at < longest) return values;
    } catch {
      // Nothing, or nothing that can be read.
    }
    store.removeItem(key);
    return null;
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

  // A form sent from the last page: gone to another page than sign-in means that it was saved.
  const sent = tab.getItem("draft-sent");
  const forms = [...document.querySelectorAll("form[data-draft]")];
  if (sent && user) {
    if (!forms.some((form) => prefix + form.dataset.draft === sent)) store.removeItem(sent);
    tab.removeItem("draft-sent");
  }

  function offer(form, key, values) {
    const bar = document.createElement("div");
    bar.className = "notice";
    bar.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "上次在这里填写的内容没有保存。";
    const take = document.createElement("button");
    const drop = document.createElement("button");
    for (const [button, text, kind] of [[take, "找回", "btn btn-sm btn-primary"], [drop, "不要了", "btn btn-sm"]]) {
      button.type = "button";
      button.className = kind;
      button.textContent = text;
    }
    take.addEventListener("click", () => {
      write(form, values);
      bar.remove();
    });
    drop.addEventListener("click", () => {
      store.removeItem(key);
      bar.remove();
    });
    bar.append(words, take, drop);
    form.prepend(bar);
  }

  for (const form of forms) {
    const key = prefix + form.dataset.draft;
    const values = kept(key);
    const differs = values && JSON.stringify(values) !== JSON.stringify(read(form));
    if (differs && !form.hasAttribute("data-returned")) offer(form, key, values);
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
      tab.setItem("draft-sent", key);
    });
  }
})();
