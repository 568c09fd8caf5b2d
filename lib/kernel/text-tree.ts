/**
 * A set of texts, told apart letter by letter: what of it begins at a place of another text is found in as many looks as
 * these texts differ in letters, however many there are. Each is counted, and is gone when it was removed as often as it
 * was added.
 */
export interface TextTree {
  add(text: string): void;
  remove(text: string): void;
  /** `fits` is asked where a text of the set would end. */
  find(within: string, at: number, fits: (end: number) => boolean): Found;
}

export interface Found {
  /** Of the longest text of the set that stands there; 0 where none does. */
  length: number;
  /** What is left is the beginning of a longer one. */
  isOpen: boolean;
}

interface Branch {
  /** What stands between the branch before and this one. */
  label: string;
  /** How often a text that ends here was added. */
  count: number;
  /** By the first letter of their labels; null for none. */
  next: Map<number, Branch> | null;
}

export function createTextTree(): TextTree {
  const root: Branch = { label: "", count: 0, next: null };
  return {
    add: (text) => add(root, text),
    remove: (text) => remove(root, text),
    find: (within, at, fits) => find(root, within, at, fits),
  };
}

function add(root: Branch, text: string): void {
  let branch = root;
  for (let at = 0; at < text.length; ) {
    branch.next ??= new Map();
    const letter = text.charCodeAt(at);
    const child = branch.next.get(letter);
    if (!child) {
      branch.next.set(letter, { label: text.slice(at), count: 1, next: null });
      return;
    }
    const shared = sharedLength(child.label, text, at);
    if (shared < child.label.length) split(child, shared);
    branch = child;
    at += shared;
  }
  branch.count += 1;
}

function sharedLength(label: string, text: string, at: number): number {
  const most = Math.min(label.length, text.length - at);
  let length = 1;
  while (length < most && label.charCodeAt(length) === text.charCodeAt(at + length)) length += 1;
  return length;
}

function split(branch: Branch, at: number): void {
  const rest = { ...branch, label: branch.label.slice(at) };
  branch.label = branch.label.slice(0, at);
  branch.count = 0;
  branch.next = new Map([[rest.label.charCodeAt(0), rest]]);
}

function remove(root: Branch, text: string): void {
  const path = [root];
  for (let at = 0, branch = root; at < text.length; at += branch.label.length) {
    const child = branch.next?.get(text.charCodeAt(at));
    if (!child || !text.startsWith(child.label, at)) return;
    branch = child;
    path.push(branch);
  }
  const [parent, end] = path.slice(-2);
  if (!parent || !end || end.count === 0) return;
  end.count -= 1;
  if (end.count > 0) return;
  if (end.next === null) dropChild(parent, end);
  else join(end);
  if (parent !== root) join(parent);
}

function dropChild(parent: Branch, child: Branch): void {
  parent.next?.delete(child.label.charCodeAt(0));
  if (parent.next?.size === 0) parent.next = null;
}

/** Where nothing ends and only one way goes on, there is no branch. */
function join(branch: Branch): void {
  if (branch.count > 0 || branch.next?.size !== 1) return;
  const [only] = branch.next.values();
  if (!only) return;
  branch.label += only.label;
  branch.count = only.count;
  branch.next = only.next;
}

function find(root: Branch, within: string, at: number, fits: (end: number) => boolean): Found {
  let branch = root;
  let place = at;
  let length = 0;
  for (;;) {
    if (place === within.length) return { length, isOpen: branch.next !== null };
    const child = branch.next?.get(within.charCodeAt(place));
    if (!child) return { length, isOpen: false };
    const { label, count } = child;
    if (within.length - place < label.length)
      return { length, isOpen: label.startsWith(within.slice(place)) };
    if (!within.startsWith(label, place)) return { length, isOpen: false };
    place += label.length;
    branch = child;
    if (count > 0 && fits(place)) length = place - at;
  }
}
