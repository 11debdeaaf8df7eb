/** The steps that a wait for a person may come to, each once: half of its deadline, its deadline, twice its deadline. */
export type ReminderKind = 'half' | 'deadline' | 'escalation';
