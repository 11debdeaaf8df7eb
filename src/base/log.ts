import { pino, type DestinationStream, type Logger } from 'pino';

/** What is kept of an error: never its request, response or body, which may hold text of a repository or an issuer. */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const status = 'status' in error ? error.status : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.name,
    // Octokit puts the request's URL and the answer's text into its messages; the status says enough.
    message: 'request' in error ? 'GitHub answered with an error' : error.message,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    stack: frames.slice(0, 12).join('\n'),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map(safeError) } : {}),
  };
}

/** What is kept of a webhook that a library logs: its name and delivery id, never the payload. */
function safeEvent(event: { readonly id?: unknown; readonly name?: unknown } | undefined): object {
  return { id: event?.id, name: event?.name };
}

/**
 * The one logger. Libraries get children of it, so its serializers hold for them too.
 *
 * @param scrub last line of defence: runs over every line before it is written and removes known credential formats
 */
export function createLog(
  level: string,
  scrub: (line: string) => string,
  destination: DestinationStream = pino.destination(1),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: safeError, error: safeError, event: safeEvent },
      hooks: { streamWrite: scrub },
    },
    destination,
  );
}
