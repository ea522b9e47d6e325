import HoldfastCore

/// What one step of the benchmarks stores: a 256-byte output under a fence.
struct StepContent: Sendable {
    let namespace: String
    let runID: String
    let key: String
    let name = "fetch-page"
    let token: [UInt8]
    let seq: Int64
    let output: [UInt8]

    init(namespace: String, run: Int, seq: Int) {
        self.namespace = namespace
        runID = "run-\(run)-0123456789abcdef"
        key = "step-\(seq)"
        token = (0..<16).map { UInt8(truncatingIfNeeded: seq &* 31 &+ run &* 7 &+ $0) }
        self.seq = Int64(seq)
        output = [UInt8](repeating: UInt8(truncatingIfNeeded: seq), count: 256)
    }

    /// The commit of the step, as the engine sends it.
    var batch: WriteBatch {
        var row = Row(StepTable.table)
        row[StepTable.namespace] = .text(namespace)
        row[StepTable.incarnation] = .text(runID)
        row[StepTable.stepKey] = .text(key)
        row[StepTable.insertToken] = .bytes(token)
        row[StepTable.seq] = .int(seq)
        row[StepTable.name] = .text(name)
        row[StepTable.kind] = .text("step")
        row[StepTable.status] = .text("completed")
        row[StepTable.attempts] = .int(1)
        row[StepTable.output] = .bytes(output)
        row[StepTable.worker] = .text("worker-1")
        row[StepTable.fence] = .int(1)
        row[StepTable.startedAt] = .int(seq)
        row[StepTable.completedAt] = .int(seq)
        let run = Key(RunTable.table, .text(namespace), .text(runID))
        return WriteBatch([
            .insert(row),
            .check(
                run,
                where: [
                    Condition(RunTable.fence, .equal(.int(1))), Condition(RunTable.status, .equal(.text("running"))),
                    Condition(RunTable.cancelRequestedAt, .isNull),
                ]),
        ])
    }

    /// The run that the step belongs to.
    static func run(namespace: String, _ number: Int) -> Row {
        var row = Row(RunTable.table)
        for column in RunTable.table.columns where !column.isNullable {
            row[column] =
                switch column.type {
                case .text, .json: .text("x")
                case .int, .time: .int(1)
                case .double: .double(0)
                case .bool: .bool(false)
                case .bytes: .bytes([1])
                }
        }
        row[RunTable.namespace] = .text(namespace)
        row[RunTable.runID] = .text("run-\(number)-0123456789abcdef")
        row[RunTable.incarnation] = row[RunTable.runID]
        row[RunTable.status] = .text("running")
        return row
    }
}
