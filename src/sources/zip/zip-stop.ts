/** Why the reading of a zip ended before its end. */
export type StopReason =
  /** More entries than the limits allow. */
  | 'entries'
  /** One entry is larger than the limits allow. */
  | 'entry-bytes'
  /** All that was read, or all that came, is more than the limits allow. */
  | 'bytes'
  /** It inflates to so many times its size that it is a bomb. */
  | 'ratio'
  | 'time'
  | 'encrypted'
  /** Packed by a method other than stored and deflated. */
  | 'method'
  /** Not a zip, or not one any more from here on. */
  | 'header'
  /** Its packed data are broken. */
  | 'damaged'
  /** It ends before its end. */
  | 'truncated'
  /** What it comes from failed. */
  | 'interrupted';

/** Ends the reading; never leaves the folder of the zip reader. */
export class ZipStop extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason);
    this.name = 'ZipStop';
    this.reason = reason;
  }
}

/** Where the reading of a zip ends, however large it is. */
export interface ZipLimits {
  readonly entries: number;
  /** Inflated bytes of one entry. */
  readonly entryBytes: number;
  /** Inflated bytes of all entries, and as well the bytes that may come in. */
  readonly bytes: number;
  /** Inflated to packed; deflate itself cannot do more than 1,032. */
  readonly ratio: number;
  /** Inflated bytes below which the ratio does not matter. */
  readonly ratioFrom: number;
  readonly ms: number;
}
