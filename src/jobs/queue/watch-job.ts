import { z } from 'zod';
import { inSpan, withTally, type SpanOptions } from '../../telemetry/spans.ts';
import type { JobContext } from './context.ts';
import type { QueueName } from './queues.ts';
import { RetryLater } from './retry-later.ts';
import type { Handler, Task } from './worker.ts';

/** What a trace shows of a job's data: ids, and the name of its kind. */
const Shown = z.object({
  kind: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional()
    .catch(undefined),
  only: z.enum(['describe', 'rehearse', 'verify']).optional().catch(undefined),
  installationId: z.number().int().optional().catch(undefined),
  incidentId: z.uuid().optional().catch(undefined),
  traceparent: z.string().max(100).optional().catch(undefined),
});

/** Nothing went wrong: it was too early, and this was none of its tries. */
const wasEarly = (error: unknown): boolean => error instanceof RetryLater && !error.counts;

function spanOf(queue: QueueName, task: Task): { readonly name: string; readonly options: SpanOptions } {
  const { kind, only, installationId, incidentId, traceparent } = Shown.parse(task.data);
  return {
    name: `job ${kind ?? only ?? queue}`,
    options: {
      kind: 'CONSUMER',
      // Not the active span: that of whatever woke the worker.
      from: { traceparent },
      isFailure: (error) => !wasEarly(error),
      attributes: {
        'rekey.queue': queue,
        'rekey.job': task.id,
        'rekey.try': task.retryCount + 1,
        ...(installationId === undefined ? {} : { 'rekey.installation': installationId }),
        ...(incidentId === undefined ? {} : { 'rekey.incident': incidentId }),
      },
    },
  };
}

/** Counts and times the jobs of a queue, and gives each a span in the trace of what made it. */
export function watched(
  { metrics }: Pick<JobContext, 'metrics'>,
  queue: QueueName,
  handler: Handler,
): Handler {
  const run: Handler = async (task) => {
    const stop = metrics.jobSeconds.startTimer({ queue });
    try {
      await handler(task);
      metrics.jobs.inc({ queue, result: 'done' });
    } catch (error) {
      metrics.jobs.inc({ queue, result: wasEarly(error) ? 'later' : 'failed' });
      throw error;
    } finally {
      stop();
    }
  };
  return (task) => {
    const { name, options } = spanOf(queue, task);
    return inSpan(name, options, (span) => withTally(span, 'rekey.github.requests', () => run(task)));
  };
}
