internal import HoldfastCore

extension StoreModel {
    mutating func claim(_ owner: WorkerID, _ limit: Int, _ duration: Duration) -> Answer {
        let due = runs.values.filter { $0.readyAt.map { $0 <= now } ?? false }.sorted { left, right in
            guard left.priority == right.priority else { return left.priority.rawValue > right.priority.rawValue }
            let ready = (left.readyAt ?? now, right.readyAt ?? now)
            guard ready.0 == ready.1 else { return ready.0 < ready.1 }
            return ModelKey(left.id.rawValue) < ModelKey(right.id.rawValue)
        }
        var claimed: [ModelRun] = []
        let first = leases.count
        for var run in due.prefix(limit) {
            run.status = .running
            run.owner = owner
            run.readyAt = now.advanced(by: duration)
            run.fence += 1
            run.revision += 1
            run.claims += 1
            runs[run.id] = run
            claimed.append(run.withoutPayloads)
            leases.append(
                Lease(
                    run: run.id, life: run.life, owner: owner, fence: run.fence, claimedAt: now,
                    expiresAt: now.advanced(by: duration), duration: duration, startedAt: run.startedAt ?? now,
                    writtenAt: max(now, run.updatedAt)))
        }
        return Answer(Answer.pages([claimed]).lines + leases[first...].map(\.line))
    }

    mutating func renew(_ numbers: [Int]) -> Answer {
        var lines: [String] = []
        for number in numbers {
            var lease = leases[number - 1]
            do throws(Refusal) {
                var run = try owned(by: lease)
                // What has expired is not revived.
                guard let end = run.readyAt, end > now else { throw Refusal(.fenced) }
                lease.expiresAt = max(lease.expiresAt, now.advanced(by: lease.duration))
                run.readyAt = lease.expiresAt
                runs[run.id] = run
                leases[number - 1] = lease
                lines.append(lease.line)
            } catch {
                lines.append("throws .\(error.code.name)")
            }
        }
        return Answer(lines)
    }

    mutating func end(_ number: Int, _ ending: ModelCommand.Ending) throws(Refusal) -> Answer {
        let lease = leases[number - 1]
        var run = try owned(by: lease, isShielded: ending.isShielded)
        run.revision += 1
        run.updatedAt = max(now, lease.writtenAt)
        run.startedAt = lease.startedAt
        run.owner = nil
        run.readyAt = nil
        run.status = ending.status
        switch ending {
        case .release(let readyAt, let charged):
            run.readyAt = readyAt ?? now
            if !charged, !lease.hasProgressed { run.claims -= 1 }
        case .park(let wakeUp): run.readyAt = wakeUp
        case .stall(let reason):
            run.reason = reason
            run.claims = 0
        case .complete(let output):
            run.progress = 1
            if let output { run.output = output }
        case .fail(let failure): run.failure = failure
        case .cancel: break
        }
        if run.status.isTerminal { run.completedAt = now }
        runs[run.id] = run
        return .done
    }

    /// The run of a lease; refused unless the lease is the present one.
    func owned(by lease: Lease, isShielded: Bool = false) throws(Refusal) -> ModelRun {
        guard let run = runs[lease.run], run.life == lease.life, run.fence == lease.fence else {
            throw Refusal(.fenced)
        }
        guard run.status == .running else { throw Refusal(run.status.isTerminal ? .invalidTransition : .fenced) }
        guard isShielded || run.cancelRequestedAt == nil else { throw Refusal(.cancelRequested) }
        return run
    }
}

extension ModelCommand.Ending {
    /// Giving a run back, and ending it on request, is what a request to cancel asks for.
    fileprivate var isShielded: Bool {
        switch self {
        case .release, .cancel: true
        case .park, .stall, .complete, .fail: false
        }
    }

    fileprivate var status: RunStatus {
        switch self {
        case .release: .pending
        case .park: .waiting
        case .stall: .stalled
        case .complete: .completed
        case .fail: .failed
        case .cancel: .cancelled
        }
    }
}

extension StoreModel.Lease {
    var line: String {
        "lease on \(Canonical.text(run.rawValue)), life \(life), owner \(Canonical.text(owner.rawValue)), "
            + "fence \(fence), "
            + "claimed \(claimedAt.microseconds), until \(expiresAt.microseconds), progressed \(hasProgressed)"
    }

    /// A lease as the store gave it.
    static func line(_ lease: RunLease, life: Int) -> String {
        Self(
            run: lease.runID, life: life, owner: lease.owner, fence: lease.fence.rawValue, claimedAt: lease.claimedAt,
            expiresAt: lease.expiresAt, duration: lease.duration, hasProgressed: lease.hasProgressed,
            startedAt: lease.claimedAt, writtenAt: lease.claimedAt
        ).line
    }
}
