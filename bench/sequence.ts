import { Agent, get } from "node:http";

export interface Target {
  url: string;
  headers: Record<string, string>;
}

/** One request after the other on one connection; milliseconds each. */
export async function inSequence(target: Target, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const delays: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const sinceMs = performance.now();
    await request(target, agent);
    delays.push(performance.now() - sinceMs);
  }
  agent.destroy();
  return delays;
}

/** One request; fails when it is not answered with 200. */
export function request({ url, headers }: Target, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent, headers, timeout: 30_000 }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}.`));
      response.once("end", resolve).once("error", reject).resume();
    });
    sent.once("error", reject);
  });
}
