import type { IncomingMessage } from 'node:http';
import type { BrokerContext } from '../context.ts';
import type { Client } from '../clients.ts';
import type { Scope } from '../files/clients-file.ts';
import type { Reply } from './reply.ts';

/** A request that arrived whole. */
export interface Call {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  /** Parts of the path that the route leaves open, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** A call whose client is known. */
export interface ClientCall extends Call {
  readonly client: Client;
}

interface RouteBase {
  readonly method: 'GET' | 'POST';
  /** Segments in braces are parameters: `/v1/revocations/{id}`. */
  readonly path: string;
  /** Default: {@link DEFAULT_MAX_BYTES}. */
  readonly maxBytes?: number;
}

/** Open to all, or doing its own check. */
export interface OpenRoute extends RouteBase {
  readonly auth: 'none';
  readonly run: (context: BrokerContext, call: Call) => Promise<Reply>;
}

export interface ClientRoute extends RouteBase {
  readonly auth: 'client' | 'gitlab';
  readonly scope: Scope;
  readonly run: (context: BrokerContext, call: ClientCall) => Promise<Reply>;
}

export type Route = OpenRoute | ClientRoute;

/** 64 KB: one credential with what belongs to it. */
export const DEFAULT_MAX_BYTES = 65_536;
/** 1 MB: lists of credentials. */
export const LIST_MAX_BYTES = 1_048_576;
