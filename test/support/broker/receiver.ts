import {
  sendJson,
  startScriptedServer,
  type Received,
  type ScriptedServer,
} from '../../unit/broker/scripted-server.ts';

/** Somebody who is told things. */
export interface Receiver extends ScriptedServer {
  /** Statuses of the next answers; 202 after them. */
  readonly answers: number[];
  readonly received: readonly Received[];
}

export async function startReceiver(): Promise<Receiver> {
  const answers: number[] = [];
  const server = await startScriptedServer((_request, response) =>
    sendJson(response, answers.shift() ?? 202, {}),
  );
  return { ...server, answers, received: server.requests };
}
