internal import HoldfastCore

extension SQLCompiler {
    /// Views for people, made anew whenever a table that they read has changed.
    func views(touchedBy tables: Set<String>) -> [String] {
        let runs = RunTable.table.name
        let steps = StepTable.table.name
        guard tables.contains(runs) || tables.contains(steps) else { return [] }
        return [
            "DROP VIEW IF EXISTS \(name("holdfast_runs"))",
            "CREATE VIEW \(name("holdfast_runs")) AS SELECT \(runColumns) FROM \(name(runs)) AS r",
            "DROP VIEW IF EXISTS \(name("holdfast_steps"))",
            """
            CREATE VIEW \(name("holdfast_steps")) AS SELECT \(stepColumns) FROM \(name(runs)) AS r \
            JOIN \(name(steps)) AS s ON s."namespace" = r."namespace" AND s."incarnation" = r."incarnation"
            """,
        ]
    }

    private var runColumns: String {
        let plain = [
            RunTable.namespace, RunTable.runID, RunTable.workflow, RunTable.version, RunTable.status, RunTable.reason,
            RunTable.queue, RunTable.priority, RunTable.leaseOwner, RunTable.progress, RunTable.parentRunID,
            RunTable.tags, RunTable.metadata,
        ].map { "r.\($0.quoted)" }
        let times = [
            RunTable.readyAt, RunTable.createdAt, RunTable.startedAt, RunTable.updatedAt, RunTable.completedAt,
        ].map { time($0, of: "r") }
        return (plain + times + [duration(RunTable.startedAt, RunTable.completedAt, of: "r")]).joined(separator: ", ")
    }

    private var stepColumns: String {
        let run = [RunTable.namespace, RunTable.runID, RunTable.workflow].map { "r.\($0.quoted)" }
        let plain = [
            StepTable.seq, StepTable.stepKey, StepTable.name, StepTable.kind, StepTable.status, StepTable.attempts,
            StepTable.worker,
        ].map { "s.\($0.quoted)" }
        let times = [StepTable.retryAt, StepTable.startedAt, StepTable.completedAt].map { time($0, of: "s") }
        return (run + plain + times + [duration(StepTable.startedAt, StepTable.completedAt, of: "s")])
            .joined(separator: ", ")
    }

    private func time(_ column: Column, of alias: String) -> String {
        "\(dialect.readableTime("\(alias).\(column.quoted)")) AS \(column.quoted)"
    }

    private func duration(_ start: Column, _ end: Column, of alias: String) -> String {
        "(\(alias).\(end.quoted) - \(alias).\(start.quoted)) / 1000000.0 AS \"duration_seconds\""
    }
}
