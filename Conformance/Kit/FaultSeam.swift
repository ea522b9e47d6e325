internal import Synchronization

/// What goes wrong between a backend and its store: a backend under test asks before each request that it sends.
///
/// A check sets a plan; without one nothing goes wrong. Requests are numbered from 1 since the plan was set.
public final class FaultSeam: Sendable {
    /// One request of a backend to its store: a statement, an HTTP request, a system call on a file.
    public struct Request: Sendable, Equatable {
        /// What it is, such as `COMMIT` or `TransactWriteItems`.
        public let name: String
        /// Whether it may change what is stored.
        public let isWrite: Bool
        /// What can happen to it; all by default, as to an HTTP request.
        public let kinds: Set<Fault>

        /// A request of this name.
        public init(_ name: String, isWrite: Bool, kinds: Set<Fault> = Set(Fault.allCases)) {
            self.name = name
            self.isWrite = isWrite
            self.kinds = kinds
        }
    }

    /// What happens to a request.
    public enum Fault: String, Sendable, CaseIterable {
        /// It is not sent, and the backend knows that.
        case dropBefore
        /// It is carried out, and its reply is lost.
        case dropAfter
        /// It is sent twice; the second reply counts.
        case duplicate
        /// Its reply comes late.
        case delay
        /// The store refuses it for now: busy, throttled, a serialization failure, the victim of a deadlock.
        case throttle
        /// It is carried out, and half of its reply comes.
        case truncate
        /// It is carried out, and its reply is senseless.
        case garbage
        /// The connection is lost before it is sent.
        case reset
        /// A batch is carried out in part, and the store says which.
        case partial
        /// The store has no room for it.
        case diskFull
        /// The store accepts no writes.
        case readOnly
        /// The disk reports an error.
        case ioError
        /// The power fails: this request and all after it fail, and once all handles are closed and one is opened
        /// again, what was not synchronised with the disk is lost or torn.
        case powerLoss
    }

    /// Decides by the request and its number what happens to it; nil is nothing.
    public typealias Plan = @Sendable (Request, Int) -> Fault?

    private struct State {
        var plan: Plan?
        var requests: [Request] = []
        var log: [(number: Int, request: Request, fault: Fault)] = []
        var kinds: Set<Fault> = []
    }

    private let state = Mutex(State())

    /// A seam at which nothing goes wrong.
    public init() {}

    /// What the transport can do: said once by a backend's factory, so that no check waits for a fault that never
    /// comes.
    public func canDo(_ kinds: Set<Fault>) { state.withLock { $0.kinds.formUnion(kinds) } }

    /// What the transport said it can do.
    public var kinds: Set<Fault> { state.withLock { $0.kinds } }

    /// Asked by the transport before each request: what happens to this one, always something that it can do.
    public func fault(for request: Request) -> Fault? {
        let (plan, number): (Plan?, Int) = state.withLock { state in
            // Without a plan nobody asks for them, and a long check makes many.
            guard let plan = state.plan else { return (nil, 0) }
            state.requests.append(request)
            return (plan, state.requests.count)
        }
        guard let fault = plan?(request, number), request.kinds.contains(fault) else { return nil }
        state.withLock { $0.log.append((number, request, fault)) }
        return fault
    }

    /// From now on requests are numbered from 1 again, and fail as this plan says; nil ends all faults.
    public func plan(_ plan: Plan?) {
        state.withLock { state in
            state.plan = plan
            state.requests = []
            state.log = []
        }
    }

    /// From now on this happens to those requests of this sort to which it can, and which `numbers` has, counted from
    /// 1 among themselves; and nothing to all others.
    public func plan(_ fault: Fault, at numbers: some RangeExpression<Int> & Sendable, writesOnly: Bool = false) {
        let count = Atomic(0)
        plan { request, _ in
            guard request.kinds.contains(fault), request.isWrite || !writesOnly else { return nil }
            return numbers.contains(count.add(1, ordering: .relaxed).newValue) ? fault : nil
        }
    }

    /// The requests since the plan was set.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// The faults since the plan was set, a line each: part of a failure's message.
    public var log: [String] {
        state.withLock { $0.log.map { "request \($0.number) (\($0.request.name)): \($0.fault.rawValue)" } }
    }
}
