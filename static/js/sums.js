// Sums: while parts are typed, says what they make beside the whole.
//   <div data-sum="60"> … inputs … <p data-sum-words></p></div>
(() => {
  "use strict";
  const number = (text) => Number(text.replace(/[,，\s]/g, "")) || 0;
  const tidy = (value) => String(Math.round(value * 10000) / 10000);
  const tell = (box) => {
    const whole = number(box.dataset.sum);
    let sum = 0;
    box.querySelectorAll("input[type=text]").forEach((one) => { sum += number(one.value); });
    const left = Math.round((whole - sum) * 10000) / 10000;
    const words = left === 0 ? "等于总目标" : `比总目标${left > 0 ? "少" : "多"} ${tidy(Math.abs(left))}`;
    box.querySelector("[data-sum-words]").textContent = `分解合计 ${tidy(sum)}，${words}`;
  };
  const start = () => document.querySelectorAll("[data-sum]").forEach(tell);
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-sum]");
    if (box) tell(box);
  });
  start();
})();
