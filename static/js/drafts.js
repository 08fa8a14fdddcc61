// Drafts: what is being typed into a form with data-draft="key" survives an expired session and a
// closed laptop. It stays in this tab only, belongs to one person, and goes with signing out.
(() => {
  "use strict";
  const user = document.body.dataset.user || "";
  const prefix = "draft:";
  let store;
  try {
    store = window.sessionStorage;
    store.getItem(prefix);
  } catch {
    return;
  }

  function wipe() {
    for (const key of Object.keys(store)) if (key.startsWith(prefix)) store.removeItem(key);
  }
  if (user && store.getItem("draft-user") !== user) {
    wipe();
    store.setItem("draft-user", user);
  }
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
  const sent = store.getItem("draft-sent");
  const forms = [...document.querySelectorAll("form[data-draft]")];
  if (sent && user) {
    if (!forms.some((form) => prefix + form.dataset.draft === sent)) store.removeItem(sent);
    store.removeItem("draft-sent");
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
    const kept = store.getItem(key);
    const now = JSON.stringify(read(form));
    if (kept && kept !== now && !form.hasAttribute("data-returned")) offer(form, key, JSON.parse(kept));
    let timer;
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer);
      timer = setTimeout(() => store.setItem(key, JSON.stringify(read(form))), 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      store.setItem(key, JSON.stringify(read(form)));
      store.setItem("draft-sent", key);
    });
  }
})();
