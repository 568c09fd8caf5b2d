import { makeWorkerUtils, type Runner, run } from "graphile-worker";
import { z } from "zod";
import { newId } from "#lib/kernel/ids.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { FindCommand } from "#lib/operations/command.ts";
import { recoverAbandoned } from "#lib/operations/recover.ts";
import { type FindHandler, runQueued } from "#lib/operations/run.ts";
import { expireHeld, releaseCooled } from "#lib/operations/sweep-held.ts";
import { removeRulesOver } from "#lib/operations/sweep-rules.ts";
import { every } from "#lib/platform/chore.ts";
import { pruneEvents } from "#lib/platform/events/hub.ts";
import { operationTask } from "#lib/platform/jobs/enqueue.ts";
import { graphileLogger } from "#lib/platform/jobs/graphile-logger.ts";
import { createJobPool } from "#lib/platform/jobs/job-pool.ts";
import {
  beatWorker,
  followHolders,
  removeWorker,
  unlockDeadWorkers,
} from "#lib/platform/jobs/worker-lease.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { keepAudit } from "#lib/worker/keep-audit.ts";

const Payload = z.object({ operationId: z.string() });

/** A worker that has not said it lives for this long is dead; longer than an operation's lease. */
const silenceMs = 10_000;
const beatMs = 2_000;
const pruneMs = 3_600_000;

export interface Worker {
  /** Takes no more work, lets what runs come to its end for at most `deadlineMs`, and stops. */
  stop(deadlineMs: number): Promise<void>;
}

/** Brings the tables of the job queue up to date; runs before anything is queued. */
export async function prepareJobs(url: string, platform: Pick<Platform, "log">): Promise<void> {
  const pgPool = createJobPool(url, platform.log);
  try {
    const utils = await makeWorkerUtils({ pgPool, logger: graphileLogger(platform.log) });
    await utils.migrate();
    await utils.release();
  } finally {
    await pgPool.end();
  }
}

/** Where the worker looks up what an operation asks for. */
interface Finders {
  findHandler: FindHandler;
  findCommand: FindCommand;
}

/** Claims and runs the work of operations, takes up what dead processes left, and seals the audit log. */
export async function startWorker(
  platform: Platform,
  url: string,
  { findHandler, findCommand }: Finders,
): Promise<Worker> {
  const id = newId();
  const pgPool = createJobPool(url, platform.log);
  const { events, holders } = followHolders();
  const runner: Runner = await run({
    events,
    pgPool,
    concurrency: 6,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: graphileLogger(platform.log),
    taskList: {
      [operationTask]: async (payload) => {
        const { operationId } = Payload.parse(payload);
        await runQueued(platform, findHandler, operationId, id);
      },
    },
  });

  const chores = [
    every(pruneMs, platform, "remove old events", async () => {
      const { eventsDays } = await settingOf(platform.database.orm, "retention");
      await pruneEvents(platform.database, eventsDays);
    }),
    every(beatMs, platform, "keep the job queue tidy", async () => {
      await beatWorker(platform.database, id, [...holders]);
      const dead = await unlockDeadWorkers(platform.database, silenceMs);
      const recovered = await recoverAbandoned(platform, findHandler);
      await expireHeld(platform);
      await releaseCooled(platform, findCommand);
      await removeRulesOver(platform);
      if (dead + recovered > 0) platform.log.info({ dead, recovered }, "took up what a dead process left");
    }),
  ];

  const auditKeeper = await keepAudit(platform);

  return {
    async stop(deadlineMs) {
      for (const chore of chores) chore.stop();
      const stopped = runner.stop().then(() => pgPool.end());
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, deadlineMs).unref())]);
      await auditKeeper.stop();
      await removeWorker(platform.database, id);
    },
  };
}
