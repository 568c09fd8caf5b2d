import type { Told } from "./engine-stream.ts";

const stepPercent = 10;
const megabyte = 1_000_000;

/** Turns what an engine tells of each layer, many times a second, into a line now and then. */
export function createPullReport() {
  const layers = new Map<string, { current: number; total: number }>();
  let toldPercent = 0;

  return (told: Pick<Told, "id" | "status" | "progressDetail">): string | undefined => {
    const { id, status, progressDetail } = told;
    if (status === undefined) return undefined;
    if (id === undefined || !isOfLayer(status)) return id === undefined ? status : undefined;
    const { current, total } = progressDetail ?? {};
    const known = layers.get(id) ?? { current: 0, total: 0 };
    if (status === "Downloading" && total) layers.set(id, { current: current ?? 0, total });
    else if (isThere(status)) layers.set(id, { ...known, current: known.total });
    else layers.set(id, known);
    const sizes = [...layers.values()];
    // Before every layer said its size, a share of the whole would run backwards.
    if (sizes.some(({ total: size }) => size === 0) && !sizes.every(({ total: size }) => size === 0)) {
      return undefined;
    }
    const all = sizes.reduce((sum, layer) => sum + layer.total, 0);
    const here = sizes.reduce((sum, layer) => sum + layer.current, 0);
    const percent = all === 0 ? 0 : Math.floor((100 * here) / all);
    if (percent < toldPercent + stepPercent) return undefined;
    toldPercent = percent;
    return `${percent} % of ${(all / megabyte).toFixed(0)} MB`;
  };
}

const isOfLayer = (status: string): boolean =>
  /^(Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)/.test(
    status,
  );

const isThere = (status: string): boolean =>
  /^(Verifying Checksum|Download complete|Extracting|Pull complete)/.test(status);
