import { customType, timestamp } from "drizzle-orm/pg-core";
import { readable, readableJson } from "#lib/kernel/readable.ts";

/** A moment that may not have come; the database's clock is the judge of all of them. */
export const at = () => timestamp({ withTimezone: true });

export const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();

/** Of values that hold what programs say. */
export const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: readableJson,
});

/** Of what programs say. */
export const words = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: readable,
});
