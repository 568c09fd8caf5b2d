/** Of the small fields that stand side by side in a form or a panel. */
export const pickerClasses =
  "h-control-sm w-auto max-w-full gap-1.5 border-border bg-card px-2 text-xs max-md:text-sm";
