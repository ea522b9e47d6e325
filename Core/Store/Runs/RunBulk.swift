/// Something to do with many runs.
public enum BulkAction: Sendable, Equatable {
    case cancel(reason: String? = nil)
    case pause(reason: String? = nil)
    case resume
    /// See ``Runs/retry(_:)``.
    case retry
    /// By force also runs that are active.
    case delete(force: Bool = false)
}

/// Which runs, how many, and how fast.
public struct BulkOptions: Sendable {
    /// The most runs to act on.
    public var limit = Int.max
    /// Whether the runs are named only, and nothing is written.
    public var dryRun = false
    /// The most runs a second; nil means as fast as the store goes.
    public var runsPerSecond: Int?

    /// All, for good, as fast as the store goes.
    public init() {}
}

/// What became of an action on many runs.
public struct BulkReport: Sendable {
    /// The runs on which it was done, or would be.
    public var done: [RunID] = []
    /// Why it could not be done, by run.
    public var errors: [RunID: StoreError] = [:]
    /// Runs that were not there (any more).
    public var missing: [RunID] = []
    /// Whether there may be more runs than the limit let through.
    public var hasMore = false
}

extension Runs {
    /// Does something with these runs, ten at a time; one that fails hinders no other.
    ///
    /// - Returns: What became of each, in the order of the ids.
    /// - Throws: What hinders all of them, such as a limit below 1, a reason that is too long, or cancellation.
    @discardableResult
    public func bulk(
        _ action: BulkAction, _ ids: [RunID], _ options: BulkOptions = BulkOptions()
    ) async throws -> BulkReport {
        try begin(action, options)
        var report = BulkReport()
        report.hasMore = ids.count > options.limit
        try await act(action, Array(ids.prefix(options.limit)), options, &report)
        return report
    }

    /// Does something with the runs that pass a filter, oldest first; see ``bulk(_:_:_:)``.
    ///
    /// Only runs for which the action makes sense are taken: those that are paused, say, to resume them.
    @discardableResult
    public func bulk(
        _ action: BulkAction, matching filter: RunFilter, _ options: BulkOptions = BulkOptions()
    ) async throws -> BulkReport {
        try begin(action, options)
        var report = BulkReport()
        var query = RunQuery(filter)
        query.filter.statuses = filter.statuses.isEmpty ? action.statuses : filter.statuses
        query.oldestFirst = true
        repeat {
            query.limit = min(1_000, options.limit - report.count)
            let page = try await list(query)
            query.cursor = page.next
            try await act(action, page.items.map(\.id), options, &report)
        } while query.cursor != nil && report.count < options.limit
        report.hasMore = query.cursor != nil
        return report
    }

    private func begin(_ action: BulkAction, _ options: BulkOptions) throws {
        try context.begin()
        guard options.limit > 0, options.runsPerSecond ?? 1 > 0 else {
            throw StoreError(.invalidArgument, "a bulk operation takes at least 1 run, and at least 1 a second")
        }
        switch action {
        case .cancel(let reason), .pause(let reason): try Self.validate(reason: reason)
        case .resume, .retry, .delete: break
        }
    }

    private func act(
        _ action: BulkAction, _ ids: [RunID], _ options: BulkOptions, _ report: inout BulkReport
    ) async throws {
        if options.dryRun, !CoreFault.leavesOut(.dryRun) {
            for (id, run) in zip(ids, try await getMany(ids, payloads: false)) {
                if run == nil { report.missing.append(id) } else { report.done.append(id) }
            }
            return
        }
        for start in stride(from: 0, to: ids.count, by: 10) {
            try context.begin()
            let some = Array(ids[start..<min(start + 10, ids.count)])
            let outcomes = await inParallel(some) { id in await Result.of { try await apply(action, to: id) } }
            for (id, outcome) in zip(some, outcomes) { try report.note(id, outcome) }
            if let rate = options.runsPerSecond {
                try await context.time.sleep(for: .seconds(1) * some.count / rate)
            }
        }
    }

    /// Whether there was such a run.
    private func apply(_ action: BulkAction, to id: RunID) async throws -> Bool {
        switch action {
        case .cancel(let reason): try await cancel(id, reason: reason)
        case .pause(let reason): try await pause(id, reason: reason)
        case .resume: try await resume(id)
        case .retry: try await retry(id)
        case .delete(let force): return try await delete(id, force: force)
        }
        return true
    }
}

extension BulkAction {
    /// The statuses of the runs for which it makes sense.
    fileprivate var statuses: Set<RunStatus> {
        switch self {
        case .cancel, .pause: Set(RunStatus.allCases.filter { !$0.isTerminal })
        case .resume: [.paused, .running]
        case .retry: [.failed, .stalled]
        case .delete(let force): force ? [] : Set(RunStatus.allCases.filter(\.isTerminal))
        }
    }
}

extension BulkReport {
    fileprivate var count: Int { done.count + errors.count + missing.count }

    fileprivate mutating func note(_ id: RunID, _ outcome: Result<Bool, any Error>) throws {
        switch outcome {
        case .success(true): done.append(id)
        case .success(false): missing.append(id)
        case .failure(let error as StoreError):
            if CoreFault.leavesOut(.bulkErrors) { throw error }
            if error.code == .notFound { missing.append(id) } else { errors[id] = error }
        case .failure(let error): throw error
        }
    }
}
