internal import HoldfastCore

extension CheckContext {
    /// Every row of a namespace that belongs to a run or to its deletion, a line each, for comparisons of before and
    /// after.
    func dump(_ backend: any StoreBackend, namespace: String? = nil) async throws -> [String] {
        let tenant = Value.text(namespace ?? place.id)
        func walk(_ table: Table, _ partition: Value...) async throws -> [Row] {
            try await backend.walk(IndexRange(table, nil, [tenant] + partition), page: 100)
        }
        let runs = try await walk(RunTable.table)
        let purges = try await walk(PurgeTable.table)
        var rows = runs + purges
        let lives = Set(runs.map { $0.text(RunTable.incarnation) } + purges.map { $0.text(PurgeTable.incarnation) })
        for life in lives.sorted(by: KeyOrder.isBefore) {
            for table in [PayloadTable.table, StepTable.table, AttemptTable.table] {
                rows += try await walk(table, .text(life))
            }
            rows += try await walk(StateTable.table, .text("run/" + life))
        }
        let tags = (runs.map { $0.text(RunTable.tags) } + purges.map { $0.text(PurgeTable.tags) })
            .compactMap { text -> [String: JSONValue]? in
                if case .object(let tags)? = JSONValue(text: text) { tags } else { nil }
            }
        for case (let tag, .string(let value)) in tags.flatMap({ $0.sorted { KeyOrder.isBefore($0.key, $1.key) } }) {
            rows += try await walk(TagTable.table, .text(tag), .text(value))
        }
        return rows.map { row in
            // The description of bytes tells only how many they are.
            let values = row.values.map { value in value.bytes.map { "\($0)" } ?? "\(value)" }
            return "\(row.table.name): " + values.joined(separator: ", ")
        }
    }

    /// A running run that has tags, payloads, a step in its second attempt, and state.
    @discardableResult
    func populate(_ store: Store, _ id: RunID, content: String = "content") async throws -> RunLease {
        var new = NewRun("w", id: id, input: Payload(text: content))
        new.tags = ["tag": "value"]
        new.resourceID = "resource"
        new.context = Payload(text: content)
        try await store.runs.create(new)
        let lease = try await claim(store, id)
        var failed = StepRecord(key: "s", position: 1)
        failed.status = .retrying
        failed.failure = Failure(code: "c", message: content)
        let held = try await commit(store, failed, lease)
        var step = StepRecord(key: "s", position: 1, output: Payload(text: content))
        step.attempts = 2
        let writes: [StateWrite] = [.set("k", Payload(text: content))]
        switch try await store.steps.commit(step, replacing: failed, writes: writes, lease: held) {
        case .committed(let lease): return lease
        case .existing(let step): throw violation("a second attempt", expected: "committed", actual: "\(step)")
        }
    }
}
