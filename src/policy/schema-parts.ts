import { z } from 'zod';

/** One of a few words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `Write ${values.slice(0, -1).join(', ')} or ${values.at(-1)}.` });

/** One line of text. */
export const text = (max: number, error: string) =>
  z
    .string({ error })
    .min(1, { error })
    .max(max, { error })
    // Control characters could forge lines in what people read.
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, { error });

/** A list with a limit. */
export const list = <T extends z.ZodType>(entry: T, max: number) =>
  z.array(entry, { error: 'Write a list here.' }).max(max, { error: `Write at most ${max} entries.` });

const UNKNOWN_KEY = 'This key is unknown here. The keys are:';

/** A map with known keys only. The sentence for an unknown key names the known ones. */
export const map = <T extends z.core.$ZodShape>(shape: T) => {
  const unknownKey = `${UNKNOWN_KEY} ${Object.keys(shape).join(', ')}.`;
  const wrong = `Write a map with the keys ${Object.keys(shape).join(', ')}.`;
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKey : wrong),
  });
};

/** Of a deployment environment as `revoke` and `servers` name it. */
export const environmentName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, {
  error: 'Write a name of letters, digits, dots, hyphens and underscores.',
});

export const yesOrNo = z.boolean({ error: 'Write true or false.' });

const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
const DURATION_ERROR = 'Write a duration such as 30m, 24h or 90d.';

/** `30m`, `24h` or `90d`, in seconds. */
export const duration = z
  .string({ error: DURATION_ERROR })
  .regex(/^[1-9]\d{0,4}[mhd]$/, { error: DURATION_ERROR })
  .transform((value) => Number(value.slice(0, -1)) * (UNIT_SECONDS[value.slice(-1)] ?? 1));
