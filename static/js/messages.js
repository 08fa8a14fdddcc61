// Messages: what an in-place action said (event "say"), and what went wrong with a request.
(() => {
  "use strict";
  const box = document.getElementById("messages");
  if (!box) return;
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] || "";
  const icons = { success: "circle-check", error: "alert-circle", warning: "alert-triangle" };

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  function say(text, tone = "message") {
    // Several requests that fail for one reason are one message.
    const said = [...box.querySelectorAll(`.message-${tone} p`)].some((one) => one.textContent === text);
    if (said && tone !== "success") return;
    const item = document.createElement("div");
    item.className = `message message-${tone}`;
    item.dataset.message = "";
    const words = document.createElement("p");
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button";
    button.dataset.dismiss = "";
    button.setAttribute("aria-label", "关闭");
    button.append(icon("x"));
    item.append(icon(icons[tone] || "info-circle"), words, button);
    box.append(item);
    leave(item);
  }

  // Good news goes by itself; a warning or an error waits for the reader.
  function leave(item) {
    if (item.matches(".message-error, .message-warning")) return;
    const wait = () => {
      if (item.matches(":hover, :focus-within")) setTimeout(wait, 3000);
      else item.remove();
    };
    setTimeout(wait, 7000);
  }

  box.querySelectorAll("[data-message]").forEach(leave);
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest("[data-message]")?.remove();
  });
  document.addEventListener("say", (event) => {
    const { text, value, tone } = event.detail || {};
    say(text || value || "已完成", tone);
  });

  const words = {
    403: "没有权限做这一步，数据没有变化。",
    404: "这条记录不存在，或不在您的数据范围内。",
    413: "文件太大，没有上传。",
    429: "操作太频繁，请稍等一会儿再试。",
  };
  // Who is typing is not sent away by a question that the page asked by itself.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const typing = event.detail.elt.closest("form[data-guard], form[data-draft]");
    if (event.detail.xhr.status !== 401 || !typing || typing === event.detail.elt) return;
    event.preventDefault();
    say("登录已过期。可以继续填写，保存时会请您重新登录，内容不会丢失。", "warning");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 401) {
      const here = location.pathname + location.search;
      location.assign(`/login?next=${encodeURIComponent(here)}`);
      return;
    }
    say(words[status] || "服务器出错，数据没有变化，请稍后再试。", "error");
  });
  document.addEventListener("htmx:sendError", () => {
    say("连不上服务器，内容没有丢失，请检查网络后再试。", "error");
  });
  document.addEventListener("htmx:timeout", () => {
    say("服务器迟迟没有回答，请稍后再试。", "error");
  });
})();
