// The one place that knows how a step stands in its rows.

extension StepRecord {
    init(_ row: Row) throws {
        let key = row[StepTable.stepKey].text ?? ""
        guard let status = StepStatus(rawValue: row[StepTable.status].text ?? "") else {
            throw StoreError(.corrupted, "the row of step \"\(key)\" has a status that is none", kind: "step", id: key)
        }
        self.init(key: key, position: Int(row[StepTable.seq].int ?? 0), name: row[StepTable.name].text)
        kind = row[StepTable.kind].text ?? ""
        self.status = status
        attempts = Int(row[StepTable.attempts].int ?? 0)
        retryAt = row.time(StepTable.retryAt)
        if !row.isPartial {
            input = row.payload(StepTable.input)
            output = row.payload(StepTable.output)
            failure = try row.payload(StepTable.error).map { try Failure($0) }
        }
        metrics = try row.metrics(StepTable.metrics)
        typeTag = row[StepTable.typeTag].text
        source = row[StepTable.source].text
        worker = row[StepTable.worker].text.map { WorkerID($0) }
        startedAt = row.time(StepTable.startedAt)
        completedAt = row.time(StepTable.completedAt)
    }

    func row(_ context: StoreContext, _ lease: RunLease) -> Row {
        var row = Row(StepTable.table)
        row[StepTable.namespace] = context.tenant
        row[StepTable.incarnation] = lease.incarnation.value
        row[StepTable.stepKey] = .text(key)
        row[StepTable.insertToken] = context.identifiers.token()
        row[StepTable.seq] = .int(Int64(position))
        row[StepTable.name] = .text(name)
        row[StepTable.kind] = .text(kind)
        row[StepTable.status] = .text(status.rawValue)
        row[StepTable.attempts] = .int(Int64(attempts))
        row[StepTable.retryAt] = .time(retryAt)
        row[StepTable.input] = .bytes(input)
        row[StepTable.output] = .bytes(output)
        row[StepTable.error] = .bytes(failure?.payload)
        row[StepTable.metrics] = .metrics(metrics)
        row[StepTable.typeTag] = .text(typeTag)
        row[StepTable.source] = .text(source)
        row[StepTable.worker] = .text(worker?.rawValue)
        row[StepTable.fence] = .int(lease.fence.rawValue)
        row[StepTable.startedAt] = .time(startedAt)
        row[StepTable.completedAt] = .time(completedAt)
        return row
    }

    /// Refuses what cannot be stored before anything is sent.
    package func validate() throws {
        try Runs.validateName(key, "step key")
        try Runs.validateName(name, "step name")
        try Runs.validateName(kind, "step kind")
        guard attempts > 0 else { throw StoreError(.invalidArgument, "attempts count from 1, not \(attempts)") }
        for (name, number) in metrics where !number.isFinite {
            throw StoreError(.invalidArgument, "the metric \"\(name)\" of step \"\(key)\" is \(number)")
        }
    }
}

extension AttemptRecord {
    init(_ row: Row) throws {
        step = row[AttemptTable.stepKey].text ?? ""
        attempt = Int(row[AttemptTable.attempt].int ?? 0)
        status = StepStatus(rawValue: row[AttemptTable.status].text ?? "") ?? .failed
        failure = row.isPartial ? nil : try row.payload(AttemptTable.error).map { try Failure($0) }
        metrics = try row.metrics(AttemptTable.metrics)
        worker = row[AttemptTable.worker].text.map { WorkerID($0) }
        startedAt = row.time(AttemptTable.startedAt)
        completedAt = row.time(AttemptTable.completedAt)
    }

    /// The attempt that a step row shows last.
    init(lastOf step: StepRecord) {
        self.step = step.key
        attempt = step.attempts
        status = step.status
        failure = step.failure
        metrics = step.metrics
        worker = step.worker
        startedAt = step.startedAt
        completedAt = step.completedAt
    }

    /// The row that keeps a step's last attempt when another begins.
    static func row(of step: StepRecord, _ context: StoreContext, _ lease: RunLease) -> Row {
        var row = Row(AttemptTable.table)
        row[AttemptTable.namespace] = context.tenant
        row[AttemptTable.incarnation] = lease.incarnation.value
        row[AttemptTable.stepKey] = .text(step.key)
        row[AttemptTable.attempt] = .int(Int64(step.attempts))
        row[AttemptTable.insertToken] = context.identifiers.token()
        row[AttemptTable.status] = .text(StepStatus.failed.rawValue)
        row[AttemptTable.error] = .bytes(step.failure?.payload)
        row[AttemptTable.metrics] = .metrics(step.metrics)
        row[AttemptTable.worker] = .text(step.worker?.rawValue)
        row[AttemptTable.startedAt] = .time(step.startedAt)
        row[AttemptTable.completedAt] = .time(step.completedAt)
        return row
    }
}

extension Row {
    fileprivate func metrics(_ column: Column) throws -> [String: Double] {
        try object(column).mapValues { value in
            switch value {
            case .double(let number): number
            case .int(let number): Double(number)
            default: throw StoreError(.corrupted, "\(table.name).\(column.name) holds a metric that is no number")
            }
        }
    }
}

extension Value {
    fileprivate static func metrics(_ metrics: [String: Double]) -> Value { .json(metrics.mapValues { .double($0) }) }
}
