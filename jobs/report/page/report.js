(function () {
  "use strict";
  var figures = Array.prototype.map.call(document.querySelectorAll("script[data-figure]"), function (source) {
    return { place: document.getElementById(source.dataset.figure), text: source.textContent };
  });

  // "$accent" is the style variable --accent: light, dark and paper each have theirs.
  function coloured(value, styles) {
    if (typeof value === "string") {
      return /^\$[a-z-]+$/.test(value) ? styles.getPropertyValue("--" + value.slice(1)).trim() : value;
    }
    if (Array.isArray(value)) {
      return value.map(function (item) { return coloured(item, styles); });
    }
    if (value !== null && typeof value === "object") {
      var result = {};
      Object.keys(value).forEach(function (key) { result[key] = coloured(value[key], styles); });
      return result;
    }
    return value;
  }

  function dress(layout, styles) {
    var text = styles.getPropertyValue("--text").trim();
    var line = styles.getPropertyValue("--line").trim();
    layout.paper_bgcolor = "rgba(0,0,0,0)";
    layout.plot_bgcolor = "rgba(0,0,0,0)";
    layout.font = Object.assign({ color: text, size: 12, family: getComputedStyle(document.body).fontFamily }, layout.font);
    layout.hoverlabel = { bgcolor: styles.getPropertyValue("--panel").trim(), bordercolor: line, font: { color: text } };
    layout.margin = Object.assign({ l: 10, r: 14, t: 14, b: 10 }, layout.margin);
    Object.keys(layout).forEach(function (key) {
      if (/^[xy]axis/.test(key)) {
        layout[key] = Object.assign({ gridcolor: line, zerolinecolor: line, linecolor: line, automargin: true, fixedrange: true }, layout[key]);
      }
    });
    return layout;
  }

  function draw() {
    if (typeof Plotly === "undefined") {
      return;
    }
    var styles = getComputedStyle(document.documentElement);
    figures.forEach(function (figure) {
      var spec = coloured(JSON.parse(figure.text), styles);
      Plotly.react(figure.place, spec.traces, dress(spec.layout, styles), { responsive: true, displayModeBar: false });
    });
  }

  function sortBy(head) {
    var table = head.closest("table");
    var column = Array.prototype.indexOf.call(head.parentNode.children, head);
    var isUp = head.getAttribute("aria-sort") !== "ascending";
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var key = function (row) { return row.cells[column].dataset.sort; };
    var isNumeric = rows.every(function (row) { return key(row) === "" || !isNaN(Number(key(row))); });
    rows.sort(function (first, second) {
      var a = key(first), b = key(second);
      // What is absent stays at the end, whichever way.
      if (a === "" || b === "") { return (a === "" ? 1 : 0) - (b === "" ? 1 : 0); }
      var order = isNumeric ? Number(a) - Number(b) : a.localeCompare(b, "en");
      return isUp ? order : -order;
    });
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
    Array.prototype.forEach.call(head.parentNode.children, function (other) { other.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
  }

  function copy(button) {
    var text = document.getElementById(button.dataset.copy);
    var range = document.createRange();
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    var isDone = false;
    try { isDone = document.execCommand("copy"); } catch (error) { isDone = false; }
    button.textContent = isDone ? "Copied" : "Selected: press Ctrl+C";
  }

  document.addEventListener("click", function (event) {
    var head = event.target.closest("table.sortable thead th");
    if (head) { sortBy(head); }
    var button = event.target.closest("button.copy");
    if (button) { copy(button); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  matchMedia("print").addEventListener("change", draw);
  draw();
  document.documentElement.dataset.ready = "true";
}());
