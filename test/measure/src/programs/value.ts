/** What each step stores, beside what whoever carries it out stores for itself. */
export const value = 'x'.repeat(100);
