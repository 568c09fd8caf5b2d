import { z } from "zod";

/** Which uploads this browser began and has not ended, so that the same file goes on where it stood. */

const Pending = z.record(z.string(), z.object({ uploadId: z.string(), fingerprint: z.string() }));

const keyOf = (personId: string, rootId: string) => `lockkeeper-uploads/${personId}/${rootId}`;

/** What tells one file of a person's machine from another, without reading it. */
const fingerprintOf = (file: Blob): string =>
  file instanceof File ? `${file.name}/${file.size}/${file.lastModified}` : String(file.size);

function read(key: string): z.infer<typeof Pending> {
  try {
    return Pending.safeParse(JSON.parse(localStorage.getItem(key) ?? "{}")).data ?? {};
  } catch {
    return {};
  }
}

export interface PendingUploads {
  remember: (path: string, file: Blob, uploadId: string | null) => void;
  /** The upload of this very file to this path; null where there is none. */
  find: (path: string, file: Blob) => string | null;
}

export function pendingUploads(personId: string, rootId: string): PendingUploads {
  const key = keyOf(personId, rootId);
  return {
    remember(path, file, uploadId) {
      const { [path]: _before, ...others } = read(key);
      const next =
        uploadId === null ? others : { ...others, [path]: { uploadId, fingerprint: fingerprintOf(file) } };
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Storage is full or forbidden: after a reload the upload begins anew.
      }
    },
    find(path, file) {
      const known = read(key)[path];
      return known?.fingerprint === fingerprintOf(file) ? known.uploadId : null;
    },
  };
}
