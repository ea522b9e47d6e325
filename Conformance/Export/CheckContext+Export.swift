internal import HoldfastCore

extension CheckContext {
    /// What an export of the store writes.
    func export(_ store: Store, _ scope: ExportScope = .namespace, stored: Bool = false) async throws -> [String] {
        var lines: [String] = []
        try await store.export(scope, stored: stored) { lines.append($0) }
        return lines
    }

    /// Every row of the namespace that is exported, as the program knows it, a line each without the namespace.
    func exported(_ backend: any StoreBackend) async throws -> [String] {
        let layer = layer(backend, suite.payloads.transforms)
        var lines: [String] = []
        for table in exportedTables {
            lines += try await layer.walk(range(table), page: 50).map { row in
                table.name
                    + row.values.dropFirst().map { value in value.bytes.map { "\($0)" } ?? "\(value)" }
                    .joined(separator: ", ")
            }
        }
        return lines.sorted(by: KeyOrder.isBefore)
    }

    /// All but those of deletions under way, of living workers, and of chunks.
    private var exportedTables: [Table] {
        let others = [PurgeTable.table, WorkerTable.table, BlobTable.table]
        return Schema.holdfast.tables.filter { !others.contains($0) }
    }

    /// Runs with steps, state, tags and payloads of all sizes, and rows of every table with content of every kind.
    ///
    /// Returns these rows.
    @discardableResult
    func fillAll(_ store: Store, runs: Int = 4) async throws -> [Row] {
        var written: [Row] = []
        var random = SeededRandom(seed: seed)
        for n in 0..<runs {
            let content = String(repeating: "é\n\u{1F680}", count: n == 1 ? 9_000 : 3)
            let lease = try await populate(store, RunID("run \(n)"), content: content)
            if n % 2 == 0 { try await store.leases.complete(lease, output: Payload(bytes: Array(0...255))) }
        }
        let lives = try await store.runs.list().items
        let layer = layer(store.backend, suite.payloads.transforms)
        for table in exportedTables where table != RunTable.table {
            for n in 0..<5 {
                var row = row(table, [:])
                for column in table.columns.dropFirst() { row[column] = zoo(column, &random) }
                for column in table.key.dropFirst() {
                    row[column] = column.type == .text ? .text("key \(n)") : .int(Int64(n))
                }
                // The same for all tables, so that chunks have their stream.
                let run = lives[n % lives.count]
                for column in table.columns where column.name == "run_id" { row[column] = .text(run.id.rawValue) }
                for column in table.columns where ["incarnation", "recipient"].contains(column.name) {
                    row[column] = .text(run.incarnation.rawValue)
                }
                try expect(await layer.verdict(.insert(row)), .done, "a row of \(table.name)")
                written.append(row)
            }
        }
        return written
    }

    /// Sets a value that belongs to no run.
    func keep(_ store: Store, _ content: Payload, through transforms: [any PayloadTransform]? = nil) async throws {
        let layer = layer(store.backend, transforms ?? suite.payloads.transforms)
        var row = row(StateTable.table, [StateTable.scope: .text("kept"), StateTable.key: .text("k")])
        row[StateTable.namespace] = .text(store.namespace.rawValue)
        row[StateTable.content] = .bytes(content.bytes)
        if await layer.verdict(.insert(row)) == .done { return }
        let change = Assignment.set(StateTable.content, row[StateTable.content])
        try expect(await layer.verdict(.update(row.key, [change])), .done, "a value that belongs to no run")
    }

    /// The value that belongs to no run.
    func kept(_ store: Store, through transforms: [any PayloadTransform]) async throws -> Payload? {
        let key = Key(StateTable.table, .text(store.namespace.rawValue), .text("kept"), .text("k"))
        let row = try await layer(store.backend, transforms).row(key)
        return row?[StateTable.content].bytes.map { Payload(bytes: $0) }
    }

    private func zoo(_ column: Column, _ random: inout SeededRandom) -> Value {
        if column.isNullable, random.once(in: 3) { return .null }
        switch column.type {
        case .text: return .text(random.pick(["", "a\"b\\", "\u{FFFD}\u{1F680}", "null", " x\n", "e\u{301}"]))
        case .json: return .text(random.pick(["{}", "{\"b\":1,\"a\":[1.0,null]}", "[ 1 ]"]))
        case .int, .time: return .int(random.pick([.min, .max, 0, -1, (1 << 53) + 1]))
        case .double: return .double(random.pick([-0.0, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 3]))
        case .bool: return .bool(random.once(in: 2))
        case .bytes: return .bytes(random.pick([[], [0], Array(0...255), [0xC1, 0x48, 0x46]]))
        }
    }
}

/// Lines that come one after the other, as those of a file do.
struct Lines: AsyncSequence {
    let lines: [String]

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<String>
        mutating func next() async throws -> String? { rest.popFirst() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: lines[...]) }
}
