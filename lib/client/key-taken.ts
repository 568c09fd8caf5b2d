const fields = "input, textarea, select, [role=combobox], [role=listbox], [role=menu]";
const opened = "[role=dialog], [role=menu], [role=listbox]";

/** Whether a single key is no shortcut of the page: a field or a list has it, or what lies open above the page. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (target instanceof HTMLElement && (target.isContentEditable || target.closest(fields))) return true;
  return document.querySelector(opened) !== null;
}
