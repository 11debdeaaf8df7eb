/** The pieces of a stream of bytes between separators, without them; what stands after the last one is a piece as well. */
export async function* splitStream(stream: AsyncIterable<Buffer>, separator: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  for await (const chunk of stream) {
    let at = 0;
    for (let next = chunk.indexOf(separator); next !== -1; next = chunk.indexOf(separator, at)) {
      const piece = chunk.subarray(at, next);
      yield held.length === 0 ? piece : Buffer.concat([...held, piece]);
      held = [];
      at = next + 1;
    }
    if (at < chunk.length) held.push(chunk.subarray(at));
  }
  if (held.length > 0) yield Buffer.concat(held);
}
