extension Schema {
    /// The store's tables, as this version of the library reads and writes them.
    public static let holdfast = Schema(
        version: 1,
        tables: [
            RunTable.table, PayloadTable.table, TagTable.table, PurgeTable.table, StepTable.table, AttemptTable.table,
            StateTable.table, BlobTable.table, EventTable.table, EventIDTable.table, HookTable.table,
            MessageTable.table, QueueTable.table, StreamTable.table, ChunkTable.table, LockTable.table,
            IdempotencyTable.table, LimitTable.table, SlotTable.table, WaiterTable.table, ScheduleTable.table,
            WorkerTable.table, TraceTable.table, EvaluationTable.table, AuditTable.table, QueueSettingsTable.table,
            HookTokenTable.table, MessageKeyTable.table, TimerTable.table,
        ])
}

extension Migration {
    /// The steps to ``Schema/holdfast``, in order. A released step never changes; new ones are added at the end.
    public static let holdfast = [
        Migration(version: 1, summary: "the tables of Holdfast", changes: Schema.holdfast.tables.map { .addTable($0) })
    ]
}
