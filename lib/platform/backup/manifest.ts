import { z } from "zod";
import { EntrySum } from "#lib/platform/backup/entries.ts";

/** What all rows of a table come to, whatever their order. */
export const TableSum = z.object({ table: z.string(), rows: z.number().int(), sum: z.string() });
export type TableSum = z.infer<typeof TableSum>;

/** The last entry of an archive: what a restore must come to. */
export const Manifest = z.object({
  tables: z.array(TableSum),
  files: z.array(EntrySum),
  /** Of the embedded PostgreSQL: where its log is replayed to. */
  recoveryTarget: z.string().nullable(),
  /** Of its log: what has to lie there. */
  logSegments: z.array(z.string()),
  masterKeyId: z.string(),
  /** Whether the master key comes from a variable of the server, and not from its home. */
  isMasterKeyGiven: z.boolean(),
});
export type Manifest = z.infer<typeof Manifest>;

export const manifestPath = "manifest.json";
