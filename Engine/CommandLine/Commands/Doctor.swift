internal import Holdfast

extension Command {
    static let doctor = Command(
        name: "doctor", summary: "Examines the store, and says whether it is healthy; changes nothing.",
        examples: ["doctor", "doctor --store sqlite:////var/lib/app.db --format json"]
    ) { invocation in
        try await invocation.withConnection(readOnly: true) { store, url in
            var diagnosis = Diagnosis(url, store)
            do {
                try await diagnosis.examine(store)
            } catch let error as StoreError {
                diagnosis.problems.append(error.message)
            }
            return diagnosis.answer
        }
    }
}

/// What there is to say about a store.
private struct Diagnosis {
    let url: StoreURL
    let namespace: Namespace
    var inspection: Inspection
    var version: Int?
    var counts: [(status: RunStatus, count: BoundedCount)] = []
    var problems: [String] = []

    init(_ url: StoreURL, _ store: Store) {
        self.url = url
        namespace = store.namespace
        inspection = Inspection(kind: url.scheme)
    }

    /// Looks at one thing after the other, as far as it gets.
    mutating func examine(_ store: Store) async throws {
        version = try await store.storedVersion()
        guard version != 0 else {
            problems.append("there is no store yet; `holdfast migrate` makes it")
            return
        }
        if let backend = store.backend as? any InspectableBackend {
            do throws(BackendError) {
                inspection = try await backend.inspect()
            } catch {
                problems.append(error.message)
            }
            problems += inspection.problems
        }
        try await store.prepare(migrating: false)
        for status in RunStatus.allCases {
            var filter = RunFilter()
            filter.statuses = [status]
            counts.append((status, try await store.runs.count(filter)))
        }
        // The newest page shows whether rows can be read at all.
        var newest = RunQuery()
        newest.limit = 1_000
        _ = try await store.runs.list(newest)
    }

    var answer: Answer {
        let needed = Schema.holdfast.version
        var text = Columns.fields([
            "Store": Display.line("\(url)"), "Backend": Display.line(inspection.kind),
            "Schema": version.map { "version \($0), this program needs \(needed)" },
            "Size": inspection.bytes.map(Display.size), "Namespace": Display.line(namespace.rawValue),
        ])
        text += "\n" + Columns.table(["RUNS", "COUNT"], counts.map { [$0.status.rawValue, Display.count($0.count)] })
        text +=
            (problems.isEmpty || counts.isEmpty ? "" : "\n")
            + problems.map { "Problem: \(Display.short($0))\n" }.joined()
        text += problems.isEmpty ? "\nVerdict: healthy\n" : "\nVerdict: not healthy\n"
        let byStatus = counts.map { ($0.status.rawValue, JSONValue.int(Int64($0.count.value))) }
        return Answer(
            text: text,
            json: .object([
                "store": .string("\(url)"), "backend": .string(inspection.kind),
                "schema_version": version.map { .int(Int64($0)) } ?? .null, "schema_needed": .int(Int64(needed)),
                "size_bytes": inspection.bytes.map { .int($0) } ?? .null, "namespace": .string(namespace.rawValue),
                "runs": .object(Dictionary(uniqueKeysWithValues: byStatus)),
                "runs_exact": .bool(counts.allSatisfy(\.count.isExact)),
                "problems": .array(problems.map { .string($0) }), "healthy": .bool(problems.isEmpty),
            ]), exitCode: problems.isEmpty ? .done : .failed)
    }
}
