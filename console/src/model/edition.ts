/**
 * Whether this is built to be a report: a file with its data inside and no emulator behind it. What a report cannot do
 * is then left out of the bundle.
 */
export const isReport = import.meta.env.MODE === 'report';
