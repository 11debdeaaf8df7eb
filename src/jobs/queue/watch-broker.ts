import type { Metrics } from '../../base/metrics.ts';
import type { Broker, Description, LeakedCredential, Outcome } from '../../broker/broker.ts';
import { inSpan } from '../../telemetry/spans.ts';

type BrokerMetrics = Pick<Metrics, 'brokerRequests' | 'brokerSeconds'>;

const outcomeOf = ({ state, pending }: Outcome): string => (pending ? 'pending' : state);

const LIFE: ReadonlyMap<boolean | null, string> = new Map([
  [true, 'active'],
  [false, 'inactive'],
]);
const lifeOf = ({ active }: Description): string => LIFE.get(active) ?? 'unknown';

/** Counts, times and traces what is asked of a broker, inside this process or outside. Providers are the detector's names. */
export function watchBroker(broker: Broker, { brokerRequests, brokerSeconds }: BrokerMetrics): Broker {
  const watch = <Result>(
    operation: string,
    { provider, type }: LeakedCredential,
    ask: () => Promise<Result>,
    read: (result: Result) => string,
  ): Promise<Result> => {
    const stop = brokerSeconds.startTimer({ provider, operation });
    const attributes = { 'rekey.provider': provider, 'rekey.type': type };
    return inSpan(`broker ${operation}`, { attributes }, async (span) => {
      const result = await ask().finally(stop);
      const outcome = read(result);
      span.setAttribute('rekey.outcome', outcome);
      brokerRequests.inc({ provider, operation, outcome });
      return result;
    });
  };
  const describe = broker.describe?.bind(broker);
  const plan = broker.plan?.bind(broker);
  const told: Broker['describe'] =
    describe &&
    ((credential, trust, options) =>
      watch('describe', credential, () => describe(credential, trust, options), lifeOf));
  return {
    revoke: (credential, trust, options) =>
      watch('revoke', credential, () => broker.revoke(credential, trust, options), outcomeOf),
    ...(told ? { describe: told } : {}),
    ...(plan ? { plan } : {}),
  };
}
