internal import HoldfastCore
internal import Synchronization

/// One claim of a run, from its claim to the write that ends it.
struct Execution {
    private let engine: Engine
    private let floor: Floor
    private let held: HeldRun

    init(_ engine: Engine, _ floor: Floor, _ claim: ClaimedRun) {
        self.engine = engine
        self.floor = floor
        held = HeldRun(claim)
    }

    private var record: RunRecord { held.claim.run }
    private var environment: RunEnvironment { floor.environment }

    func run() async {
        floor.enter(held)
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
        case left(Unwinding)
    }

    private func ending() async throws -> Ending {
        if record.cancelRequestedAt != nil { return .left(.cancelled) }
        let now = environment.time.now
        if let deadline = record.deadlineAt, deadline <= now {
            return .failed(Failure(code: Failure.Codes.deadline, message: "it was to end by \(deadline)", at: now))
        }
        let known = engine.workflows.withLock { $0 }
        guard let workflow = known[WorkflowKey(record.workflow, record.version)] else {
            let isKnown = known.values.contains { $0.key.name == Array(record.workflow.utf8) }
            return .stalled(StallReason.unknown(record.workflow, isKnown ? record.version : nil))
        }
        guard record.claimsSinceProgress <= engine.options.claimsWithoutProgress else {
            return .stalled(StallReason.quarantine(record.claimsSinceProgress - 1))
        }
        // Read again with payloads: a claim returns the hot row alone.
        let input = try await environment.store.runs.get(record.id).input
        let run = Run(held, memo: try await environment.store.steps.memo(held.lease), environment)
        return await execute(workflow, run, input)
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
            group.addTask { [record, environment] in
                guard let deadline = record.deadlineAt else {
                    return await held.interruption.wait().flatMap { _ in nil }
                }
                try? await environment.time.sleep(until: deadline, tolerance: nil)
                return nil
            }
            var result: Result<Payload, any Error>?
            for await outcome in group {
                if let outcome { result = outcome }
                group.cancelAll()
            }
            return result
        }
        if let reason = await run.unwinding ?? held.interruption.value { return .left(reason) }
        switch body {
        case .success(let output)?:
            for key in await run.orphans { observe(.stepOrphaned, step: key) }
            return .completed(output)
        case .failure(let error as UndecodableInput)?: return .stalled(StallReason.undecodable(error.reason))
        case .failure(let error)?:
            let now = environment.time.now
            if let deadline = record.deadlineAt, deadline <= now {
                return .failed(Failure(code: Failure.Codes.deadline, message: "it was to end by \(deadline)", at: now))
            }
            return .failed(Failure(error, at: now))
        case nil: return .left(.lost)
        }
    }
}

extension Execution {
    /// Writes how the run ends, with a store that a cancelled task cannot stop.
    private func write(_ ending: Ending) async throws {
        let leases = environment.store.leases
        do {
            try await environment.retrying(while: held) { [held] in
                let lease = held.lease
                switch ending {
                case .completed(let output): try await leases.complete(lease, output: output)
                case .failed(let failure): try await leases.fail(lease, failure)
                case .stalled(let reason): try await leases.stall(lease, reason: reason)
                case .left(.parked(let wakeUp)): try await leases.park(lease, until: wakeUp)
                case .left(.draining): try await leases.release(lease, charged: false)
                case .left(.cancelled): try await leases.cancel(lease)
                case .left(.lost): break
                }
            }
            announce(ending)
        } catch let error as StoreError where error.code == .cancelRequested {
            // Asked for while the body was ending: that counts, since nothing had ended yet.
            try await leases.cancel(held.lease)
            observe(.runCancelled)
        } catch let error as StoreError where error.code == .limitExceeded || error.code == .invalidArgument {
            // A result that the store cannot take is the workflow's failure, not the store's.
            try await leases.fail(held.lease, Failure(error, at: environment.time.now))
            observe(.runFailed, error.message)
        }
    }

    private func announce(_ ending: Ending) {
        switch ending {
        case .completed: observe(.runCompleted)
        case .failed(let failure): observe(.runFailed, failure.description)
        case .stalled(let reason): observe(.runStalled, reason)
        case .left(.parked(let wakeUp)):
            if let wakeUp { floor.expect(wakeUp) }
            observe(.runParked, wakeUp.map { "until \($0)" })
        case .left(.draining): observe(.runReleased)
        case .left(.cancelled): observe(.runCancelled)
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
        memo.keys.filter { !visited.contains($0) }.sorted { ByteOrder.isBefore($0, $1) }
    }
}
