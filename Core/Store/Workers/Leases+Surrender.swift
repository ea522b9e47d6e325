extension Leases {
    /// What became of a run that its worker cannot work on.
    public enum Surrender: Sendable, Equatable {
        /// A live worker knows the workflow: the run is due again shortly, and no attempt is charged.
        case released
        /// None does: the run is stalled until one registers, with this reason.
        case stalled(String)
    }

    /// Gives back a run whose workflow this worker lacks.
    ///
    /// It is stalled only on condition that no worker has registered since the workers were looked at; and who
    /// registers later lets it go on. So no run stays stalled for which there is a worker.
    /// - Parameter knowsAnotherVersion: Whether this worker knows the workflow in other versions, for the reason.
    public func surrender(
        _ lease: RunLease, of run: RunRecord, knowsAnotherVersion: Bool = false
    ) async throws -> Surrender {
        try context.begin()
        let workers = Workers(context)
        let wanted = WorkflowVersion(run.workflow, run.version)
        // Each turn lost a registration in between; a deployment starts many workers at once.
        for _ in 0..<100 {
            let unchanged = try await workers.unchanged()
            let now = context.now
            let others = try await workers.list().filter { $0.isLive(at: now) && $0.profile.id != lease.owner }
            if others.contains(where: { $0.profile.serves(run) }) {
                // Not at once, so that this worker is not the first to claim it again.
                try await release(lease, readyAt: now.advanced(by: .seconds(1)), charged: false)
                return .released
            }
            let known =
                knowsAnotherVersion
                || others.contains { $0.profile.workflows.contains { ByteOrder.equal($0.name, wanted.name) } }
            let reason = StallReason.unknown(wanted, isOtherVersionKnown: known)
            if try await stall(lease, reason: reason, guards: [unchanged]) { return .stalled(reason) }
        }
        throw StoreError(.revisionConflict, "too many workers register at once; try again")
    }

    /// Fails where the store's clock and this one's differ by more than a quarter of a lease: then this worker would
    /// take runs from live ones, or leave those of dead ones.
    ///
    /// A store whose server has no clock of its own is not asked.
    /// - Throws: `.unavailable` with how far the clock is off.
    public func verifyClock(for duration: Duration = defaultDuration) async throws {
        guard context.backend.base is any ServerClock else { return }
        let offset = try await Store(context: context).clockOffset()
        let size = max(offset, .zero - offset)
        guard size > duration / 4, !CoreFault.leavesOut(.clockOffset) else { return }
        throw StoreError(
            .unavailable,
            "this machine's clock is \(size.inSeconds) s \(offset > .zero ? "behind" : "ahead of") the store's, more "
                + "than a quarter of the lease of \(duration.inSeconds) s; set it, and work goes on", kind: "clock",
            expected: "\(duration / 4)", actual: "\(offset)")
    }
}
