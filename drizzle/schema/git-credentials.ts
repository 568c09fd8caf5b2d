import { pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { gitCredentialKinds } from "../../lib/kernel/states.ts";
import { at, createdAt } from "./columns.ts";
import { users } from "./people.ts";
import { projects } from "./projects.ts";

/** How a project's git reaches private repositories: a token for one repository over HTTPS, or its one SSH key. */
export const gitCredentials = pgTable(
  "git_credentials",
  {
    /** What the secret is sealed to. */
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    kind: text({ enum: gitCredentialKinds }).notNull(),
    /** The repository's address without `.git`, or a group's; "" for the SSH key, which is for all hosts. */
    host: text().notNull(),
    /** What is told before the token. */
    username: text(),
    /** The token, or the private key, sealed. */
    sealedSecret: text().notNull(),
    /** The half to paste at the host, as one line. */
    publicKey: text(),
    /** The last four characters of a token, or the SHA256 fingerprint of a key, to know it by. */
    hint: text().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    lastUsedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("git_credentials_place").on(table.projectId, table.kind, table.host)],
);

/** The keys of SSH hosts as a project first saw them: another one is refused until a person takes it. */
export const gitHostKeys = pgTable(
  "git_host_keys",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    host: text().notNull(),
    /** As in known_hosts: ssh-ed25519 and its sisters. */
    keyType: text().notNull(),
    publicKey: text().notNull(),
    /** SHA256:… as ssh prints it. */
    fingerprint: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("git_host_keys_place").on(table.projectId, table.host, table.keyType)],
);
