// The proof of payments waits for most of its minutes: with only two at once, browser tests would wait for it and for the races.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
