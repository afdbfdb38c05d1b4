// Parts of the page by their name.

export const part = (name) => document.querySelector("[data-part=" + name + "]");
