/** The epoch of a lane's first holder: a claim raises it from 0, and who opens a lane for itself begins with it. */
export const firstEpoch = 1;
