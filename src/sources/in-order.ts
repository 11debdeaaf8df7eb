/**
 * Works on several items at once and yields the results in the order of the items. At most `width` items are in work
 * or waiting to be taken. The first failure is thrown at its place; items not yet begun are then never begun.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = items[Symbol.iterator]();
  const running: Promise<R>[] = [];
  const begin = () => {
    const next = source.next();
    if (next.done) return;
    const result = work(next.value);
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
  };
  while (running.length < width) {
    const before = running.length;
    begin();
    if (running.length === before) break;
  }
  for (let first = running.shift(); first; first = running.shift()) {
    const result = await first;
    begin();
    yield result;
  }
}
