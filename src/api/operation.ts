import { z } from 'zod';
import type { Database } from '../store/database.ts';
import type { Viewer } from '../views/viewer.ts';

/** Where the API begins. */
export const API_ROOT = '/api/v1';

/** For operations without parameters. */
export const NO_QUERY = z.strictObject({});

/** What an operation reads from. */
export interface ApiContext {
  readonly db: Database;
  readonly viewer: Viewer;
  readonly now: Date;
}

/** A request that fits; undefined for what is not there. What the schema of the answer does not name is left out. */
type Ask = (context: ApiContext) => Promise<unknown>;

/** One operation: the document is made from it, and requests are answered by it. */
export interface Operation {
  /** Of the document, such as `listIncidents`. */
  readonly id: string;
  /** Below {@link API_ROOT}; `{id}` is a UUID. */
  readonly path: string;
  readonly summary: string;
  /** Its strict schema: a parameter that it does not name is refused. */
  readonly query: z.ZodObject;
  /** Name of its answer in the document. */
  readonly name: string;
  readonly answer: z.ZodType;
  /**
   * @param id the one in the path
   * @param given the parameters as they came
   * @returns the name of a parameter that is wrong, as far as it has one
   */
  readonly prepare: (
    id: string,
    given: Readonly<Record<string, string>>,
  ) => { readonly ask: Ask } | { readonly wrong: PropertyKey | undefined };
}

interface Definition<Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly query: Query;
  readonly name: string;
  readonly answer: Answer;
  readonly read: (
    context: ApiContext,
    asked: { readonly id: string; readonly query: z.output<Query> },
  ) => Promise<z.output<Answer> | undefined>;
}

/** Writes down an operation. What is read has the type of what is answered. */
export function defineOperation<Query extends z.ZodObject, Answer extends z.ZodType>({
  read,
  ...operation
}: Definition<Query, Answer>): Operation {
  return {
    ...operation,
    prepare(id, given) {
      const query = operation.query.safeParse(given);
      if (!query.success) return { wrong: query.error.issues[0]?.path[0] };
      return {
        async ask(context) {
          const found = await read(context, { id, query: query.data });
          return found === undefined ? undefined : z.encode(operation.answer, found);
        },
      };
    },
  };
}
