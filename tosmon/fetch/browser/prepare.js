// Runs before any script of the page: shadow trees stay readable, nothing opens beside the page.
(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: "open" });
  };
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    delete window[name];
  }
  window.open = () => null;
  window.print = () => undefined;
})();
