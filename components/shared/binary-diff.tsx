"use client";

import { useState } from "react";

/** Addresses of a file's bytes; null where the side has none. */
export interface FileVersions {
  before: string | null;
  after: string | null;
}

const isPicture = (path: string): boolean => /\.(png|jpe?g|gif|webp|avif|ico)$/i.test(path);

/** A picture as it was and as it is; of other binary files only that they changed. */
export function BinaryDiff({ path, versions }: { path: string; versions: FileVersions }) {
  if (!isPicture(path))
    return <p className="px-4 py-3 text-muted-foreground">A binary file: its bytes changed.</p>;
  return (
    <div className="grid gap-4 p-4 md:grid-cols-2">
      <Picture caption="Before" address={versions.before} />
      <Picture caption="After" address={versions.after} />
    </div>
  );
}

function Picture({ caption, address }: { caption: string; address: string | null }) {
  const [size, setSize] = useState("");
  const [isBroken, setIsBroken] = useState(false);
  return (
    <figure className="grid min-w-0 content-start gap-2">
      <figcaption className="text-muted-foreground text-xs">
        {caption} {size}
      </figcaption>
      {address === null || isBroken ? (
        <p className="text-subtle-foreground">{isBroken ? "It cannot be shown." : "There is none."}</p>
      ) : (
        // biome-ignore lint/performance/noImgElement: bytes of a workspace, which nothing may resize or cache elsewhere
        <img
          src={address}
          alt={caption}
          className="max-h-[60vh] max-w-full justify-self-start rounded-md border bg-[repeating-conic-gradient(var(--muted)_0_25%,transparent_0_50%)] bg-[length:16px_16px]"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize(`${naturalWidth} × ${naturalHeight}`)
          }
          onError={() => setIsBroken(true)}
        />
      )}
    </figure>
  );
}
