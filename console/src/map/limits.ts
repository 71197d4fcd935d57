/** More are not drawn; the table has all. */
export const MOST_NODES = 300;
