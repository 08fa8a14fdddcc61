// Files: a form in which files were chosen is sent from within the page, which so keeps them when the
// form is refused, the sign-in has run out or the connection fails. Forms without chosen files are sent
// as ever, and without scripts so is every form.
//   data-most     how many bytes the server takes at once
//   data-answer   beside the form, with an id: shown anew from the answer, too
// The form hears `form:sending`, then `form:saved` and `form:leaving`, or `form:returned`.
(() => {
  "use strict";
  const KEPT = "填写的内容和选择的文件都还在。";
  const inputs = (form) => [...form.elements].filter((field) => field.type === "file" && field.files.length);
  const files = (form) => inputs(form).flatMap((field) => [...field.files]);
  const size = (bytes) => (bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`);
  const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });
  const say = (form, name) => form.dispatchEvent(new CustomEvent(`form:${name}`, { bubbles: true }));

  // The browser itself says of several files no more than how many they are.
  function list(field) {
    let words = field.parentElement.querySelector("[data-names]");
    if (!words) {
      words = make("div", "form-hint-words");
      words.dataset.names = "";
      field.after(words);
    }
    words.textContent = [...field.files].map((file) => `${file.name}（${size(file.size)}）`).join("、");
  }
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.multiple) list(event.target);
  });

  function returned(form) {
    form.querySelector("[data-sending]")?.remove();
    say(form, "returned");
  }

  // What no page of ours says, above the form: `to` is where to sign in.
  function tell(form, text, to = "") {
    form.querySelector(".error-summary")?.remove();
    returned(form);
    const box = make("div", "error-summary");
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    const words = box.appendChild(make("p", "", text));
    if (to) {
      const link = words.appendChild(make("a", "", "在新窗口中登录"));
      Object.assign(link, { href: to, target: "_blank", rel: "noopener" });
    }
    form.prepend(box);
    box.focus();
  }

  function swap(form, next, page) {
    const chosen = inputs(form);
    next = document.importNode(next, true);
    for (const field of chosen) {
      const place = next.querySelector(`input[type=file][name="${field.name}"]`);
      if (!place) continue;
      for (const name of field.getAttributeNames()) if (!place.hasAttribute(name)) field.removeAttribute(name);
      for (const { name, value } of place.attributes) field.setAttribute(name, value);
      place.replaceWith(field);
    }
    form.replaceChildren(...next.childNodes);
    for (const old of document.querySelectorAll("[data-answer]")) {
      old.replaceChildren(...(page.getElementById(old.id)?.childNodes ?? []));
    }
    for (const field of chosen) if (field.isConnected) list(field);
    window.htmx.process(form);
    form.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true, detail: { target: form } }));
    returned(form);
  }

  // Something that was looked at first, with what it would change: the next page, at the same address.
  function show(page, form) {
    say(form, "saved");
    const main = document.querySelector("main");
    main.replaceChildren(...document.importNode(page.querySelector("main"), true).childNodes);
    document.title = page.title;
    window.htmx.process(main);
    main.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true, detail: { target: main } }));
    window.scrollTo(0, 0);
    main.focus();
  }

  function go(form, target) {
    say(form, "saved");
    say(form, "leaving");
    const to = new URL(target, location.href);
    const here = to.hash && to.href.split("#")[0] === location.href.split("#")[0];
    if (!here) return location.assign(to);
    history.replaceState(null, "", to);
    return location.reload();
  }

  function answered(form, request) {
    const target = request.getResponseHeader("X-Location");
    if (target) return go(form, target);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const token = page.querySelector('meta[name="csrf-token"]')?.content;
    if (token) {
      document.querySelector('meta[name="csrf-token"]').content = token;
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
    }
    const next = [...page.forms].find((one) => one.enctype === form.enctype
      && one.getAttribute("action") === form.getAttribute("action"));
    if (next) return swap(form, next, page);
    const failed = page.querySelector("[data-error]");
    if (!failed && request.status < 400) return show(page, form);
    const sentences = [...(failed?.querySelectorAll("p") ?? [])].map((one) => one.textContent.trim());
    const login = request.status === 401 && failed?.querySelector("a")?.getAttribute("href");
    return tell(form, `没有保存：${sentences.join(" ") || "服务器没有答复。"}${KEPT}`, login);
  }

  // A file that was changed since it was chosen is refused by the browser as if the connection had failed.
  async function failed(form, arrived) {
    if (arrived) {
      tell(form, `连接在等待答复时中断，不知道是否已经保存：请先在新窗口中核对，没有保存再重试。${KEPT}`);
      return;
    }
    for (const file of files(form)) {
      try {
        await file.slice(0, 1).arrayBuffer();
      } catch {
        tell(form, `没有发出：文件“${file.name}”在选择之后有改动或已移走，请重新选择这个文件。其他内容都还在。`);
        return;
      }
    }
    tell(form, `没有发出：网络连接中断，什么也没有保存。${KEPT}请检查网络后再试。`);
  }

  function progress(form, request) {
    const box = make("div", "sending");
    box.dataset.sending = "";
    const bar = box.appendChild(make("progress", ""));
    bar.setAttribute("aria-label", "上传进度");
    const words = box.appendChild(make("span", "", "正在上传"));
    words.setAttribute("role", "status");
    const figures = box.appendChild(make("span", "quiet"));
    const stop = box.appendChild(make("button", "btn btn-sm", "停止上传"));
    stop.type = "button";
    stop.addEventListener("click", () => request.abort());
    form.querySelector(".form-buttons").after(box);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
      figures.textContent = `${size(loaded)} / ${size(total)}`;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = "文件已送达，正在保存";
      stop.remove(); // from now on nobody could say whether it was saved
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('[enctype="multipart/form-data"]') || !inputs(form).length) return;
    event.preventDefault();
    const total = files(form).reduce((sum, file) => sum + file.size, 0);
    if (total > Number(form.dataset.most)) {
      tell(form, `没有发出：选择的文件共 ${size(total)}，一次最多 ${size(form.dataset.most)}，请压缩或分几次上传。${KEPT}`);
      return;
    }
    const request = new XMLHttpRequest();
    let arrived = false;
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("X-Files", "kept");
    request.upload.addEventListener("load", () => { arrived = true; });
    request.addEventListener("load", () => answered(form, request));
    request.addEventListener("error", () => failed(form, arrived));
    request.addEventListener("abort", () => tell(form, `已停止上传，什么也没有保存。${KEPT}`));
    progress(form, request);
    say(form, "sending");
    request.send(new FormData(form, event.submitter));
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("[data-sending]").forEach((box) => box.remove());
  });
})();
