/** A text in the filter language; quotes and backslashes in it are escaped. */
export const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
