import { hideValues } from '../base/hide-values.ts';
import { Secret } from '../base/secret.ts';
import type { LeakedCredential } from '../broker/broker.ts';

/**
 * Makes a function that takes what was sent out of an answer, wherever a text of it holds that. What a broker tells
 * goes to people and into the log; one that repeats a value, its own mistake or a provider's, must not spread it.
 */
export function hideEchoes({ secret, beside = {} }: LeakedCredential): (json: unknown) => unknown {
  const { registrationUri: _, ...parts } = beside;
  const sent = [secret, ...Object.values(parts)];
  const encoded = sent.map((one) => new Secret(encodeURIComponent(one.reveal())));
  const hide = hideValues([...sent, ...encoded]);
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return hide(value);
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item)]));
  };
  return inside;
}
