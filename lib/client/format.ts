const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `6 min 42 s`, `18 h 49 min`, `3 d 4 h`: the two largest parts. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  if (seconds < 60) return `${Math.max(0, seconds)} s`;
  if (durationMs < hourMs) return join(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.floor(durationMs / minuteMs);
  if (durationMs < dayMs) return join(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.floor(durationMs / hourMs);
  return join(Math.floor(hours / 24), "d", hours % 24, "h");
}

const join = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** `640 ms`, `3.1 s`, then as `formatDuration`. */
export function formatShortDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < minuteMs) return `${(durationMs / 1000).toFixed(1)} s`;
  return formatDuration(durationMs);
}

/** `just now`, `4 min ago`, `2 h ago`, `yesterday`, `18 Nov`, `18 Nov 2024`; `in 4 min` for what is to come. */
export function formatRelativeTime(at: string, nowMs: number): string {
  const date = new Date(at);
  const agoMs = nowMs - date.getTime();
  if (Number.isNaN(agoMs)) return at;
  if (agoMs < -10_000) return `in ${formatDuration(-agoMs)}`;
  if (agoMs < 10_000) return "just now";
  if (agoMs < minuteMs) return `${Math.floor(agoMs / 1000)} s ago`;
  if (agoMs < hourMs) return `${Math.floor(agoMs / minuteMs)} min ago`;
  const today = new Date(nowMs);
  if (agoMs < dayMs && date.getDate() === today.getDate()) return `${Math.floor(agoMs / hourMs)} h ago`;
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  if (date.getTime() >= midnight - dayMs)
    return agoMs < 6 * hourMs ? `${Math.floor(agoMs / hourMs)} h ago` : "yesterday";
  const isThisYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: isThisYear ? undefined : "numeric",
  });
}

/** `today 14:31`, `tomorrow 09:21`, `Mon 23 Nov, 09:21`: a time one acts by, in the reader's own zone. */
export function formatMoment(at: string, nowMs: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const today = new Date(nowMs);
  const days = [-1, 0, 1].map((offset) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset).toDateString(),
  );
  const day = ["yesterday", "today", "tomorrow"][days.indexOf(date.toDateString())];
  if (day) return `${day} ${time}`;
  const isThisYear = date.getFullYear() === today.getFullYear();
  const written = date.toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: isThisYear ? undefined : "numeric",
  });
  return `${written.replace(",", "")}, ${time}`;
}

/** `20 Nov 2026, 14:31:50 GMT+1`, in the reader's own zone. */
export function formatExactTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
}

const byteUnits = ["B", "KB", "MB", "GB", "TB", "PB"] as const;

/** `48 B`, `9.8 GB`: steps of 1000, one digit behind the point from KB on. */
export function formatBytes(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 999.95 && unit < byteUnits.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : size.toFixed(1)} ${byteUnits[unit]}`;
}

const memoryUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** `512 MiB`, `4 GiB`, `1.1 GiB`: steps of 1024, as memory is sold and limited. */
export function formatMemory(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 1023.95 && unit < memoryUnits.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const rounded = size >= 100 || unit === 0 ? Math.round(size) : Math.round(size * 10) / 10;
  return `${rounded} ${memoryUnits[unit]}`;
}

/** `186,204`. */
export const formatCount = (count: number): string => count.toLocaleString("en-GB");

/** `1 file`, `3 files`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
