import { z } from 'zod';

/** `all`, or providers as the detector names them, separated by commas. */
export const BrokerProviders = z
  .string()
  .default('all')
  .transform((text) => split(text))
  .refine((names) => names.length > 0 && names.every((name) => /^[a-z\d]+(?:-[a-z\d]+)*$/.test(name)))
  .transform((names): 'all' | readonly string[] => (names.includes('all') ? 'all' : names));

/** Servers of the organisation's own: `gitlab=https://gitlab.corp.example,vault=https://vault.corp.example:8200`. */
export const BrokerOrigins = z
  .string()
  .default('')
  .transform((text) => split(text).map((entry) => readEntry(entry)))
  .refine((entries) => entries.every((entry) => entry !== undefined))
  .transform((entries): Readonly<Record<string, readonly string[]>> => {
    const known = entries.filter((entry) => entry !== undefined);
    const providers = new Set(known.map(({ provider }) => provider));
    return Object.fromEntries(
      [...providers].map((provider) => [
        provider,
        known.filter((entry) => entry.provider === provider).map(({ origin }) => origin),
      ]),
    );
  });

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readEntry(entry: string): { readonly provider: string; readonly origin: string } | undefined {
  const [, provider, address] = /^([a-z\d]+(?:-[a-z\d]+)*)=(https?:\/\/\S+)$/.exec(entry) ?? [];
  const url = address === undefined ? null : URL.parse(address);
  // Nothing but an origin: a path would say that only a part of the server is trusted.
  if (provider === undefined || !url || `${url.origin}/` !== url.href) return undefined;
  return { provider, origin: url.origin };
}
