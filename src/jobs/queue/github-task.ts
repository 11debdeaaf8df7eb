import type { z } from 'zod';
import type { JobContext } from './context.ts';
import type { Task } from './worker.ts';

/** What a job may need to know of the try it is. */
export interface Try {
  /** Tells when the job was made, see `made-at.ts`. */
  readonly id: string;
  /** 0 on the first; more means that an earlier try may have done part of the work. */
  readonly retryCount: number;
  /** Aborted when the process stops: a long job then leaves the rest to another try. */
  readonly signal: AbortSignal;
}

/** A kind of job that talks to GitHub for one installation. */
export interface TaskKind {
  readonly kind: string;
  /** Of its data. */
  readonly schema: z.ZodType;
  /** Checks the data as they come back from the database, and runs the job. */
  run(context: JobContext, task: Task): Promise<void>;
}

interface TaskData {
  readonly kind: string;
  readonly installationId: number;
}

/**
 * Makes a kind of job.
 *
 * @param schema of its data, with the literal `kind`; ids and names only, never text of a repository
 */
export function defineTask<Kind extends string, Data extends TaskData & { readonly kind: Kind }>(
  kind: Kind,
  schema: z.ZodType<Data>,
  run: (context: JobContext, data: Data, attempt: Try) => Promise<void>,
): TaskKind {
  return { kind, schema, run: (context, task) => run(context, schema.parse(task.data), task) };
}
