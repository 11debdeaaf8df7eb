/** A decoded piece of text that knows where each of its characters is written. */
export interface Written {
  readonly value: string;
  /** Offset in the text where the writing of character `index` begins; at the value's length, where the last ends. */
  offsetOf(index: number): number;
  /** Offset where the writing of the characters before `index` ends, where that is not where the next begins. */
  endOf?(index: number): number;
  /** The value was decoded as a whole (base64): any part of it is written by the whole run. */
  readonly isEncoded?: boolean;
}

/** Where the writing of the first `index` characters ends. */
function endAt(written: Written, index: number): number {
  return written.endOf ? written.endOf(index) : written.offsetOf(index);
}

/** First and last offset (exclusive) of what is written. */
export function extent(written: Written): { readonly start: number; readonly end: number } {
  return { start: written.offsetOf(0), end: endAt(written, written.value.length) };
}

/** Characters `from` to `to` (exclusive) of a written value. */
export function slice(written: Written, from: number, to: number = written.value.length): Written {
  const value = written.value.slice(from, to);
  if (written.isEncoded) return { ...written, value };
  return {
    value,
    offsetOf: (index) => written.offsetOf(from + index),
    ...(written.endOf ? { endOf: (index: number) => endAt(written, from + index) } : {}),
  };
}

/** The same without white space at both ends. */
export function trim(written: Written): Written {
  const { value } = written;
  const from = value.length - value.trimStart().length;
  return slice(written, from, Math.max(from, value.trimEnd().length));
}

/** The same without one pair of quotes around it. */
export function unquote(written: Written): Written {
  const { value } = written;
  const quote = value.charAt(0);
  const quoted =
    value.length >= 2 && (quote === '"' || quote === "'" || quote === '`') && value.endsWith(quote);
  return quoted ? slice(written, 1, value.length - 1) : written;
}

/** Gives the same place another value, decoded from what is written there. The offsets are those of the whole. */
export function decodedAs(written: Written, value: string): Written {
  const { start, end } = extent(written);
  return { value, offsetOf: (index) => (index === 0 ? start : end), isEncoded: true };
}

/**
 * A value whose character `i` is written from `starts[i]` to `ends[i]` of `outer`.
 *
 * @param starts and `ends` as many as the value has UTF-16 code units
 */
export function spelled(
  outer: Written,
  value: string,
  starts: readonly number[],
  ends: readonly number[],
): Written {
  if (outer.isEncoded) return { ...outer, value };
  const last = value.length - 1;
  const offsetOf = (index: number) =>
    index > last ? endAt(outer, ends[last] ?? 0) : outer.offsetOf(starts[Math.max(0, index)] ?? 0);
  return {
    value,
    offsetOf,
    endOf: (index) => (index <= 0 ? offsetOf(0) : endAt(outer, ends[Math.min(index - 1, last)] ?? 0)),
  };
}

/** A text and the part of a match that it is written by. */
export interface Spelling {
  readonly value: string;
  readonly at: number;
  readonly length: number;
}

/**
 * The same with every match of a pattern replaced.
 *
 * @param pattern global
 * @param by a text, each of whose characters is written by the whole match, or texts with a part of it each
 */
export function replaced(
  outer: Written,
  pattern: RegExp,
  by: (match: string) => string | readonly Spelling[],
): Written {
  const text = outer.value;
  const starts: number[] = [];
  const ends: number[] = [];
  let value = '';
  const add = (piece: string, start: number, end: number) => {
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
    value += piece;
  };
  let plain = 0;
  const addPlain = (until: number) => {
    for (; plain < until; plain++) add(text.charAt(plain), plain, plain + 1);
  };
  for (const { 0: match, index } of text.matchAll(pattern)) {
    addPlain(index);
    plain = index + match.length;
    const result = by(match);
    if (typeof result === 'string') add(result, index, plain);
    else for (const one of result) add(one.value, index + one.at, index + one.at + one.length);
  }
  if (plain === 0) return outer;
  addPlain(text.length);
  return spelled(outer, value, starts, ends);
}

/** Several pieces read as one text, such as the lines of a notebook's cell. */
export function joined(parts: readonly Written[]): Written {
  if (parts.length === 1 && parts[0]) return parts[0];
  const begins: number[] = [];
  let length = 0;
  for (const part of parts) {
    begins.push(length);
    length += part.value.length;
  }
  /** The part that holds the character before or at `index`. */
  const partAt = (index: number) => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((begins[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const within = (index: number, ask: (part: Written, at: number) => number, at: number) => {
    const part = parts[at];
    return part ? ask(part, index - (begins[at] ?? 0)) : 0;
  };
  return {
    value: parts.map(({ value }) => value).join(''),
    offsetOf: (index) => within(index, (part, at) => part.offsetOf(at), partAt(index)),
    endOf: (index) => within(index, endAt, partAt(Math.max(0, index - 1))),
  };
}

/** A text in which every character stands for itself. */
export function asWritten(text: string): Written {
  return { value: text, offsetOf: (index) => index };
}
