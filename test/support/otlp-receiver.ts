import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { listenLoopback } from '../../demo/world/listen-loopback.ts';

const Attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]])));

const SpanJson = z.object({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: Attributes,
  status: z.object({ code: z.number().optional() }),
});

/** https://github.com/open-telemetry/opentelemetry-proto: ExportTraceServiceRequest as JSON, as far as tests read it. */
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(SpanJson) })),
    }),
  ),
});

/** A span as it arrived, with the service that sent it. */
export interface ReceivedSpan extends z.infer<typeof SpanJson> {
  readonly service: unknown;
}

/** A collector of OpenTelemetry's on loopback. */
export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** Every byte that was sent. */
  written(): string;
  close(): Promise<void>;
}

/** Starts a receiver of OTLP over HTTP; anything but its own JSON is answered with 400 and not kept. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  let written = '';
  const { origin, close } = await listenLoopback(() => async (request, response) => {
    const body = await text(request);
    written += `${JSON.stringify(request.headers)}\n${body}\n`;
    const parsed = request.url === '/v1/traces' ? Export.safeParse(JSON.parse(body)) : undefined;
    if (!parsed?.success) return void response.writeHead(400).end();
    for (const { resource, scopeSpans } of parsed.data.resourceSpans)
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ ...span, service: resource.attributes['service.name'] });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  return { endpoint: origin, spans, written: () => written, close };
}
