import { textOf, textsOf, valueOf, type ConfigNode } from '../documents/config-node.ts';
import { readLiterals } from '../documents/literals.ts';
import { joined, type Written } from '../text/written.ts';
import type { Candidate, Place } from './candidate.ts';
import { readLeaves } from './read-leaves.ts';

/** A cell's text: a string, or a list of its lines (https://nbformat.readthedocs.io/en/latest/format_description.html). */
function joinedText(node: ConfigNode | undefined): Written | undefined {
  if (!node) return undefined;
  const lines = textsOf(node);
  return node.text ?? (lines.length > 0 ? joined(lines) : undefined);
}

function readCell(cell: ConfigNode, place: Place): readonly Candidate[] {
  const source = joinedText(valueOf(cell, 'source'));
  const kind = textOf(cell, 'cell_type')?.value === 'markdown' ? 'markdown' : 'hashes';
  const outputs = valueOf(cell, 'outputs')?.items ?? [];
  const printed = outputs.flatMap((output) => [
    joinedText(valueOf(output, 'text')),
    ...(valueOf(output, 'data')?.entries ?? []).map(({ value }) => joinedText(value)),
  ]);
  return [
    ...(source ? place.read(source, kind, place) : []),
    ...printed.flatMap((text) => (text ? place.read(text, 'text', place) : [])),
  ];
}

/** Reads a Jupyter notebook: each cell's lines as one text, and what the cells printed. */
export function readNotebook(text: Written, place: Place): readonly Candidate[] {
  const { root } = readLiterals(text);
  const cells = valueOf(root, 'cells');
  const deeper = { ...place, level: place.level + 1 };
  return [
    ...(cells?.items ?? []).flatMap((cell) => readCell(cell, deeper)),
    ...readLeaves(root, place, { skip: (node) => node === cells }),
  ];
}
