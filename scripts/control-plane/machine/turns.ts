/** Lets so many go at once and the others wait, first come first served. */
export interface Turns {
  /** Resolves when it is one's turn. @returns gives the turn back; more than once is the same as once */
  take(): Promise<() => void>;
}

export function turns(atOnce: number): Turns {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (taken < atOnce) taken++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        // Handed on, not given up: whoever asks before the next in line has woken does not get in before it.
        const next = waiting.shift();
        if (next) next();
        else taken--;
      };
    },
  };
}
