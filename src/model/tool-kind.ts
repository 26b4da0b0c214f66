/** What a tool does to files. */
export type ToolKind = 'read' | 'edit' | 'execute' | 'search' | 'other';
