import { z } from "zod";

/** The five danger levels, mildest first. */
export const dangerLevels = ["SAFE", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export const DangerLevel = z.enum(dangerLevels);
export type DangerLevel = z.infer<typeof DangerLevel>;

export const isAtLeast = (level: DangerLevel, floor: DangerLevel): boolean =>
  dangerLevels.indexOf(level) >= dangerLevels.indexOf(floor);

export const higherOf = (a: DangerLevel, b: DangerLevel): DangerLevel => (isAtLeast(a, b) ? a : b);
