/** How a difference is shown. */
export interface DiffOptions {
  layout: "unified" | "split";
  ignoresSpace: boolean;
}
