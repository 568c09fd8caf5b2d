/** Whether a branch counts as the project's default; while that is not known, every branch does. */
export const isDefaultBranch = (branch: string, defaultBranch: string | null): boolean =>
  defaultBranch === null || branch === defaultBranch;
