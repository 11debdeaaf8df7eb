import { z } from 'zod';

/** What MCP lets a tool's name be made of and what people use beside it; `·` stands for everything else. */
const ToolName = z.string().regex(/^[\w./:@ [\]·-]{1,80}$/);

/** Tools that an MCP server offered to a credential; none was called. The hints are the server's claims. */
export const Abilities = z.object({
  tools: z
    .array(
      z.object({ name: ToolName, read_only: z.boolean().optional(), destructive: z.boolean().optional() }),
    )
    .max(200),
  more: z.boolean().optional().describe('There were more than are listed.'),
});
export type Abilities = z.infer<typeof Abilities>;
