// Stands in for "server-only" outside Next: that package throws in plain Node on purpose.
export {};
