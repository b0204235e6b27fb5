"use strict";
(function () {
  var items = Array.from(document.querySelectorAll("#steps > li"));
  var links = Array.from(document.querySelectorAll("nav a"));
  var list = document.getElementById("steps");
  var play = document.getElementById("play"), back = document.getElementById("back");
  var next = document.getElementById("next"), larger = document.getElementById("larger");
  var smaller = document.getElementById("smaller");
  var place = document.getElementById("place"), heard = document.getElementById("heard");
  var now = 0, zoom = 0, timer = 0, PACE = 3000, MOST = 3;
  if (!items.length) { return; }
  document.body.classList.add("player");

  function show(number, quiet) {
    now = Math.max(0, Math.min(items.length - 1, number));
    items.forEach(function (item, at) { item.classList.toggle("now", at === now); });
    links.forEach(function (link, at) {
      if (at === now) { link.setAttribute("aria-current", "step"); } else { link.removeAttribute("aria-current"); }
    });
    reveal(links[now]);
    back.disabled = now === 0;
    next.disabled = now === items.length - 1;
    place.textContent = (now + 1) + " / " + items.length;
    if (!quiet) { heard.textContent = items[now].getAttribute("aria-label"); }
  }
  function reveal(link) {
    // Only the list is scrolled: in a narrow window the page would jump away from the image.
    var nav = link.closest("nav"), top = link.offsetTop, bottom = top + link.offsetHeight;
    if (top < nav.scrollTop) { nav.scrollTop = top; }
    if (bottom > nav.scrollTop + nav.clientHeight) { nav.scrollTop = bottom - nav.clientHeight; }
  }
  function stop() {
    window.clearTimeout(timer);
    timer = 0;
    play.textContent = play.dataset.play;
  }
  function later() {
    timer = window.setTimeout(function () {
      show(now + 1);
      if (now < items.length - 1) { later(); } else { stop(); }
    }, PACE);
  }
  function toggle() {
    if (timer) { stop(); return; }
    if (now === items.length - 1) { show(0); }
    play.textContent = play.dataset.pause;
    later();
  }
  function go(by) { stop(); show(now + by); }
  function scale(by) {
    zoom = Math.max(0, Math.min(MOST, zoom + by));
    list.className = "zoom-" + zoom;
    smaller.disabled = zoom === 0;
    larger.disabled = zoom === MOST;
  }
  play.addEventListener("click", toggle);
  back.addEventListener("click", function () { go(-1); });
  next.addEventListener("click", function () { go(1); });
  larger.addEventListener("click", function () { scale(1); });
  smaller.addEventListener("click", function () { scale(-1); });
  links.forEach(function (link, at) {
    link.addEventListener("click", function (event) { event.preventDefault(); stop(); show(at); });
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    var scrolls = event.target.tagName === "FIGURE";
    switch (event.key) {
      case "ArrowLeft": if (!scrolls || zoom === 0) { go(-1); event.preventDefault(); } break;
      case "ArrowRight": if (!scrolls || zoom === 0) { go(1); event.preventDefault(); } break;
      case "Home": stop(); show(0); event.preventDefault(); break;
      case "End": stop(); show(items.length - 1); event.preventDefault(); break;
      case " ": if (event.target.tagName !== "BUTTON") { toggle(); event.preventDefault(); } break;
      case "+": scale(1); break;
      case "-": scale(-1); break;
      case "0": zoom = 0; scale(0); break;
    }
  });
  stop();
  scale(0);
  show(0, true);
}());
