import type { QueryOptions } from '@electric-sql/pglite';

/** One call to the thread that runs the embedded database. `tx` names a transaction that `begin` opened. */
export type Call =
  | {
      readonly op: 'query';
      readonly tx?: number;
      readonly sql: string;
      readonly params: readonly unknown[];
      readonly options?: QueryOptions;
    }
  | { readonly op: 'exec'; readonly tx?: number; readonly sql: string }
  | { readonly op: 'begin'; readonly tx: number }
  | { readonly op: 'commit' | 'rollback'; readonly tx: number }
  | { readonly op: 'close' };

/** A call on its way to the thread. */
export type Request = Call & { readonly id: number };

/** What comes back. An error is told by its fields: a cloned error would lose its SQLSTATE. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string } };

/** What the thread is started with. */
export interface ThreadData {
  readonly dataDir: string;
}
