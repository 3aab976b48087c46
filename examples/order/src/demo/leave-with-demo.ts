/** Loaded into the other processes of the demo before anything else: they end when it is gone, however it ended. */
process.once('disconnect', () => process.exit(1));
// Alone it keeps none of them from ending.
process.channel?.unref();
