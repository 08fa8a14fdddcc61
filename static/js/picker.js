// Searchable choice: <div class="picker" data-picker="/url"> with a hidden field for the id and a text
// box. The address answers {"items": [{"id", "text", "note"}]} for ?q=. data-free: a name that is not
// known may stay; data-unknown: what to say of one.
(() => {
  "use strict";
  let serial = 0;

  function attach(box) {
    if (box.dataset.ready !== undefined) return;
    box.dataset.ready = "";
    const input = box.querySelector("input[type=text]");
    const hidden = box.querySelector("input[type=hidden]");
    const list = box.querySelector("[role=listbox]");
    const free = box.hasAttribute("data-free");
    let items = [];
    let active = -1;
    let timer;
    let asked = 0;
    let shown = input.value;

    function open(yes) {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) mark(-1);
    }
    function mark(index) {
      active = index;
      [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
      const node = list.children[index];
      if (node && items[index]) {
        input.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function choose(item) {
      hidden.value = item ? item.id : "";
      if (item) input.value = item.text;
      shown = input.value;
      open(false);
      box.classList.toggle("picked", Boolean(item));
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
      const form = box.closest("form[data-guard]");
      if (form) form.dataset.dirty = "";
    }
    function draw() {
      list.replaceChildren(
        ...items.map((item) => {
          const node = document.createElement("div");
          node.id = `pick-${(serial += 1)}`;
          node.setAttribute("role", "option");
          node.className = "suggest-item";
          const text = document.createElement("span");
          text.textContent = item.text;
          const note = document.createElement("span");
          note.textContent = item.note || "";
          node.append(text, note);
          node.addEventListener("mousedown", (event) => {
            event.preventDefault();
            choose(item);
          });
          return node;
        }),
      );
      if (!items.length) {
        const node = document.createElement("p");
        node.className = "suggest-group";
        const words = free ? "没有同名记录，保存时按填写的名称新建" : "没有找到，换个词试试";
        node.textContent = box.dataset.unknown || words;
        list.append(node);
      }
      open(true);
    }
    async function look() {
      const number = (asked += 1);
      const address = new URL(box.dataset.picker, location.href);
      address.searchParams.set("q", input.value.trim());
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (!answer.ok || number !== asked) return;
        items = (await answer.json()).items || [];
        draw();
      } catch {
        document.dispatchEvent(new CustomEvent("htmx:sendError"));
      }
    }
    input.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      hidden.value = "";
      box.classList.remove("picked");
      clearTimeout(timer);
      if (input.value.trim()) timer = setTimeout(look, 160);
      else open(false);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) look();
        else if (items.length) mark((active + step + items.length) % items.length);
      } else if (event.key === "Enter" && !list.hidden && items[active] && !event.ctrlKey) {
        event.preventDefault();
        choose(items[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        open(false);
      }
    });
    input.addEventListener("blur", () => {
      open(false);
      if (!hidden.value && !free && input.value !== shown) input.value = "";
    });
  }

  // A proposal: <button data-pick="field" data-value="id" data-text="name"> fills that field's picker.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    const hidden = button?.closest("form")?.querySelector(`[data-picker] input[name="${button.dataset.pick}"]`);
    if (!hidden) return;
    const box = hidden.closest("[data-picker]");
    hidden.value = button.dataset.value;
    box.querySelector("input[type=text]").value = button.dataset.text;
    box.classList.add("picked");
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
    const form = box.closest("form[data-guard]");
    if (form) form.dataset.dirty = "";
    button.remove();
  });
  const attachAll = (root) => root.querySelectorAll("[data-picker]").forEach(attach);
  attachAll(document);
  document.addEventListener("htmx:afterSettle", (event) => attachAll(event.detail.target));
})();
