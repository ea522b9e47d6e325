/// Where a run stands.
public enum RunStatus: String, Sendable, Codable, CaseIterable {
    /// Waiting for a worker.
    case pending
    /// A worker holds its lease.
    case running
    /// Waiting for a time, a signal or another run; holds no worker.
    case waiting
    /// Stopped by an operator until it is resumed.
    case paused
    /// Cannot go on, for a reason that is stored with it; goes on when the cause is gone.
    case stalled
    /// Ended with a result.
    case completed
    /// Ended with an error.
    case failed
    /// Ended on request.
    case cancelled

    /// Whether the run has ended; that is final.
    public var isTerminal: Bool { self == .completed || self == .failed || self == .cancelled }
}

/// What can happen to a run.
public enum RunEvent: String, Sendable, CaseIterable {
    /// A worker takes it.
    case claimed
    /// Its worker gives it back.
    case released
    /// Its worker lets it wait.
    case parked
    /// What it waited for is there.
    case woken
    /// An operator stops it.
    case paused
    /// An operator lets it go on.
    case resumed
    /// It cannot go on.
    case stalled
    /// The cause of the stall is gone.
    case recovered
    case completed
    case failed
    case cancelled
}

/// What an event does to a run.
public enum RunTransition: Sendable, Equatable {
    /// The run goes to this status.
    case to(RunStatus)
    /// The run has ended that way already: nothing is written, and the caller succeeds.
    case unchanged
    /// The status does not allow the event.
    case refused
}

extension RunStatus {
    /// What the event does to a run of this status: the whole state machine, as a pure function.
    public func transition(on event: RunEvent) -> RunTransition {
        switch (self, event) {
        case (.completed, .completed), (.failed, .failed), (.cancelled, .cancelled):
            CoreFault.leavesOut(.sameEnd) ? .refused : .unchanged
        case (.completed, _), (.failed, _), (.cancelled, _): CoreFault.leavesOut(.finality) ? .to(.pending) : .refused
        case (_, .cancelled): .to(.cancelled)
        case (.pending, .claimed), (.running, .claimed), (.waiting, .claimed): .to(.running)
        case (.running, .released): .to(.pending)
        case (.running, .parked): .to(.waiting)
        case (.waiting, .woken): .to(.pending)
        case (.pending, .paused), (.running, .paused), (.waiting, .paused), (.stalled, .paused): .to(.paused)
        case (.paused, .resumed): .to(.pending)
        case (.pending, .stalled), (.running, .stalled), (.waiting, .stalled): .to(.stalled)
        case (.stalled, .recovered): .to(.pending)
        case (.running, .completed): .to(.completed)
        case (_, .failed): .to(.failed)
        default: .refused
        }
    }
}
