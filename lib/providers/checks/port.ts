/** What another service said of a credential: one sentence for people, without any secret. */
export interface Check {
  isGood: boolean;
  sentence: string;
}

export const deadlineMs = 10_000;
