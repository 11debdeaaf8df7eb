import { setTimeout as delay } from 'node:timers/promises';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly done: (result: Result) => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Makes a function of one item out of one of many: the items that come while a run is under way go together into the
 * next. Under load one statement then serves many callers. When a run fails, its items are run one by one, so that none
 * pays for another.
 *
 * @param run gives the results in the order of the items
 * @param options.waitMs how long the first of them waits for others; 0 waits for nobody
 * @param options.most items in one run
 */
export function gather<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { waitMs = 0, most = 64 }: { readonly waitMs?: number; readonly most?: number } = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = false;

  const runBatch = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    let results: readonly Result[];
    try {
      results = await run(batch.map(({ item }) => item));
    } catch (error) {
      if (batch.length > 1) for (const one of batch) await runBatch([one]);
      else batch[0]?.failed(error);
      return;
    }
    for (const [index, result] of results.entries()) batch[index]?.done(result);
  };

  const runAll = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (waiting.length > 0) {
      if (waitMs > 0 && waiting.length < most) await delay(waitMs);
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await runBatch(batch);
    }
    running = false;
  };

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      void runAll();
    });
}
