/// A page of the list of a run's steps.
public struct StepQuery: Sendable {
    /// The most steps in the page: at least 1, and 1,000 where it is more. 100 by default.
    public var limit = 100
    /// Whether the steps that began last come first.
    public var newestFirst = false
    /// Where the page before ended: its `next`.
    public var cursor: String?
    /// Whether input, output and error are read too.
    public var payloads = false

    /// The first page, in the order in which the steps began.
    public init() {}
}

extension Steps {
    /// A page of a run's steps, by position, then key.
    ///
    /// - Throws: `.notFound` for an unknown run; `.invalidArgument` for a limit below 1; `.invalidCursor`.
    public func list(_ id: RunID, _ query: StepQuery = StepQuery()) async throws -> Listing<StepRecord> {
        try context.begin()
        let size = try ListCursor.pageSize(query.limit)
        let run = try await Runs(context).get(id, payloads: false)
        let order = query.newestFirst ? "newest" : "oldest"
        let cursor = ListCursor(context, "steps", run.incarnation.rawValue, order)
        var scan = Scan(
            IndexRange(StepTable.table, StepTable.byPosition, [context.tenant, run.incarnation.value]), limit: size + 1)
        scan.columns = query.payloads ? .all : .withoutPayloads
        scan.descending = query.newestFirst
        scan.after = try cursor.position(query.cursor)
        var walk = RowWalk(context, scan, for: "list steps", id.rawValue)
        var steps: [StepRecord] = []
        var next: String?
        var last: Row?
        while let row = try await walk.next() {
            guard steps.count < size else {
                next = last.map { cursor.text(walk.position(of: $0)) }
                break
            }
            steps.append(try StepRecord(row))
            last = row
        }
        return Listing(items: steps, next: next)
    }

    /// One step of a run, with its payloads. Throws `.notFound` for an unknown run or step.
    public func get(_ id: RunID, step key: String) async throws -> StepRecord {
        try context.begin()
        try Runs.validateName(key, "step key")
        let run = try await Runs(context).get(id, payloads: false)
        let row = Key(StepTable.table, context.tenant, run.incarnation.value, .text(key))
        guard let row = try await context.get(row, .all, for: "get step", key) else {
            throw StoreError.notFound("step", key)
        }
        return try StepRecord(row)
    }

    /// The bytes that a step ended with.
    ///
    /// - Throws: `.notFound` (kind `output`) where there are none; empty bytes are an output.
    public func output(_ id: RunID, step key: String) async throws -> Payload {
        guard let output = try await get(id, step: key).output else { throw StoreError.notFound("output", key) }
        return output
    }

    /// All attempts of a step in order: those that failed, then the last one.
    public func attempts(_ id: RunID, step key: String) async throws -> [AttemptRecord] {
        let step = try await get(id, step: key)
        let run = try await Runs(context).get(id, payloads: false)
        var attempts: [AttemptRecord] = []
        let range = IndexRange(
            AttemptTable.table, nil, [context.tenant, run.incarnation.value], atLeast: .text(key), atMost: .text(key))
        var scan = Scan(range, limit: 1_000)
        scan.columns = .all
        var walk = RowWalk(context, scan, for: "list attempts", key)
        while let row = try await walk.next() {
            let attempt = try AttemptRecord(row)
            // One that ended after the step was read is not both history and the last.
            if attempt.attempt < step.attempts { attempts.append(attempt) }
        }
        return attempts + [AttemptRecord(lastOf: step)]
    }
}

extension Steps {
    /// A text that is the same for every attempt of a step and different for every other step and life of a run.
    public func idempotencyKey(_ incarnation: Incarnation, _ step: String) -> String {
        // Each part behind its length, so that no two lists of parts give the same text.
        let parts = [context.namespace.rawValue, incarnation.rawValue, step]
        let digest = SHA256.digest(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
        return Base64.encode(Array(digest[..<24]))
    }
}
