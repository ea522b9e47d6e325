/// How long runs are kept that have ended, by workflow and status: 30 days where nothing else is said.
///
/// What says most counts: a workflow and a status before a workflow, that before a status, and that before the rest.
/// It is applied when a run ends, so a change is for runs that end from then on.
public struct Retention: Sendable, Equatable {
    private struct Rule: Sendable, Equatable {
        let workflow: String?
        let status: RunStatus?
        let duration: Duration?

        func applies(to workflow: String, _ status: RunStatus) -> Bool {
            self.workflow.map { ByteOrder.equal($0, workflow) } ?? true && self.status ?? status == status
        }

        var weight: Int { (workflow == nil ? 0 : 2) + (status == nil ? 0 : 1) }
    }

    private var rules: [Rule]

    /// The same time for all runs; nil means for ever, zero until the next sweep.
    public init(_ duration: Duration? = .days(30)) {
        rules = [Rule(workflow: nil, status: nil, duration: duration)]
    }

    /// Another time for some runs; nil means for ever, zero until the next sweep.
    ///
    /// - Parameters:
    ///   - workflow: Nil means any.
    ///   - status: How the run has ended; nil means in any way.
    public mutating func keep(_ duration: Duration?, workflow: String? = nil, status: RunStatus? = nil) {
        rules.append(Rule(workflow: workflow, status: status, duration: duration))
    }

    /// When a run that ends now is to be removed; nil means never.
    func expiry(
        of workflow: String, as status: RunStatus, at end: Timestamp, keeping own: RunRetention
    ) -> Timestamp? {
        switch own {
        case .forEver: return nil
        case .period(let duration): return end.advanced(by: duration)
        case .standard:
            let rule = rules.filter { $0.applies(to: workflow, status) }.max { $0.weight <= $1.weight }
            return rule?.duration.map { end.advanced(by: max($0, .zero)) }
        }
    }

    func expiry(of run: RunRecord, as status: RunStatus, at end: Timestamp) -> Timestamp? {
        expiry(of: run.workflow, as: status, at: end, keeping: run.retention)
    }
}

/// How long a run of its own is kept once it has ended.
public enum RunRetention: Sendable, Hashable {
    /// As the store's ``Retention`` says.
    case standard
    /// Until it is deleted.
    case forEver
    /// This long; zero until the next sweep.
    case period(Duration)
}

extension RunRetention {
    private static let member = "retention"

    init(policies: [String: JSONValue]) {
        self =
            switch policies[Self.member] {
            case .int(let microseconds)?: .period(.microseconds(microseconds))
            case .null?: .forEver
            default: .standard
            }
    }

    var policies: [String: JSONValue] {
        switch self {
        case .standard: [:]
        case .forEver: [Self.member: .null]
        case .period(let duration): [Self.member: .int(duration.wholeMicroseconds)]
        }
    }

    func validate() throws {
        guard case .period(let duration) = self, duration < .zero else { return }
        throw StoreError(.invalidArgument, "a run is kept for zero or longer, not \(duration)")
    }
}

extension Store {
    /// The same store, which keeps runs that end from now on for other times.
    public func keeping(_ retention: Retention) -> Store {
        var context = context
        context.retention = retention
        return Store(context: context)
    }
}
