internal import HoldfastCore

extension Run {
    /// Runs a step once: its result is committed before this returns, and found again by its key ever after.
    ///
    /// A step may run again if the worker dies before the commit; pass ``StepContext/idempotencyKey`` to services whose
    /// effects must not repeat. A repeated key in sequence becomes `key#2`, `key#3`, …; while a step is at work its key
    /// must not be used again (use ``forEach(_:_:id:retry:timeout:fileID:line:_:)``).
    /// - Parameters:
    ///   - retry: What to do when the body throws; ``PermanentError`` is never tried again.
    ///   - timeout: How long one attempt may take, 30 s by default; nil for no limit. A body that goes on is left
    ///     behind, and its result ignored.
    /// - Throws: ``Failure`` once the attempts are used up, now and in every later execution alike.
    public func step<Output: Codable & Sendable>(
        _ key: String, retry: RetryPolicy = .default, timeout: Duration? = .seconds(30), fileID: StaticString = #fileID,
        line: UInt = #line, _ body: @escaping @concurrent @Sendable (StepContext) async throws -> Output
    ) async throws -> Output {
        let call = StepCall(key: key, kind: "step", retry: retry, timeout: timeout, source: "\(fileID):\(line)")
        let codec = environment.codec
        let step = try await perform(call, typeTag: "\(Output.self)") { context in
            try codec.encode(try await body(context))
        }
        guard let output = step.output else { throw StoreError(.corrupted, "step \"\(step.key)\" has no output") }
        return try codec.decode(Output.self, from: output)
    }

    /// Runs a step without a result once; see ``step(_:retry:timeout:fileID:line:_:)``.
    public func step(
        _ key: String, retry: RetryPolicy = .default, timeout: Duration? = .seconds(30), fileID: StaticString = #fileID,
        line: UInt = #line, _ body: @escaping @concurrent @Sendable (StepContext) async throws -> Void
    ) async throws {
        let call = StepCall(key: key, kind: "step", retry: retry, timeout: timeout, source: "\(fileID):\(line)")
        _ = try await perform(call, typeTag: nil) { context in
            try await body(context)
            return nil
        }
    }
}

/// What the workflow's code asks for.
struct StepCall: Sendable {
    let key: String
    let kind: String
    let retry: RetryPolicy
    let timeout: Duration?
    let source: String
}

extension Run {
    /// Takes the key for this call, with the number of its repetition.
    func enter(_ call: StepCall) async throws -> String {
        try await requireGoing()
        let name = StepKey(call.key)
        guard active.insert(name).inserted else {
            throw WorkflowMisuse(
                description:
                    "the step \"\(call.key)\" is at work already (\(call.source)): steps that run side by side "
                    + "need keys of their own; use forEach, or put what differs into the key")
        }
        do {
            return try number(call)
        } catch {
            active.remove(name)
            throw error
        }
    }

    private func number(_ call: StepCall) throws -> String {
        moves += 1
        let number = (repetitions[StepKey(call.key)] ?? 0) + 1
        repetitions[StepKey(call.key)] = number
        let key = number == 1 ? call.key : "\(call.key)#\(number)"
        guard visited.insert(StepKey(key)).inserted else {
            throw WorkflowMisuse(
                description: "the step \"\(key)\" was made before (\(call.source)): a key that ends like that of a "
                    + "repetition stands for another step; give it another key")
        }
        if let stored = memo[StepKey(key)], stored.kind != call.kind {
            throw WorkflowMisuse(
                description:
                    "\"\(key)\" was stored as a \(stored.kind) (\(stored.source ?? "unknown place")) and is now a "
                    + "\(call.kind) (\(call.source)): give it another key, or raise the workflow's version")
        }
        return key
    }

    func leave(_ call: StepCall) {
        moves += 1
        active.remove(StepKey(call.key))
    }

    /// The step's end: the stored one, or that of attempts made now.
    private func perform(
        _ call: StepCall, typeTag: String?,
        _ body: @escaping @concurrent @Sendable (StepContext) async throws -> Payload?
    ) async throws -> StepRecord {
        let key = try await enter(call)
        defer { leave(call) }
        var step = memo[StepKey(key)]
        let position = step?.position ?? nextPosition()
        while step?.status.isTerminal != true {
            if let retryAt = step?.retryAt { try await wait(until: retryAt) }
            step = try await attempt(call, key, position, after: step, typeTag: typeTag, body)
        }
        guard let step else { preconditionFailure("the loop ends with a step") }
        if let failure = step.failure, step.status == .failed { throw failure }
        return step
    }

    /// One attempt, and the commit of what became of it.
    private func attempt(
        _ call: StepCall, _ key: String, _ position: Int, after previous: StepRecord?, typeTag: String?,
        _ body: @escaping @concurrent @Sendable (StepContext) async throws -> Payload?
    ) async throws -> StepRecord {
        try await requireGoing()
        let number = (previous?.attempts ?? 0) + 1
        let started = environment.time.now
        let context = StepContext(
            record, key: key, attempt: number, deadline: call.timeout.map { started.advanced(by: $0) }, environment)
        var step = StepRecord(key: key, position: position, name: call.key, kind: call.kind)
        step.attempts = number
        step.source = call.source
        step.typeTag = typeTag
        step.worker = environment.worker
        step.startedAt = started
        do {
            // Before it has an effect, not after.
            try step.validate()
        } catch let error as StoreError {
            throw WorkflowMisuse(description: "\(error.message) (\(call.source))")
        }
        environment.observer.observe(EngineEvent(.stepStarted, held, step: key, attempt: number))
        beginWork()
        defer { endWork() }
        do {
            step.output = try await environment.nursery.run(limit: call.timeout, by: environment.time) {
                try await body(context)
            }
        } catch {
            if let reason = held.interruption.value { throw reason }
            if error is CancellationError, Task.isCancelled { throw error }
            fail(&step, with: error, retry: call.retry)
        }
        step.completedAt = environment.time.now
        step.metrics = context.metrics
        let writes = step.status == .completed ? context.writes : []
        return try await settle(step, after: previous, writes)
    }

    /// Commits an attempt. A result that the store cannot take fails the step instead.
    private func settle(
        _ step: StepRecord, after previous: StepRecord?, _ writes: [StateWrite]
    ) async throws -> StepRecord {
        let stored: StepRecord
        do {
            stored = try await commit(step, replacing: previous, writes: writes)
        } catch let error as StoreError
            where step.status == .completed && (error.code == .limitExceeded || error.code == .invalidArgument)
        {
            var failed = step
            failed.output = nil
            failed.metrics = [:]
            fail(&failed, with: error, retry: .none)
            stored = try await commit(failed, replacing: previous)
        }
        let kind: EngineEvent.Kind =
            switch stored.status {
            case .retrying: .stepRetrying
            case .failed: .stepFailed
            default: .stepCompleted
            }
        environment.observer.observe(
            EngineEvent(kind, held, stored.failure?.message, step: stored.key, attempt: stored.attempts))
        return stored
    }

    private func fail(_ step: inout StepRecord, with error: any Error, retry: RetryPolicy) {
        let now = environment.time.now
        var failure = Failure(error, step: step.key, attempt: step.attempts, at: now)
        failure.step = step.key
        failure.attempt = step.attempts
        step.failure = failure
        guard failure.mayPass, step.attempts < retry.maxAttempts else {
            step.status = .failed
            return
        }
        let delay =
            (error as? RetryableError)?.delay
            ?? retry.delay(after: step.attempts, fraction: environment.store.identifiers.fraction())
        step.status = .retrying
        step.retryAt = now.advanced(by: delay)
    }
}
