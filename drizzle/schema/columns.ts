import { timestamp } from "drizzle-orm/pg-core";

/** A moment that may not have come; the database's clock is the judge of all of them. */
export const at = () => timestamp({ withTimezone: true });

export const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();
