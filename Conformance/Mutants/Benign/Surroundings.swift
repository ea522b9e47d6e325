internal import HoldfastCore

/// What happens around each call of a backend, whatever the verb.
protocol Surroundings: Sendable {
    /// Does the call, with something before it or after it.
    func call<Answer>(
        _ verb: Verb, _ body: () async throws -> Answer
    ) async throws -> Answer
}

/// The verbs of a backend; a commit of each is so many commits.
enum Verb: String, Sendable {
    case schemaVersion, migrate, get, scan, commit, take, count, erase

    /// Whether it may change what is stored.
    var isWrite: Bool {
        switch self {
        case .migrate, .commit, .take, .erase: true
        case .schemaVersion, .get, .scan, .count: false
        }
    }
}

extension Decorator {
    /// Puts this around every call but `close`.
    mutating func surround(by around: some Surroundings) {
        onSchemaVersion = { base, _ in try await around.call(.schemaVersion) { try await base.schemaVersion() } }
        onMigrate = { base, input in
            try await around.call(.migrate) { try await base.migrate(input.migrations, dryRun: input.dryRun) }
        }
        onGet = { base, input in try await around.call(.get) { try await base.get(input.keys, input.columns) } }
        onScan = { base, scan in try await around.call(.scan) { try await base.scan(scan) } }
        onCommit = { base, batch in try await around.call(.commit) { try await base.commit(batch) } }
        onTake = { base, take in try await around.call(.take) { try await base.take(take) } }
        onCount = { base, input in
            try await around.call(.count) {
                try await base.count(input.range, filter: input.filter, limit: input.limit)
            }
        }
        onErase = { base, input in
            try await around.call(.erase) { try await base.erase(input.range, limit: input.limit) }
        }
    }
}
