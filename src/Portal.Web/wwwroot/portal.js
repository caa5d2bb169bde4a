// The few things that only a browser can do.
window.fundPortal = {
  submit: (id) => document.getElementById(id)?.requestSubmit(),
  // A random name for this browser, so that each device keeps a draft of its own.
  device: () => {
    let name = localStorage.getItem("device");
    if (!name) localStorage.setItem("device", (name = crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")));
    return name;
  },
  focus: (id) => document.getElementById(id)?.focus(),
  focusIn: (selector) => document.querySelector(selector)?.focus(),
};
