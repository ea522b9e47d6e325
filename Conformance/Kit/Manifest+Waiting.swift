extension Manifest {
    /// The checks that have no code yet, by area: what they are about is not built, or not yet checked.
    public static let waiting: [Waiting] = [
        Waiting(
            "no verb can drop an index, or make a table of another program",
            """
            migrate.schema-drift migrate.foreign-table
            """),
        Waiting(
            "a step cannot take a message of a queue, or a timer, into its commit yet",
            """
            batch.outbox
            """),
        Waiting(
            "the kit starts no engine; the engine's own tests measure it",
            """
            perf.idle
            """),
    ]
}
