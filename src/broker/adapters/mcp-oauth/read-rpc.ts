import { z } from 'zod';
import type { OpenAnswer } from '../../guarded-fetch.ts';

const messageSchema = z.object({ id: z.number(), result: z.unknown() });

/**
 * The result of the JSON-RPC answer with this id, from a body of JSON or from a stream of events, which is left as
 * soon as it has come. Undefined for anything else.
 *
 * @param budget bytes that may still be read; what is read is taken off
 */
export async function readRpcResult(
  answer: OpenAnswer,
  id: number,
  budget: { bytes: number },
): Promise<unknown> {
  const isStream = answer.contentType.startsWith('text/event-stream');
  try {
    if (answer.status !== 200) return undefined;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of answer.body) {
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) return undefined;
      text += decoder.decode(chunk, { stream: true });
      const found = isStream ? resultInEvents(text, id) : undefined;
      if (found !== undefined) return found;
    }
    return isStream ? resultInEvents(`${text}\n\n`, id) : resultOf(text, id);
  } catch {
    // Cut, or out of time.
    return undefined;
  } finally {
    answer.close();
  }
}

function resultInEvents(text: string, id: number): unknown {
  const complete = text.split(/\r?\n\r?\n/).slice(0, -1);
  for (const event of complete) {
    const data = event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5));
    const found = resultOf(data.join('\n'), id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function resultOf(text: string, id: number): unknown {
  try {
    const message = messageSchema.parse(JSON.parse(text));
    return message.id === id ? message.result : undefined;
  } catch {
    return undefined;
  }
}
