/** Where menus and popovers are put: within the page's landmark, which readers of the screen find. */
export const pageElement = (): HTMLElement | null => document.getElementById('content');
