/** What `netloom export` can write. */
export const exportTargets = ['tfjs-ts'] as const;
