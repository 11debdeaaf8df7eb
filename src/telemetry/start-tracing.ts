import { context, trace } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { TracingConfig } from './tracing-variables.ts';

/** Sends spans, until it is stopped. */
export interface Tracing {
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** A receiver that is away is told about once in so long. */
const COMPLAIN_EVERY_MS = 60_000;
/** A receiver that is away does not hold up the end of the process for longer. */
const FLUSH_MS = 2000;
const SEND_EVERY_MS = 1000;

/** Longer than any attribute of ours. */
const MAX_ATTRIBUTE_LENGTH = 256;

/** Of OpenTelemetry's ExportResultCode, which is not exported by a package of ours. */
const SUCCESS: number = 0;

/** Says that spans were lost. Not why: the answer of a receiver may hold what was sent to it. */
function complaining(exporter: SpanExporter, log: Logger): SpanExporter {
  let quietUntil = 0;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const code: number = result.code;
        if (code !== SUCCESS && Date.now() >= quietUntil) {
          quietUntil = Date.now() + COMPLAIN_EVERY_MS;
          log.warn({ spans: spans.length }, 'spans could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT');
        }
        done({ code: SUCCESS });
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * Sends spans of this process to an OTLP/HTTP receiver. Without a configuration nothing of OpenTelemetry's SDK is loaded,
 * and what makes spans calls functions that do nothing.
 *
 * @param service its name, unless OTEL_SERVICE_NAME says another
 */
export async function startTracing(
  config: TracingConfig | undefined,
  service: string,
  log: Logger,
): Promise<Tracing> {
  if (!config) return { stop: async () => undefined };
  const [sdk, { AsyncLocalStorageContextManager }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  // The environment's attributes only: the command line and the machine are nobody's business.
  const told = resources.detectResources({ detectors: [resources.envDetector] });
  const exporter = complaining(new OTLPTraceExporter({ url: `${config.endpoint}/v1/traces` }), log);
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': service }).merge(told),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.ratio) }),
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_LENGTH },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: FLUSH_MS,
      }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await provider.shutdown().catch(() => log.warn('the last spans could not be sent'));
      trace.disable();
      context.disable();
    },
  };
}
