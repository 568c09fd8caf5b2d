"use client";

import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useRef, useState, type WheelEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatBytes } from "#lib/client/format.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface ImageViewProps {
  url: string;
  path: string;
  sizeBytes: number;
}

const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8, 16];

/** A picture on a chequered ground, as large as fits or by a factor; its size in points and bytes. */
export function ImageView({ url, path, sizeBytes }: ImageViewProps) {
  const [zoom, setZoom] = useState<number | null>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const picture = useRef<HTMLImageElement>(null);
  const shown = () => zoom ?? (picture.current && size ? picture.current.clientWidth / size.width : 1);
  const larger = () => setZoom(steps.find((step) => step > shown() + 0.001) ?? 16);
  const smaller = () => setZoom(steps.findLast((step) => step < shown() - 0.001) ?? 0.1);
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    if (event.deltaY < 0) larger();
    else smaller();
  };
  return (
    <figure className="flex min-h-0 flex-1 flex-col">
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        tabIndex={0}
        onWheel={onWheel}
        className="grid min-h-0 flex-1 overflow-auto p-6 focus-visible:-outline-offset-2"
      >
        {isBroken ? (
          <p className="m-auto text-muted-foreground">The browser cannot show this picture.</p>
        ) : (
          // biome-ignore lint/performance/noImgElement: the bytes are the person's own file, behind their session
          <img
            ref={picture}
            src={url}
            alt={nameOf(path)}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
              setSize({ width, height })
            }
            onError={() => setIsBroken(true)}
            style={
              zoom === null || !size ? undefined : { width: size.width * zoom, height: size.height * zoom }
            }
            className={cn(
              "m-auto rounded-md border bg-[repeating-conic-gradient(var(--muted)_0_25%,var(--background)_0_50%)] bg-[length:16px_16px]",
              zoom === null ? "max-h-full max-w-full object-contain" : "max-w-none",
              zoom !== null && zoom > 2 && "[image-rendering:pixelated]",
            )}
          />
        )}
      </div>
      <figcaption className="flex h-9 flex-none items-center gap-1 border-t px-4 text-muted-foreground text-xs tabular-nums">
        {size && `${size.width} × ${size.height} · `}
        {formatBytes(sizeBytes)}
        <span className="ml-auto">{zoom === null ? "Fits" : `${Math.round(zoom * 100)} %`}</span>
        <Button variant="ghost" size="icon-xs" aria-label="Smaller" onClick={smaller}>
          <ZoomOut />
        </Button>
        <Button variant="ghost" size="icon-xs" aria-label="Larger" onClick={larger}>
          <ZoomIn />
        </Button>
        <Button variant="ghost" size="icon-xs" aria-label="Fit into the view" onClick={() => setZoom(null)}>
          <Maximize />
        </Button>
      </figcaption>
    </figure>
  );
}
