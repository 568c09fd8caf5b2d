import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      spacing: ["bar", "row", "control", "control-sm", "control-xs", "sidebar"],
      radius: ["badge"],
    },
  },
});

/** Joins class names; of two that set the same property the later one stays. */
export const cn = (...names: ClassValue[]): string => merge(clsx(names));
