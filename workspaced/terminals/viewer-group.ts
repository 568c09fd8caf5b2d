import type { ServerMessage, ViewerView } from "../protocol/terminals.ts";

export interface ViewerSize {
  cols: number;
  rows: number;
}

export interface GroupMember {
  /** The viewer's own id, the same across its reconnects. */
  readonly id: string;
  readonly name: string | null;
  /** Null until it says one. */
  size: ViewerSize | null;
  tell(message: ServerMessage): void;
}

export interface ViewerGroup {
  join(member: GroupMember): void;
  leave(member: GroupMember): void;
  /** Its window has this size now; with `takes` the terminal gets it. */
  resize(member: GroupMember, size: ViewerSize, takes: boolean): void;
  typed(member: GroupMember): void;
}

const rememberedMax = 256;

/**
 * Who sees a terminal, and whose size it has. A program draws for one size only: that of the viewer who typed last, so
 * that nobody who merely looks on, or comes back in the background, changes what another works with.
 */
export function createViewerGroup(apply: (size: ViewerSize) => void): ViewerGroup {
  const members = new Set<GroupMember>();
  /** When each viewer typed last, in order; kept while it is away. */
  const turns = new Map<string, number>();
  let turn = 0;
  let sizing: GroupMember | null = null;
  let applied: ViewerSize | null = null;

  const takeTurn = ({ id }: GroupMember) => {
    turn += 1;
    turns.delete(id);
    turns.set(id, turn);
    const [oldest] = turns.keys();
    if (turns.size > rememberedMax && oldest !== undefined) turns.delete(oldest);
  };
  const choose = (): GroupMember | null => {
    let chosen: GroupMember | null = null;
    for (const member of members) {
      if (member.size === null) continue;
      const isLater = chosen === null || (turns.get(member.id) ?? 0) > (turns.get(chosen.id) ?? 0);
      if (isLater) chosen = member;
    }
    return chosen;
  };
  const tellAll = () => {
    const { cols, rows } = applied ?? { cols: 80, rows: 24 };
    for (const reader of members) {
      const items = [...members].map(
        (member): ViewerView => ({
          name: member.name,
          isYou: member === reader,
          isSizing: member === sizing,
        }),
      );
      reader.tell({ type: "viewers", cols, rows, items });
    }
  };
  /** Chooses again; the size reaches the terminal before anybody hears of it. */
  const settle = (): boolean => {
    const [before, size] = [sizing, applied];
    sizing = choose();
    const next = sizing?.size ?? null;
    if (next !== null && (next.cols !== size?.cols || next.rows !== size.rows)) {
      applied = next;
      apply(next);
    }
    return sizing !== before || applied !== size;
  };

  return {
    join(member) {
      members.add(member);
      settle();
      tellAll();
    },
    leave(member) {
      members.delete(member);
      settle();
      tellAll();
    },
    resize(member, size, takes) {
      member.size = size;
      if (takes) takeTurn(member);
      if (settle()) tellAll();
    },
    typed(member) {
      if (sizing === member && turns.get(member.id) === turn) return;
      takeTurn(member);
      if (settle()) tellAll();
    },
  };
}
