// @ts-check
// A page that was loaded into a frame without a valid pass goes to the address bar instead, where
// it gets its wrapper.
const target = document.querySelector("a")?.href;
if (target && window.top) window.top.location.href = target;
