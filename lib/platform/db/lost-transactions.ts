import type { Sql, TransactionSql } from "postgres";

/**
 * What the driver (3.4.9, porsager/postgres#1208) gets wrong when the connection of an open transaction is lost: its own
 * rollback writes to a socket that is null, outside of every promise, and the process dies with its database; and once
 * the connection is opened anew, late statements of the lost transaction run on it, outside of any transaction.
 * Guarantees: `begin` rejects, no further statement of that transaction is sent, and the process lives.
 */
interface Holder {
  isLost: boolean;
}

interface Connection {
  readonly id: number;
}

type Work = (tx: TransactionSql) => unknown;

/** Guards the transactions of a pool. The pool must call what is returned with the id of each closed connection. */
export function guardTransactions(sql: Sql): (connectionId: number) => void {
  const holders = new Map<number, Holder>();
  const { begin, unsafe } = sql;
  let opening: Holder | undefined;

  // `begin` sends its first statement through here, with a hook that is told which connection it got.
  const guardedUnsafe = (text: string, parameters?: unknown[], options: Record<string, unknown> = {}) => {
    const holder = opening;
    const { onexecute } = options;
    if (!holder || typeof onexecute !== "function")
      return Reflect.apply(unsafe, sql, [text, parameters, options]);
    const hold = (connection: Connection) => {
      holders.set(connection.id, holder);
      return onexecute(connection);
    };
    return Reflect.apply(unsafe, sql, [text, parameters, { ...options, onexecute: hold }]);
  };
  const guardedBegin = (...given: [Work] | [string, Work]) => {
    const holder: Holder = { isLost: false };
    const work = given.at(-1) as Work;
    opening = holder;
    try {
      return Reflect.apply(begin, sql, [...given.slice(0, -1), guardWork(work, holder)]);
    } finally {
      opening = undefined;
    }
  };
  Object.assign(sql, { unsafe: guardedUnsafe, begin: guardedBegin });
  return (connectionId) => {
    const holder = holders.get(connectionId);
    if (holder) holder.isLost = true;
    holders.delete(connectionId);
  };
}

// The work of a lost transaction never settles for the driver, which would answer with a commit or a rollback.
function guardWork(work: Work, holder: Holder): Work {
  return (tx) =>
    new Promise((resolve, reject) => {
      const unlessLost =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          if (!holder.isLost) settle(value);
        };
      const outcome = (async () => {
        const result = work(guardHandle(tx, holder));
        return await (Array.isArray(result) ? Promise.all(result) : result);
      })();
      outcome.then(unlessLost(resolve), unlessLost(reject));
    });
}

function guardHandle(tx: TransactionSql, holder: Holder): TransactionSql {
  const refuseWhenLost = () => {
    if (holder.isLost)
      throw new Error("The connection of this transaction was lost; nothing of it was kept.");
  };
  return new Proxy(tx, {
    apply(target, self, given) {
      refuseWhenLost();
      return Reflect.apply(target, self, given);
    },
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        refuseWhenLost();
        if (name !== "savepoint") return Reflect.apply(value, target, given);
        const inner = given.map((part) =>
          typeof part === "function" ? guardWork(part as Work, holder) : part,
        );
        return Reflect.apply(value, target, inner);
      };
    },
  });
}
