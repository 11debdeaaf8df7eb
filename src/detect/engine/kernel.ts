import { KERNEL_BYTES } from './kernel-bytes.ts';
import { writeKernelTables } from './kernel-tables.ts';

/** Where the text begins in the kernel's memory, and the bytes behind it that the kernel needs for itself. */
const TEXT = 0x40100;
const SPARE = 128;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** What `length` bytes of the window hold of what is wanted; both are sums of {@link CREDENTIAL} and {@link MENTION}. */
  readonly inspect: (length: number, wanted: number) => number;
}

/** TypeScript knows these names of the platform only together with those of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
};

export const CREDENTIAL = 1;
export const MENTION = 2;

/** An instance of `kernel.wat` with its own memory. */
export interface Kernel {
  /** Where the text to inspect is written to. */
  readonly window: Uint8Array;
  readonly inspect: Exports['inspect'];
}

let compiled: object | undefined;

/** Makes an instance; the code is compiled once in each thread. */
export function createKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BYTES, 'base64'));
  const { memory, inspect } = new WebAssembly.Instance(compiled).exports;
  writeKernelTables(memory.buffer);
  const size = memory.buffer.byteLength - TEXT - SPARE;
  return { window: new Uint8Array(memory.buffer, TEXT, size), inspect };
}
