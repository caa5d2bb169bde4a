// The few things that only a browser can do.
window.fundPortal = {
  submit: (id) => document.getElementById(id)?.requestSubmit(),
  focus: (id) => document.getElementById(id)?.focus(),
};
