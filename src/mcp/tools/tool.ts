import type { CallToolResult, McpServer } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Database } from '../../store/database.ts';
import type { Viewer } from '../../views/viewer.ts';
import { harmless } from './harmless.ts';

/** What a tool reads from, and as whom. */
export interface Reader {
  readonly db: Database;
  readonly viewer: Viewer;
  readonly now: Date;
  /** Writes down that a tool is asked, with the names of the filters; before it answers. */
  readonly note: (tool: string, filters: readonly string[]) => Promise<void>;
  /** Takes what went wrong: no agent is told what the database said. */
  readonly onerror: (error: unknown) => void;
}

/** One question that an agent may ask. It changes nothing, and asks nobody but the database. */
interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For a model: what it answers, and when to ask it. */
  readonly description: string;
  readonly input: I;
  /** What leaves: anything that it does not name stays here. */
  readonly output: O;
  /** Rows as the views give them; undefined: there is nothing of that name for this viewer. */
  readonly run: (reader: Reader, asked: z.infer<I>) => Promise<object | undefined>;
  /** The answer in a sentence; without any text from a repository. */
  readonly says: (answer: z.infer<O>) => string;
}

/** A tool that is ready to be offered. */
export interface Tool {
  readonly name: string;
  register(server: McpServer, reader: Reader): void;
}

const ANNOTATIONS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

const refusal = (text: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text }] });
const NOTHING = refusal('There is no such thing, or it is not for you.');
const FAILED = refusal('That went wrong here. Try again later.');

/** Writes down a tool. Its answer goes out as structured data, and once more as JSON for clients that read texts only. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(
  definition: ToolDefinition<I, O>,
): Tool {
  const { name, title, description, input, output, run, says } = definition;
  const schemas: Readonly<Record<'inputSchema' | 'outputSchema', z.ZodObject>> = {
    inputSchema: input,
    outputSchema: output,
  };
  const config = { title, description, ...schemas, annotations: ANNOTATIONS };
  const call = async (reader: Reader, asked: unknown): Promise<CallToolResult> => {
    const filters = input.parse(asked);
    const given = Object.keys(input.shape).filter(
      (one) => one !== 'cursor' && Object.hasOwn(Object(asked), one),
    );
    await reader.note(name, given);
    const found = await run(reader, filters);
    if (found === undefined) return NOTHING;
    const answer = output.parse(harmless(found));
    return {
      structuredContent: answer,
      content: [
        { type: 'text', text: says(answer) },
        { type: 'text', text: JSON.stringify(answer) },
      ],
    };
  };
  return {
    name,
    register(server, reader) {
      server.registerTool(name, config, (asked: unknown) =>
        call(reader, asked).catch((error: unknown) => {
          reader.onerror(error);
          return FAILED;
        }),
      );
    },
  };
}
