import { createScanner, type Scanner, type Sight } from './scanner.ts';

/** From this length on, a text is worth the way into the kernel's memory. */
export const WORTH_INSPECTING = 256;

const encoder = new TextEncoder();
let scanner: Scanner | undefined;

/** Looks through a text at once for credentials of known formats and for marks of MCP. Linear, whatever the text is. */
export function inspectText(text: string): Sight {
  scanner ??= createScanner();
  let rest = text;
  return scanner.inspectAll((room) => {
    const { read, written } = encoder.encodeInto(rest, room);
    rest = rest.slice(read);
    return written;
  });
}
