// Board: a card dropped on another column asks for what that step rests on. Nothing moves by itself:
// the dialog holds the same form as the card's own link, and the server decides.
//   <article class="board-card" draggable="true" data-move="/projects/7/milestones/new">
//   <section class="board-column" data-stage="signed">   → GET …/new?milestone=signed in the dialog
(() => {
  "use strict";
  let carried = null;
  const column = (event) => carried && event.target.closest?.(".board-column[data-stage]");
  const clear = () => document.querySelectorAll(".dropping").forEach((one) => one.classList.remove("dropping"));

  document.addEventListener("dragstart", (event) => {
    carried = event.target.closest?.(".board-card[data-move]") || null;
    if (carried) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragend", () => {
    carried = null;
    clear();
  });
  document.addEventListener("dragover", (event) => {
    const place = column(event);
    if (!place || place.contains(carried)) return;
    event.preventDefault();
    clear();
    place.classList.add("dropping");
  });
  document.addEventListener("drop", (event) => {
    const place = column(event);
    if (!place || place.contains(carried)) return;
    event.preventDefault();
    const address = new URL(carried.dataset.move, location.href);
    address.searchParams.set("milestone", place.dataset.stage);
    window.htmx.ajax("GET", address.pathname + address.search, { target: "#dialog-body" });
  });
})();
