// Amounts as people write them: “1.2亿”, “约3000万美元” becomes the number and the unit beside it.
//   <input data-amount> with a <select> of units in the same .input-group
// What it does not understand stays as typed; the server says what is wrong with it.
(() => {
  "use strict";
  const WRITTEN = /^(?:约|大概|大约|人民币|[¥￥])?(\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十])个?(万|亿)?(元|人民币|美元|美金|欧元|韩元|日元|港元|港币|新台币|台币)?(?:左右|上下)?$/;
  const DIGITS = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };
  const CURRENCIES = { 人民币: "元", 美金: "美元", 港币: "港元", 台币: "新台币" };
  const plain = (text) => text.replace(/\s/g, "").replace(/[０-９．，]/g,
    (one) => (one === "，" ? "," : String.fromCharCode(one.charCodeAt(0) - 0xfee0)));

  document.addEventListener("change", (event) => {
    const input = event.target;
    const units = input.matches("[data-amount]") && input.closest(".input-group").querySelector("select");
    const read = units && WRITTEN.exec(plain(input.value));
    if (!read || !(read[2] || read[3])) return;
    const now = units.selectedOptions[0].textContent;
    const scale = read[2] || now.slice(0, 1);
    const currency = CURRENCIES[read[3]] || read[3] || now.slice(1);
    const unit = [...units.options].find((one) => one.textContent === scale + currency);
    if (!unit) return;
    input.value = DIGITS[read[1]] || read[1];
    units.value = unit.value;
  });
})();
