internal import HoldfastCore
internal import Synchronization

/// One claim of a run, from its claim to the write that ends it.
struct Execution {
    private let engine: Engine
    private let floor: Floor
    private let held: HeldRun

    /// Takes the run in hand: from here on it counts among the worker's, and its lease is kept.
    init(_ engine: Engine, _ floor: Floor, _ claim: ClaimedRun) {
        self.engine = engine
        self.floor = floor
        held = HeldRun(claim)
        floor.enter(held)
    }

    private var record: RunRecord { held.claim.run }
    private var environment: RunEnvironment { floor.environment }

    func run() async {
        defer { floor.leave(held) }
        observe(.runStarted)
        do {
            let ending = try await ending()
            try await write(ending)
        } catch {
            report(error)
        }
    }

    /// How this execution of the run ends.
    private enum Ending {
        case completed(Payload)
        case failed(Failure)
        case stalled(String)
        /// No workflow of this worker is the run's.
        case unknown(knowsAnotherVersion: Bool)
        case left(Unwinding)
    }

    private func ending() async throws -> Ending {
        if record.cancelRequestedAt != nil { return .left(.cancelled) }
        if let failure = record.overdue(at: environment.time.now) { return .failed(failure) }
        if record.pauseRequestedAt != nil { return .left(.paused) }
        let known = engine.workflows.withLock { $0 }
        guard let workflow = known[WorkflowKey(record.workflow, record.version)] else {
            let isKnown = known.values.contains { $0.key.name == Array(record.workflow.utf8) }
            return .unknown(knowsAnotherVersion: isKnown)
        }
        guard record.claimsSinceProgress <= engine.options.claimsWithoutProgress else {
            return .stalled(StallReason.quarantine(record.claimsSinceProgress - 1))
        }
        let (stored, memo) = try await environment.retrying(while: held) { [held, environment] in
            // Read again with payloads: a claim returns the hot row alone.
            let stored = try await environment.store.runs.get(held.id)
            return (stored, try await environment.store.steps.memo(held.lease))
        }
        // Replaced meanwhile: that input is another life's.
        guard stored.incarnation == record.incarnation else { return .left(.lost) }
        return await execute(workflow, Run(held, memo: memo, environment), stored.input)
    }

    /// Runs the body until it ends or must be left.
    private func execute(_ workflow: any AnyWorkflow, _ run: Run, _ input: Payload?) async -> Ending {
        let codec = environment.codec
        let body: Result<Payload, any Error>? = await withTaskGroup(of: Result<Payload, any Error>?.self) { group in
            group.addTask {
                do {
                    return .success(try await workflow.execute(run, input: input, codec: codec))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { [held] in
                _ = await held.interruption.wait()
                return nil
            }
            if let deadline = record.deadlineAt {
                group.addTask { [held, environment] in
                    if (try? await environment.time.sleep(until: deadline, tolerance: nil)) != nil {
                        held.interruption.open(.expired)
                    }
                    return nil
                }
            }
            var result: Result<Payload, any Error>?
            for await outcome in group {
                if let outcome { result = outcome }
                group.cancelAll()
            }
            return result
        }
        if let reason = held.interruption.value { return .left(reason) }
        // The worker itself was cancelled; what the body makes of that is no result.
        if Task.isCancelled { return .left(.draining) }
        switch body {
        case .success(let output)?:
            for key in await run.orphans { observe(.stepOrphaned, step: key) }
            return .completed(output)
        case .failure(let error as UndecodableInput)?: return .stalled(StallReason.undecodable(error.reason))
        case .failure(let error)?: return .failed(Failure(error, at: environment.time.now))
        case nil: return .left(.lost)
        }
    }
}

extension Execution {
    /// Writes how the run ends, with a store that a cancelled task cannot stop.
    private func write(_ planned: Ending) async throws {
        var ending = planned
        while true {
            do {
                let ended = try await environment.retrying(while: held) { [ending] in try await put(ending) }
                return announce(ended)
            } catch let error as StoreError {
                switch (error.code, ending) {
                // Asked for while the body was ending: that counts, since nothing had ended yet.
                case (.cancelRequested, _): ending = .left(.cancelled)
                // A result that the store cannot take is the workflow's failure, not the store's.
                case (.limitExceeded, .completed), (.invalidArgument, .completed):
                    ending = .failed(Failure(error, at: environment.time.now))
                default: throw error
                }
            }
        }
    }

    /// Returns how it ended: whether others know a workflow is for the store to say.
    private func put(_ ending: Ending) async throws -> Ending {
        let leases = environment.store.leases
        let lease = held.lease
        switch ending {
        case .completed(let output): try await leases.complete(lease, output: output)
        case .failed(let failure): try await leases.fail(lease, failure)
        case .stalled(let reason): try await leases.stall(lease, reason: reason)
        case .unknown(let knowsAnotherVersion):
            switch try await leases.surrender(lease, of: record, knowsAnotherVersion: knowsAnotherVersion) {
            case .released: return .left(.draining)
            case .stalled(let reason): return .stalled(reason)
            }
        case .left(.parked(let wakeUp)): try await leases.park(lease, until: wakeUpTime(wakeUp))
        case .left(.draining): try await leases.release(lease, charged: false)
        case .left(.paused): try await leases.pause(lease)
        case .left(.cancelled): try await leases.cancel(lease)
        case .left(.expired): try await leases.fail(lease, tooLate)
        case .left(.lost): break
        }
        return ending
    }

    /// A run that waits beyond its deadline must be claimed then, to be ended.
    private func wakeUpTime(_ due: Timestamp?) -> Timestamp? {
        guard let deadline = record.deadlineAt else { return due }
        return min(due ?? deadline, deadline)
    }

    private var tooLate: Failure {
        let deadline = record.deadlineAt.map { "\($0)" } ?? "its deadline"
        return Failure(
            code: Failure.Codes.deadline, message: "it was to end by \(deadline)", at: environment.time.now)
    }

    private func announce(_ ending: Ending) {
        switch ending {
        case .completed: observe(.runCompleted)
        case .failed(let failure): observe(.runFailed, failure.description)
        case .stalled(let reason): observe(.runStalled, reason)
        case .unknown: break
        case .left(.parked(let due)):
            let wakeUp = wakeUpTime(due)
            if let wakeUp { floor.expect(wakeUp) }
            observe(.runParked, wakeUp.map { "until \($0)" })
        case .left(.draining): observe(.runReleased)
        case .left(.paused): observe(.runParked, "paused")
        case .left(.cancelled): observe(.runCancelled)
        case .left(.expired): observe(.runFailed, tooLate.description)
        case .left(.lost): observe(.runLost)
        }
    }

    private func report(_ error: any Error) {
        guard let error = error as? StoreError, error.code == .fenced || error.code == .invalidTransition else {
            return observe(.persistenceError, "\(error)")
        }
        observe(.runLost, error.message)
    }

    private func observe(_ kind: EngineEvent.Kind, _ message: String? = nil, step: String? = nil) {
        environment.observer.observe(EngineEvent(kind, held, message, step: step))
    }
}

extension Run {
    /// Committed steps that this execution did not come by: the code has changed since.
    var orphans: [String] {
        memo.filter { !visited.contains($0.key) }.map(\.value.key).sorted { ByteOrder.isBefore($0, $1) }
    }
}
