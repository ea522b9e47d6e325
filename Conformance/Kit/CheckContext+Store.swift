public import HoldfastCore
internal import Synchronization

// What the checks of the whole store work with.
extension CheckContext {
    /// A store on one more handle, in the check's own namespace and on its clock.
    public func store() async throws -> Store {
        store(try await backend(), identifiers: IdentifierSource(mark: suite.nameMark))
    }

    /// A store on one more handle that takes payloads of at most so many bytes.
    func store(maximumPayloadBytes: Int) async throws -> Store {
        var payloads = suite.payloads
        payloads.maximumBytes = maximumPayloadBytes
        return store(try await backend(), payloads: payloads)
    }

    /// A store over this backend, in the check's own namespace and on its clock where no other is named.
    func store(
        _ backend: any StoreBackend, namespace: String? = nil, time: VirtualTime? = nil,
        identifiers: IdentifierSource = IdentifierSource(), payloads: PayloadOptions? = nil
    ) -> Store {
        Store(
            backend: backend, namespace: Namespace(namespace ?? place.id), time: time ?? self.time,
            identifiers: identifiers, payloads: payloads ?? suite.payloads)
    }

    /// A store whose first commit finds that this was done between its own read and write.
    func store(writingAfter first: @escaping @Sendable () async throws -> Void) async throws -> Store {
        let isDone = Atomic(false)
        let backend = Interposed(try await backend()) { verb in
            guard verb == .commit, !isDone.exchange(true, ordering: .relaxed) else { return }
            // Where it fails, nothing came in between, and the check finds that out.
            try? await first()
        }
        return store(backend)
    }

    /// Fails the check unless the call throws a ``StoreError`` of this code.
    @discardableResult
    public func expect(
        _ code: StoreError.Code, _ subject: String,
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        from call: () async throws -> Void
    ) async throws -> StoreError {
        let actual: String
        do {
            try await call()
            actual = "no error"
        } catch let error as StoreError {
            guard error.code != code else { return error }
            actual = "\(error)"
        } catch {
            actual = "\(error)"
        }
        throw violation(
            subject, expected: "error \(code.name)", actual: actual, fileID: fileID, filePath: filePath, line: line)
    }

    /// The call's answer; a violation where the store throws instead.
    @discardableResult
    func answer<Answer>(
        _ subject: String, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        from call: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await call()
        } catch let error where error is StoreError || error is BackendError {
            throw violation(
                subject, expected: "no error", actual: "\(error)", fileID: fileID, filePath: filePath, line: line)
        }
    }

    /// The content, or a violation where there is none.
    func need<Content>(_ content: Content?, _ subject: String, line: Int = #line) throws -> Content {
        guard let content else { throw violation(subject, expected: "something", actual: "nothing", line: line) }
        return content
    }

    /// Claims the one run that is due; a violation where it is none or another.
    func claim(
        _ store: Store, _ id: RunID, owner: WorkerID = "worker", for duration: Duration = .seconds(60)
    ) async throws -> RunLease {
        try await settle()
        let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: owner, duration: duration)
        try expect(claimed.map(\.run.id), [id], "the run that is claimed")
        return try need(claimed.first, "a claimed run").lease
    }

    /// Creates a run and claims it.
    func running(_ store: Store, _ id: RunID, for duration: Duration = .seconds(60)) async throws -> RunLease {
        try await store.runs.create(NewRun("w", id: id))
        return try await claim(store, id, for: duration)
    }

    /// Commits a step that must not have been there.
    @discardableResult
    func commit(_ store: Store, _ step: StepRecord, _ lease: RunLease) async throws -> RunLease {
        switch try await store.steps.commit(step, lease: lease) {
        case .committed(let lease): return lease
        case .existing(let step): throw violation("a new step", expected: "committed", actual: "\(step) is there")
        }
    }

    /// The ids of all runs that pass, page by page.
    func walk(_ store: Store, _ query: RunQuery, meanwhile: (Int) async throws -> Void = { _ in }) async throws
        -> [RunID]
    {
        var query = query
        var ids: [RunID] = []
        var pages = 0
        var passed: Set<String> = []
        repeat {
            let page = try await store.runs.list(query)
            try expect(page.items.count <= query.limit, true, "a page holds at most its limit")
            ids += page.items.map(\.id)
            query.cursor = page.next
            if let next = page.next { try expect(passed.insert(next).inserted, true, "whether the walk moves on") }
            pages += 1
            try await meanwhile(pages)
        } while query.cursor != nil
        return ids
    }
}

extension Result {
    /// The code of the store's error, or nil.
    var storeCode: StoreError.Code? {
        if case .failure(let error) = self { (error as? StoreError)?.code } else { nil }
    }
}
