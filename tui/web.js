// The keyboard belongs to the desk, from the first moment and whenever the tab is looked at again.
const toDesk = () => document.querySelector(".xterm-helper-textarea")?.focus();
addEventListener("load", toDesk);
addEventListener("focus", toDesk);
