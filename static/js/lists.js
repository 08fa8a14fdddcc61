// Lists: ticked rows and what can be done with them together.
(() => {
  "use strict";
  function count(bar) {
    // Not bar.id: the rows' boxes are named "id" and would answer for it.
    const ticked = document.querySelectorAll(`.tick[form="${bar.getAttribute("id")}"]:checked`).length;
    bar.hidden = ticked === 0;
    const words = bar.querySelector("[data-count]");
    if (words) words.textContent = String(ticked);
  }
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-tick-all]")) {
      for (const tick of box.closest("table").querySelectorAll(".tick")) tick.checked = box.checked;
    } else if (!box.matches(".tick")) return;
    document.querySelectorAll("form[data-bulk]").forEach(count);
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(count));

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
