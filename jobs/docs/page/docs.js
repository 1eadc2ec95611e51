(function () {
  "use strict";
  var box = document.getElementById("search-box");
  if (!box) { return; }
  var most = 60;
  var index = JSON.parse(document.getElementById("search-index").textContent).map(function (entry) {
    return { kind: entry[0], name: entry[1], file: entry[2], text: entry[3], key: entry[1].toLowerCase(), all: (entry[0] + " " + entry[1] + " " + entry[3]).toLowerCase() };
  });
  var list = document.getElementById("search-results");
  var count = document.getElementById("search-count");

  // A whole name comes before one that begins so, that before one that has the word inside, that before a description.
  function rank(entry, words) {
    var first = words[0];
    var last = entry.key.slice(entry.key.lastIndexOf(".") + 1);
    if (entry.key === first || last === first) { return 0; }
    if (entry.key.indexOf(first) === 0 || last.indexOf(first) === 0) { return 1; }
    return entry.key.indexOf(first) >= 0 ? 2 : 3;
  }

  function find(text) {
    var words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) { return []; }
    return index
      .map(function (entry, place) { return { entry: entry, place: place }; })
      .filter(function (hit) { return words.every(function (word) { return hit.entry.all.indexOf(word) >= 0; }); })
      .map(function (hit) { hit.rank = rank(hit.entry, words); return hit; })
      .sort(function (a, b) { return a.rank - b.rank || a.place - b.place; })
      .map(function (hit) { return hit.entry; });
  }

  function show() {
    var hits = find(box.value);
    list.textContent = "";
    hits.slice(0, most).forEach(function (hit) {
      var item = document.createElement("li");
      var kind = document.createElement("span");
      kind.className = "badge plain";
      kind.textContent = hit.kind;
      var link = document.createElement("a");
      link.href = hit.file;
      link.textContent = hit.name;
      var text = document.createElement("p");
      text.textContent = hit.text;
      item.append(kind, link, text);
      list.append(item);
    });
    count.textContent = box.value.trim() === "" ? "" : hits.length === 0 ? "Nothing has this name." : hits.length > most ? hits.length + " found, the nearest " + most + " shown" : hits.length + " found";
  }

  box.addEventListener("input", show);
  var asked = new URLSearchParams(location.search).get("q");
  if (asked) { box.value = asked; }
  show();
}());
