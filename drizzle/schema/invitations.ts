import { pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, createdAt } from "./columns.ts";
import { users } from "./people.ts";
import { projects } from "./projects.ts";

/** Links that let somebody in who is not here yet; good once, only the hash is kept. */
export const invitations = pgTable(
  "invitations",
  {
    id: uuid().primaryKey(),
    tokenHash: text().notNull(),
    /** Whom it was sent to; null for a link that is handed over. */
    email: text(),
    role: text({ enum: ["admin", "member"] }).notNull(),
    projectId: uuid().references(() => projects.id, { onDelete: "cascade" }),
    access: text({ enum: ["admin", "write", "read"] }),
    invitedBy: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    sentAt: at(),
    revokedAt: at(),
    usedAt: at(),
    usedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("invitations_token").on(table.tokenHash)],
);
