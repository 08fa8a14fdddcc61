// Lists: ticked rows and what can be done with them together.
(() => {
  "use strict";
  function count(bar) {
    // Not bar.id: the rows' boxes are named "id" and would answer for it.
    const ticked = document.querySelectorAll(`.tick[form="${bar.getAttribute("id")}"]:checked`).length;
    const all = bar.querySelector("[data-all]");
    if (ticked === 0 && all) all.checked = false;
    bar.hidden = ticked === 0;
    const words = bar.querySelector("[data-count]");
    if (words) words.textContent = String(ticked);
    const told = bar.querySelector("[data-chosen]");
    if (told) told.hidden = Boolean(all?.checked);
  }
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-tick-all]")) {
      for (const tick of box.closest("table").querySelectorAll(".tick")) tick.checked = box.checked;
    } else if (!box.matches(".tick, [data-all]")) return;
    document.querySelectorAll("form[data-bulk]").forEach(count);
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(count));

  // Filters that a phone folds away stay open, once opened, while the list is narrowed in place.
  let unfolded = false;
  function unfold() {
    for (const button of document.querySelectorAll("[data-fold]")) {
      button.closest("form").toggleAttribute("data-open", unfolded);
      button.setAttribute("aria-expanded", String(unfolded));
    }
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-fold]")) return;
    unfolded = !unfolded;
    unfold();
  });
  document.addEventListener("htmx:afterSwap", unfold);

  // Columns: which to show is a habit of the reader, kept in this browser; a saved view brings its own.
  const place = (menu) => `columns:${document.body.dataset.user}:${menu.dataset.columns}`;
  function chosen(menu) {
    const given = JSON.parse(menu.dataset.hidden || "[]");
    try {
      return new Set(JSON.parse(localStorage.getItem(place(menu))) || given);
    } catch {
      return new Set(given);
    }
  }
  function hiddenNow() {
    const menu = document.querySelector("[data-columns]");
    return JSON.stringify(menu ? [...chosen(menu)] : []);
  }
  // What is saved as a view takes the columns along.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches("[data-view-save]")) event.detail.parameters.hidden = hiddenNow();
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.matches('[action^="/lists/views/"]') && event.target.querySelector('input[name="hidden"][value=""]');
    if (field) field.value = hiddenNow();
  });
  function show(table, hidden) {
    const heads = [...table.querySelectorAll("thead th")];
    heads.forEach((head, at) => {
      const off = hidden.has(head.textContent.trim());
      for (const row of table.rows) if (row.cells.length === heads.length) row.cells[at].hidden = off;
    });
  }
  function offerColumns() {
    for (const menu of document.querySelectorAll("[data-columns]")) {
      const table = menu.closest("#list")?.querySelector("table");
      if (!table || !menu.hidden) continue;
      const hidden = chosen(menu);
      const heads = [...table.querySelectorAll("thead th:not(.tick-cell)")].slice(1);
      menu.querySelector("ul").replaceChildren(...heads.map((head) => column(menu, table, hidden, head.textContent.trim())));
      menu.hidden = false;
      show(table, hidden);
    }
  }
  function column(menu, table, hidden, name) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "menu-item";
    box.type = "checkbox";
    box.className = "form-check-input";
    box.checked = !hidden.has(name);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      show(table, hidden);
      try {
        localStorage.setItem(place(menu), JSON.stringify([...hidden]));
      } catch {
        // Not remembered; the columns are shown as chosen all the same.
      }
    });
    label.append(box, name);
    item.append(label);
    return item;
  }
  offerColumns();
  document.addEventListener("htmx:afterSettle", offerColumns);

  // Filters in place: what is empty does not go into the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form[data-auto]")) return;
    const { parameters } = event.detail;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-auto]")) return;
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
})();
