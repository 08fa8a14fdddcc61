// Charts: <div data-chart="/x.json" data-chart-kind="funnel"> drawn by ECharts, which is fetched only
// when a page holds one. The shape of the JSON stands in templates/macros/charts.html.
(() => {
  "use strict";
  const ink = "#1f2937";
  const soft = "#566173";
  const line = "#dfe4ea";
  // The milestone colours of static/css/figures.css and of the printed brief.
  const milestones = {
    negotiating: "#8a94a3",
    signed: "#2b6cc4",
    registered: "#1593ad",
    started: "#e0971b",
    production: "#3f9d4c",
    capacity: "#14532d",
    paused: "#c3c9d1",
    dropped: "#6b7280",
  };
  const palette = ["#1a5ba6", "#1593ad", "#e0971b", "#8a94a3", "#3f9d4c", "#7c5cab", "#b4552d"];
  const font = getComputedStyle(document.body).fontFamily;
  const drawn = new Map();
  let library;

  function load() {
    library ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.echarts;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  }

  const figure = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("zh-CN"));
  const colour = (data, series, at) =>
    milestones[series.key] || (data.series.length === 1 && milestones[data.keys?.[at]]) || null;

  function points(data, series) {
    return series.values.map((value, at) => {
      const own = colour(data, series, at);
      const point = { value, link: series.links?.[at] };
      if (own) point.itemStyle = { color: own };
      return point;
    });
  }

  const unitOf = (data, series) => series.unit || data.unit || "";
  const label = (unit) => ({
    show: true,
    color: ink,
    fontFamily: font,
    fontSize: 12,
    formatter: (point) => (point.value ? `${figure(point.value)} ${unit}` : ""),
  });
  const axisText = { color: soft, fontFamily: font, fontSize: 12 };

  function valueAxis(unit, extra = {}) {
    return {
      type: "value",
      name: unit,
      nameTextStyle: { ...axisText, align: extra.position === "right" ? "right" : "left" },
      axisLabel: { ...axisText, formatter: (value) => figure(value) },
      splitLine: { lineStyle: { color: "#edf0f4" } },
      ...extra,
    };
  }
  function categoryAxis(data, extra = {}) {
    return {
      type: "category",
      data: data.categories,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { ...axisText, hideOverlap: true },
      ...extra,
    };
  }

  // Side by side, one panel for each series: how many, and how much, by the same stages.
  function funnel(data) {
    const share = 100 / data.series.length;
    const wide = (text) => Math.max(...text.map((word) => word.length)) * 13 + 24;
    const margin = wide(data.categories);
    return {
      grid: data.series.map((_, at) => ({
        left: at ? `${share * at + 3}%` : margin,
        right: at === data.series.length - 1 ? 92 : `${100 - share * (at + 1) + 10}%`,
        top: 30,
        bottom: 8,
      })),
      xAxis: data.series.map((_, at) => ({ type: "value", show: false, gridIndex: at })),
      yAxis: data.series.map((series, at) =>
        categoryAxis(data, {
          gridIndex: at,
          inverse: true,
          axisLine: { show: false },
          axisLabel: { ...axisText, show: at === 0, color: ink, interval: 0 },
          name: `${series.name}（${unitOf(data, series)}）`,
          nameLocation: "start",
          nameTextStyle: { ...axisText, align: "left" },
        }),
      ),
      series: data.series.map((series, at) => ({
        type: "bar",
        name: series.name,
        xAxisIndex: at,
        yAxisIndex: at,
        barWidth: "62%",
        data: points({ ...data, series: [series] }, series),
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: { ...label(""), position: "right" },
      })),
    };
  }

  function upright(data, kind) {
    const second = data.series.find((series) => series.second_axis);
    const lying = kind === "lying";
    const value = [valueAxis(unitOf(data, data.series[0]))];
    if (lying) Object.assign(value[0], { nameLocation: "middle", nameGap: 24, nameTextStyle: axisText });
    if (second) value.push(valueAxis(unitOf(data, second), { position: "right", splitLine: { show: false } }));
    const categories = categoryAxis(data, lying ? { inverse: true } : {});
    const many = data.series.length > 1;
    return {
      grid: { left: 8, right: 16, top: many ? 64 : 36, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "all" },
      legend: { show: many, top: 0, left: 0, itemWidth: 18, itemHeight: 10, textStyle: { color: ink, fontFamily: font } },
      xAxis: lying ? value : categories,
      yAxis: lying ? categories : value,
      series: data.series.flatMap((series, at) => drawSeries(data, series, at, kind, many)),
    };
  }

  function drawSeries(data, series, at, kind, many) {
    const type = series.kind || (kind === "line" ? "line" : "bar");
    const tint = (series.reference && "#8a94a3") || milestones[series.key] || palette[at % palette.length];
    const main = {
      type,
      name: series.name,
      data: points(data, series),
      color: tint,
      barMaxWidth: 36,
      stack: kind === "stacked" && type === "bar" ? "all" : undefined,
      yAxisIndex: kind !== "lying" && series.second_axis ? 1 : 0,
      symbolSize: series.reference ? 0 : 6,
      connectNulls: false,
      lineStyle: { width: 2, type: series.forecast || series.reference ? "dashed" : "solid" },
      itemStyle: type === "bar" && series.forecast ? { opacity: 0.45 } : undefined,
      label: many || type === "line" ? undefined : { ...label(""), position: kind === "lying" ? "right" : "top" },
    };
    if (data.marks && at === 0) {
      main.markLine = {
        silent: true,
        symbol: "none",
        lineStyle: { color: soft, type: "dashed" },
        data: data.marks.map((mark) => ({
          [kind === "lying" ? "xAxis" : "yAxis"]: mark.value,
          label: { formatter: `${mark.name} ${figure(mark.value)}`, position: "insideEndTop", color: soft, fontFamily: font },
        })),
      };
    }
    if (!series.low || !series.high) return [main];
    const ghost = { type: "line", stack: `band-${at}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
    const height = series.high.map((value, i) => (value === null ? null : value - series.low[i]));
    return [
      { ...ghost, data: series.low },
      { ...ghost, data: height, areaStyle: { color: tint, opacity: 0.14 } },
      main,
    ];
  }

  function tooltip(data, kind) {
    return {
      trigger: kind === "funnel" ? "item" : "axis",
      renderMode: "richText",
      axisPointer: { type: kind === "line" ? "line" : "shadow" },
      backgroundColor: "#fff",
      borderColor: line,
      textStyle: { color: ink, fontFamily: font, fontSize: 13 },
      formatter: (hit) => {
        const hits = (Array.isArray(hit) ? hit : [hit]).filter((one) => data.series.some((s) => s.name === one.seriesName));
        const rows = hits.map((one) => {
          const series = data.series.find((s) => s.name === one.seriesName);
          return `${one.seriesName}  ${figure(one.value)} ${unitOf(data, series)}`;
        });
        return [hits[0]?.name, ...rows].join("\n");
      },
    };
  }

  const decals = (show) => ({ aria: { enabled: true, label: { enabled: false }, decal: { show } } });

  async function draw(box) {
    if (drawn.has(box) || !box.offsetParent) return;
    drawn.set(box, null);
    try {
      const [answer, echarts] = await Promise.all([
        fetch(box.dataset.chart, { headers: { Accept: "application/json" }, credentials: "same-origin" }),
        load(),
      ]);
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      const kind = box.dataset.chartKind;
      const chart = echarts.init(box, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
      box.replaceChildren(...[...box.children].filter((child) => !child.matches(".chart-wait")));
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: font },
        tooltip: tooltip(data, kind),
        ...(kind === "funnel" ? funnel(data) : upright(data, kind)),
        ...decals(false),
      });
      chart.on("click", (point) => {
        if (point.data?.link) location.assign(point.data.link);
      });
      chart.on("mousemove", (point) => chart.getZr().setCursorStyle(point.data?.link ? "pointer" : "default"));
      drawn.set(box, chart);
    } catch {
      box.textContent = "图暂时画不出来，数据请看下面的表。";
      box.classList.add("chart-failed");
      box.closest(".chart")?.querySelector("details")?.setAttribute("open", "");
    }
  }

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
  drawAll();
  document.addEventListener("htmx:afterSettle", drawAll);
  document.addEventListener("toggle", drawAll, true);
  const each = (act) => [...drawn.values()].filter(Boolean).forEach(act);
  window.addEventListener("resize", () => each((chart) => chart.resize()));
  // On paper colour may be lost: each series gets its own pattern.
  // The sheet is narrower than the screen, so the chart is drawn narrower and its words stay readable.
  window.addEventListener("beforeprint", () =>
    each((chart) => {
      chart.setOption(decals(true));
      chart.resize({ width: chart.getDom().clientWidth > 700 ? 700 : 360 });
    }),
  );
  window.addEventListener("afterprint", () =>
    each((chart) => {
      chart.setOption(decals(false));
      chart.resize({ width: "auto" });
    }),
  );
})();
