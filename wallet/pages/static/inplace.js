// What htmx does in place, and the network or the wallet does not let it do, is done as any form and link does it: the
// browser goes there, and shows what is wrong. What is found while somebody types waits for the next letter.

function goThere(event) {
  const part = event.detail.elt;
  if (part.closest("[data-as-typed]")) return;
  const form = part.closest("form");
  if (form) form.submit();
  else if (part.href) location.assign(part.href);
}

for (const refused of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(refused, goThere);
}
